"""The recipe: a mood and a seed give a form, a score and a mix."""

import zlib

import numpy as np

from media.music.form import Form, shape
from media.music.mix import mix
from media.music.moods import Mood, find_mood
from media.music.score import write_score
from media.music.voices import read_voices
from media.wave import wav_bytes


def compose_music(seconds: float, mood: str, seed: int) -> bytes:
    """A piece of background music as a 48 kHz stereo 16-bit WAV, ``seconds`` long to the sample.

    It opens quietly, finds a groove, lifts, and ends on a cadence that rings out to silence. About
    −18 LUFS, peaks at or below −3 dBFS. The same arguments give the same bytes on one machine.
    Raises AssetError for an unknown mood or a length outside 3 seconds to 5 minutes.
    """
    kind = find_mood(mood)
    number = _seed(mood, seed)
    form = _form(seconds, kind, number)
    return wav_bytes(mix(write_score(form, kind, number), form, kind, read_voices(), number))


def beats(seconds: float, mood: str, seed: int) -> tuple[int, ...]:
    """When the beats of that piece fall, in milliseconds; every fourth from the first opens a bar, and
    the last is the closing chord. Raises AssetError as ``compose_music``."""
    form = _form(seconds, find_mood(mood), _seed(mood, seed))
    return tuple(round(1000 * i * form.beat) for i in range(form.beats + 1))


def tempo_of(mood: str, seed: int, seconds: float | None = None) -> float:
    """Beats a minute of a mood and seed; with ``seconds`` the exact tempo after fitting to that length."""
    kind, number = find_mood(mood), _seed(mood, seed)
    return _tempo(kind, number) if seconds is None else _form(seconds, kind, number).tempo


def _seed(mood: str, seed: int) -> int:
    """Another number for every mood, so that one seed's pieces do not share key and tempo."""
    return (zlib.crc32(mood.encode()) ^ seed) & 0x7FFFFFFF


def _tempo(mood: Mood, seed: int) -> float:
    low, high = mood.tempo
    return float(np.random.default_rng((seed, 0)).uniform(low, high))


def _form(seconds: float, mood: Mood, seed: int) -> Form:
    return shape(seconds, _tempo(mood, seed))
