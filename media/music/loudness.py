"""How loud a track is (ITU-R BS.1770-4, close enough for levelling), and keeping its peaks down."""

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE
from media.wave import Stereo

_BLOCK = SAMPLE_RATE * 2 // 5
_TOGETHER = 32
"""Blocks measured at a time."""
_STEP = 64
"""Samples per step of the limiter."""
_CHUNK = 1 << 18
"""Samples worked on at a time, a multiple of ``_STEP``."""
_LOOK = 8
"""Steps the limiter looks ahead and back."""


def loudness(sound: Stereo) -> float:
    """Integrated loudness in LUFS, gated over blocks of 400 ms; −70 for silence."""
    size = min(_BLOCK, sound.shape[1] // 2 * 2)
    starts = range(0, sound.shape[1] - size + 1, size * _TOGETHER)
    return _gated(np.concatenate([_energy(sound[:, start : start + size * _TOGETHER], size) for start in starts]))


def _energy(sound: Stereo, size: int) -> NDArray[np.float64]:
    """K-weighted power of every whole block of ``size`` samples, both sides added."""
    whole = sound[:, : sound.shape[1] // size * size]
    # half the rate is enough: what is above 12 kHz does not count for much
    blocks = ((whole[:, ::2] + whole[:, 1::2]) * np.float32(0.5)).reshape(2, -1, size // 2)
    spectrum = np.fft.rfft(blocks * np.hanning(size // 2).astype(np.float32))
    power = spectrum.real**2 + spectrum.imag**2
    # Parseval over half the spectrum, the Hann window's mean power being 3/8
    scale = 2 / (size // 2) ** 2 / 0.375
    return np.asarray((power @ _k_weight(size // 2)).sum(axis=0) * scale, np.float64)


def limit(sound: Stereo, ceiling: float) -> None:
    """Turn peaks down to ``ceiling`` in place, gently before and after each."""
    length = sound.shape[1]
    needed = np.minimum(1, ceiling / np.maximum(_peaks(sound), 1e-9))
    if needed.min() >= 1:
        return
    wide = np.pad(needed, 2 * _LOOK, constant_values=1.0)
    lowest = np.lib.stride_tricks.sliding_window_view(wide, 2 * _LOOK + 1).min(axis=1)
    smooth = np.convolve(lowest, np.full(2 * _LOOK + 1, 1 / (2 * _LOOK + 1)), "valid")
    middles = (np.arange(len(smooth)) + 0.5) * _STEP
    for start in range(0, length, _CHUNK):
        part = sound[:, start : start + _CHUNK]
        part *= np.interp(np.arange(start, start + part.shape[1]), middles, smooth).astype(np.float32)
        np.clip(part, -ceiling, ceiling, out=part)


def _peaks(sound: Stereo) -> NDArray[np.float32]:
    """The highest level of either side in every step."""
    starts = np.arange(0, sound.shape[1], _STEP)
    highest = np.maximum.reduceat(sound, starts, axis=1).max(axis=0)
    lowest = np.minimum.reduceat(sound, starts, axis=1).min(axis=0)
    return np.asarray(np.maximum(highest, -lowest), np.float32)


def _gated(energy: NDArray[np.float64]) -> float:
    """BS.1770 gating: nothing below −70 LUFS, then nothing 10 LU below the rest."""
    levels = -0.691 + 10 * np.log10(np.maximum(energy, 1e-12))
    audible = levels > -70
    if not audible.any():
        return -70.0
    floor = -0.691 + 10 * np.log10(energy[audible].mean()) - 10
    return float(-0.691 + 10 * np.log10(energy[audible & (levels > floor)].mean()))


def _k_weight(size: int) -> NDArray[np.float32]:
    """Power response of the K-weighting filters (BS.1770 tables 1 and 2, 48 kHz) for blocks at half the rate."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 2 / SAMPLE_RATE) / SAMPLE_RATE)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high_pass) ** 2, np.float32)
