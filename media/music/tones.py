"""Struck and plucked notes: sums of decaying partials, as many as an instrument needs, all at once.

A decaying partial is a complex power series, and a sum of such series over a block grid is one
matrix product; that makes a two-second note of thirty partials cost a fraction of a millisecond.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from domain.voice import SAMPLE_RATE
from media.wave import Mono, Stereo, samples

Row = NDArray[np.float64]

_BLOCK = 256
_ROWS = 8
"""Blocks per matrix product: few enough that the linear algebra library starts no threads for it."""
_LOOP = 1 << 16
"""Samples after which noise repeats, unheard."""
_INAUDIBLE = 1e-6
_VOICE_HZ, _VOICE_OCTAVES, _VOICE_DB = 1900.0, 0.8, -4.0
_AIR_HZ = 9000.0


@dataclass(frozen=True)
class Partials:
    """What rings: frequencies in Hz, amplitudes left and right, time constants in seconds, phases."""

    hertz: Row
    left: Row
    right: Row
    decay: Row
    phase: Row


def room_for_voice(frequencies: ArrayLike) -> Row:
    """Factor by which music steps back around 1.9 kHz, where speech is understood, and above 9 kHz."""
    hertz = np.asarray(frequencies, np.float64)
    octaves = np.log2(np.maximum(hertz, 20) / _VOICE_HZ)
    dip = 10 ** (_VOICE_DB / 20 * np.exp(-((octaves / _VOICE_OCTAVES) ** 2)))
    return np.asarray(dip / np.sqrt(1 + (hertz / _AIR_HZ) ** 4), np.float64)


def ring(partials: Partials, length: int, attack: float) -> Stereo:
    """``length`` samples of the partials sounding together, faded in over ``attack`` seconds."""
    step = (-1 / partials.decay + 2j * np.pi * partials.hertz) / SAMPLE_RATE
    groups = -(-length // (_BLOCK * _ROWS))
    coarse = np.exp(np.outer(np.arange(groups * _ROWS) * _BLOCK, step))
    coarse[np.abs(coarse) < _INAUDIBLE] = 0  # what dies away to denormal numbers makes the product crawl
    fine = np.exp(np.outer(step, np.arange(_BLOCK)) + 1j * partials.phase[:, None])
    rows = np.concatenate((coarse.real, -coarse.imag), axis=1).astype(np.float32).reshape(groups, _ROWS, -1)
    sound = np.empty((2, groups, _ROWS, _BLOCK), np.float32)
    for side, amplitude in zip(sound, (partials.left, partials.right), strict=True):
        scaled = fine * amplitude[:, None]
        np.matmul(rows, np.concatenate((scaled.real, scaled.imag)).astype(np.float32), out=side)
    return fade_in(sound.reshape(2, -1)[:, :length], attack)


@lru_cache(64)
def slope(seconds: float) -> Mono:
    """Half a cosine from 0 to 1 over ``seconds``; not to be written to, for all who ask share it."""
    ramp = (0.5 - 0.5 * np.cos(np.linspace(0, np.pi, max(2, samples(seconds))))).astype(np.float32)
    ramp.flags.writeable = False
    return ramp


def fade_in(sound: Stereo, seconds: float) -> Stereo:
    """The same array, coming up smoothly from silence."""
    ramp = slope(seconds)[: sound.shape[1]]
    sound[:, : len(ramp)] *= ramp
    return sound


def fade_out(sound: Stereo, seconds: float) -> Stereo:
    """The same array, ending smoothly in silence."""
    ramp = slope(seconds)[::-1][-sound.shape[1] :]
    sound[:, -len(ramp) :] *= ramp
    return sound


def noise(length: int, low: float, high: float, rng: np.random.Generator) -> Stereo:
    """Noise between two frequencies in Hz, half common to both sides, of unit power."""
    size = min(_LOOP, max(512, 1 << (length - 1).bit_length()))
    hertz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    shape = 1 / np.sqrt(1 + (low / np.maximum(hertz, 1)) ** 6) / np.sqrt(1 + (hertz / high) ** 6)
    loud = (shape * room_for_voice(hertz)).astype(np.float32)
    spectrum = rng.standard_normal((3, len(hertz), 2), np.float32).view(np.complex64)[..., 0]
    sound = np.fft.irfft(np.stack((spectrum[0] + spectrum[1], spectrum[0] + spectrum[2])) * loud, size)
    sound *= 1 / max(1e-6, float(np.sqrt(np.mean(sound**2))))
    return np.asarray(np.tile(sound, -(-length // size))[:, :length], np.float32)
