"""Instruments: from a recipe in ``voices.yaml`` and a pitch to a note one can mix."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from domain.base import Frozen, Unit
from domain.voice import SAMPLE_RATE
from media.data import read_data
from media.music.tones import Partials, Row, fade_in, fade_out, ring, room_for_voice
from media.wave import Stereo, samples

_RECIPES = Path(__file__).with_name("voices.yaml")
_MIDDLE_C = 261.63
_LOOP = 1 << 17
"""Samples after which a held sound repeats: 2.7 s, and seamlessly."""


class Struck(Frozen):
    """A piano, string, bar or bell; the fields are explained in ``voices.yaml``."""

    harmonics: PositiveInt | None = None
    stiffness: NonNegativeFloat = 0
    tilt: float = 1
    ratios: tuple[PositiveFloat, ...] = ()
    levels: tuple[PositiveFloat, ...] = ()
    bright: tuple[PositiveFloat, PositiveFloat]
    decay: PositiveFloat
    damping: NonNegativeFloat
    tracking: Unit
    attack: PositiveFloat
    detune: NonNegativeFloat = 0
    width: Unit = 0
    knock: Unit = 0


class Held(Frozen):
    """A pad or a string section; the fields are explained in ``voices.yaml``."""

    harmonics: PositiveInt
    tilt: float
    bright: PositiveFloat
    spread: PositiveFloat
    attack: PositiveFloat
    release: PositiveFloat


class Voices(Frozen):
    """Every instrument by name."""

    struck: Mapping[Annotated[str, Field(min_length=1)], Struck]
    held: Mapping[Annotated[str, Field(min_length=1)], Held]


def read_voices() -> Voices:
    """The packaged ``voices.yaml``."""
    return Voices.model_validate(read_data(_RECIPES))


def hertz(pitch: float) -> float:
    """The frequency of a MIDI pitch, equal temperament, A4 = 440 Hz."""
    return float(440 * 2 ** ((pitch - 69) / 12))


def strike(voice: Struck, pitch: int, hard: bool, seconds: float, rng: np.random.Generator) -> Stereo:
    """One note, ringing until it can no longer be heard or for ``seconds``; unit peak."""
    note = hertz(pitch)
    ratios, levels = _series(voice)
    frequencies = note * ratios
    levels = levels / np.sqrt(1 + (frequencies / voice.bright[hard]) ** 3) * room_for_voice(frequencies)
    audible = (frequencies < 12_000) & (levels > levels.max() * 1e-3)
    frequencies, levels = frequencies[audible], levels[audible]
    decay = voice.decay * (_MIDDLE_C / note) ** voice.tracking / (1 + voice.damping * np.arange(len(frequencies)))
    knock = voice.knock * (1.4 if hard else 0.8) * levels.sum()
    lean = voice.width * _spread(pitch, len(frequencies), rng)
    partials = _with_knock(_strings(voice.detune, frequencies, levels, decay, lean, rng), knock, rng)
    sound = ring(partials, max(samples(0.3), samples(min(5 * float(decay[0]), seconds))), voice.attack)
    fade_out(sound, 0.25)
    sound *= 1 / np.float32(np.abs(sound).max() + 1e-9)
    return sound


def hold(voice: Held, pitches: tuple[int, ...], rng: np.random.Generator) -> Stereo:
    """(2, ``_LOOP``) a chord that can be repeated without a seam; unit peak.

    Every partial is a narrow band of random phases, so it moves like many players in unison.
    """
    spectrum = np.zeros(_LOOP // 4)
    numbers = np.arange(1, voice.harmonics + 1)
    for note in map(hertz, pitches):
        for partial, level in zip(note * numbers, numbers**-voice.tilt, strict=True):
            _smear(spectrum, partial, level, voice.spread)
    spectrum *= _tone(voice.bright)
    used = int(np.flatnonzero(spectrum > spectrum.max() * 1e-4)[-1]) + 1
    left = rng.uniform(0, 2 * np.pi, used)
    phases = np.stack((left, left + rng.uniform(-1.9, 1.9, used)))
    sound = np.fft.irfft((spectrum[:used] * np.exp(1j * phases)).astype(np.complex64), _LOOP)
    sound *= 1 / np.abs(sound).max()
    return np.asarray(sound, np.float32)


@cache
def _tone(bright: float) -> Row:
    """The level of each frequency of a held sound that is as ``bright`` as that."""
    frequencies = np.arange(_LOOP // 4) * (SAMPLE_RATE / _LOOP)
    return np.asarray(room_for_voice(frequencies) / np.sqrt(1 + (frequencies / bright) ** 3), np.float64)


def _smear(spectrum: Row, partial: float, level: float, cents: float) -> None:
    """Add a partial to a spectrum of ``_LOOP`` samples as a narrow bell of frequencies."""
    width = max(0.5, partial * (2 ** (cents / 1200) - 1))
    reach = int(3 * width * _LOOP / SAMPLE_RATE) + 2
    middle = round(partial * _LOOP / SAMPLE_RATE)
    bins = np.arange(max(1, middle - reach), min(len(spectrum), middle + reach))
    spectrum[bins] += level / np.sqrt(width) * np.exp(-(((bins * SAMPLE_RATE / _LOOP - partial) / width) ** 2))


def sustain(loop: Stereo, length: int, attack: float, release: float) -> Stereo:
    """``length`` samples of a held sound, swelling in and out."""
    sound = np.tile(loop, -(-length // loop.shape[1]))[:, :length]
    return fade_out(fade_in(sound, attack), release)


def _series(voice: Struck) -> tuple[Row, Row]:
    """Ratios to the fundamental, and levels, of a voice's partials."""
    if voice.harmonics is None:
        return np.array(voice.ratios), np.array(voice.levels)
    numbers = np.arange(1.0, voice.harmonics + 1)
    return numbers * np.sqrt(1 + voice.stiffness * numbers**2), numbers**-voice.tilt


def _spread(pitch: int, count: int, rng: np.random.Generator) -> Row:
    """Where each partial sits, −1 left to 1 right: the note itself by its pitch, the others to either side."""
    lean = np.where(np.arange(count) % 2, 1, -1) * rng.uniform(0.5, 1, count) * (1 if pitch % 2 else -1)
    lean[0] = 0.6 * np.clip((pitch - 64) / 14, -1, 1)
    return lean


def _strings(detune: float, frequencies: Row, levels: Row, decay: Row, lean: Row, rng: np.random.Generator) -> Partials:
    """Two strings ``detune`` cents apart, the second weaker, leaning the other way and decaying slower."""
    apart = 2 ** (detune / 2400)
    return Partials(
        hertz=np.concatenate((frequencies * apart, frequencies / apart)),
        left=np.concatenate((levels * (1 - lean), 0.5 * levels * (1 + lean))),
        right=np.concatenate((levels * (1 + lean), 0.5 * levels * (1 - lean))),
        decay=np.concatenate((decay, 1.6 * decay)),
        phase=rng.uniform(-0.4, 0.4, 2 * len(frequencies)) - np.pi / 2,
    )


def _with_knock(partials: Partials, level: float, rng: np.random.Generator) -> Partials:
    """The same with the soft thud of a hammer or finger: short partials of no pitch."""
    count = 9 if level else 0
    thud = rng.uniform(0.5, 1, count) * level / max(1, count)
    return Partials(
        hertz=np.concatenate((partials.hertz, rng.uniform(90, 900, count))),
        left=np.concatenate((partials.left, thud)),
        right=np.concatenate((partials.right, thud)),
        decay=np.concatenate((partials.decay, np.full(count, 0.011))),
        phase=np.concatenate((partials.phase, rng.uniform(-np.pi, np.pi, count))),
    )
