"""Samples: one sentence of a voice, as a labelled sound."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np

from domain.base import Box
from domain.brief import Language
from domain.errors import BriefError, InputError, SettingsError
from domain.label import LabelledAudio
from domain.paint import Solid
from domain.timeline import Scene, Timeline
from domain.voice import SAMPLE_RATE
from labeling.rhythm import Samples
from pipeline.explain import nearest
from pipeline.preview import placed
from pipeline.studio import Studio
from pipeline.voices import switch_of
from presenter.voices import Voice, load_voices

SAYS: Mapping[Language, str] = MappingProxyType(
    {"zh": "您好，我来介绍这件商品。", "en": "Hello, let me show you this product."}
)
_SOUNDS = (".wav", ".mp3", ".m4a")


class SoundSealer(Protocol):
    """Labels sound: the mark is heard before it, the metadata and the credentials are in the file."""

    def audio(self, samples: Samples, rate: int, timeline: Timeline, out: Path) -> LabelledAudio: ...


@dataclass(frozen=True)
class Sampled:
    """A sample as it left, who really spoke it, and what it says."""

    sound: LabelledAudio
    voice: str
    text: str


def known_voice(name: str) -> Voice:
    """The voice of this name. Raises BriefError with the nearest one."""
    known = {voice.name: voice for voice in load_voices()}
    if name not in known:
        raise BriefError(f"voice '{name}' is not known", hint=nearest(name, known))
    return known[name]


def write_sample(voice: Voice, out: Path, studio: Studio, sealer: SoundSealer) -> Sampled:
    """A sentence of this very voice, none in its place, labelled at ``out``: WAV, MP3 or M4A by its name.

    Raises InputError for another kind of file, SettingsError when the voice is not switched on, SpeechError when it
    does not speak, LabelError, StorageError.
    """
    if out.suffix.lower() not in _SOUNDS:
        raise InputError(f"'{out}': a sample is not written as '{out.suffix}'", hint="name it .wav, .mp3 or .m4a")
    speaker = studio.speakers(voice.name)[0]
    if speaker.name != voice.provider:
        raise SettingsError(f"voice '{voice.name}' may not speak here", hint=switch_of(voice.provider))
    text = SAYS[voice.language]
    line = speaker.speak(text, voice.language)
    samples = (line.pcm.astype(np.float32) / np.float32(32768))[:, None]
    sheet = _sheet(voice)
    sound = placed(out, sheet, studio, lambda path: sealer.audio(samples, SAMPLE_RATE, sheet, path), "sample")
    return Sampled(sound, speaker.voice_for(voice.language), text)


def _sheet(voice: Voice) -> Timeline:
    """What a seal has to know of a sound without a video: its title and language, and nothing to see."""
    side = 270
    scene = Scene(id="voice", role="hook", frames=1, background=Solid(colour="#E9EEEA"), layers=())
    return Timeline(
        title=voice.name, language=voice.language, template="spotlight", seed=0, width=side, height=side,
        safe=Box(x=8, y=8, w=side - 16, h=side - 16), scenes=(scene,), assets={},
    )  # fmt: skip
