"""The voiceover: spoken audio with the time of every word."""

from pydantic import Field, NonNegativeInt, PositiveInt

from domain.base import Frozen, Sha256
from domain.script import SceneId

SAMPLE_RATE = 48_000


class SpokenWord(Frozen):
    """A word as written in the narration, with its time in its scene's audio.

    ``text`` keeps the script's own spelling, closing punctuation included, so that the words of a
    scene joined (with the spaces they carry) give its narration back. Times are milliseconds.
    """

    text: str
    start_ms: NonNegativeInt
    end_ms: NonNegativeInt


class Viseme(Frozen):
    """A mouth shape from its start to the next one's start; ``shape`` is an IPA phoneme class."""

    shape: str
    start_ms: NonNegativeInt


class SpokenScene(Frozen):
    """One scene's audio: mono 48 kHz 16-bit WAV in the asset store, silence at both ends trimmed."""

    scene: SceneId
    audio: Sha256
    duration_ms: PositiveInt
    words: tuple[SpokenWord, ...]
    visemes: tuple[Viseme, ...] = ()


class Voiceover(Frozen):
    """Every scene spoken, and by which voice it really was."""

    scenes: tuple[SpokenScene, ...] = Field(min_length=1)
    provider: str
    voice: str
    fallback_reason: str = ""
