"""How loud speech is, after ITU-R BS.1770-5 (mono)."""

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE

Signal = NDArray[np.float64]
"""Samples of one channel at 48 kHz, full scale ±1."""

_BLOCK, _STEP = int(0.4 * SAMPLE_RATE), int(0.1 * SAMPLE_RATE)
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
_OFFSET = -0.691

# BS.1770-5 tables 1 and 2: (b, a) of the head filter and the RLB filter at 48 kHz.
_FILTERS = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)


def integrated_lufs(signal: Signal) -> float:
    """Gated loudness in LUFS; minus infinity for silence. Shorter signals than 0.4 s are one block."""
    power = _block_power(_weighted(signal))
    level = _OFFSET + 10 * np.log10(np.maximum(power, 1e-20))
    kept = power[level > _ABSOLUTE_GATE]
    if not kept.size:
        return float("-inf")
    gate = _OFFSET + 10 * np.log10(kept.mean()) + _RELATIVE_GATE
    kept = power[level > max(gate, _ABSOLUTE_GATE)]
    return float(_OFFSET + 10 * np.log10(kept.mean()))


def _weighted(signal: Signal) -> Signal:
    """K-weighted without phase shift (block power does not need it), in the frequency domain."""
    size = _fast_size(len(signal) + SAMPLE_RATE // 10)
    cosine = np.cos(2 * np.pi * np.arange(size // 2 + 1) / size)
    power = np.ones_like(cosine)
    for b, a in _FILTERS:
        power *= _power_response(b, cosine) / _power_response(a, cosine)
    weighted: Signal = np.fft.irfft(np.fft.rfft(signal, size) * np.sqrt(power), size)[: len(signal)]
    return weighted


def _power_response(taps: tuple[float, float, float], cosine: Signal) -> Signal:
    """|c0 + c1·z + c2·z²|² on the unit circle; never quite 0 where it should be."""
    c0, c1, c2 = taps
    response = c0**2 + c1**2 + c2**2 + 2 * c1 * (c0 + c2) * cosine + 2 * c0 * c2 * (2 * cosine**2 - 1)
    floored: Signal = np.maximum(response, 1e-18)
    return floored


def _fast_size(at_least: int) -> int:
    """An even size that transforms quickly, no shorter than asked."""
    step = 1 << max(1, at_least.bit_length() - 5)
    return -(-at_least // step) * step


def _block_power(signal: Signal) -> Signal:
    """Mean square of each 0.4 s block, a block every 0.1 s."""
    total = np.concatenate(([0.0], np.cumsum(signal**2)))
    if len(signal) <= _BLOCK:
        return np.array([total[-1] / max(1, len(signal))])
    starts = np.arange(0, len(signal) - _BLOCK + 1, _STEP)
    power: Signal = (total[starts + _BLOCK] - total[starts]) / _BLOCK
    return power
