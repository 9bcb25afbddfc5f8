"""Trimming, compressing and levelling speech."""

import numpy as np

from domain.voice import SAMPLE_RATE
from presenter.loudness import Signal, integrated_lufs

TARGET_LUFS = -20.0
PEAK_DBFS = -3.0
_MS = SAMPLE_RATE // 1000


def envelope(signal: Signal, block: int) -> Signal:
    """Root mean square of each block of samples (the last one zero-padded)."""
    blocks = -(-len(signal) // block)
    padded = np.zeros(blocks * block)
    padded[: len(signal)] = signal
    power: Signal = np.sqrt((padded.reshape(blocks, block) ** 2).mean(axis=1))
    return power


def spread(gains: Signal, block: int, length: int) -> Signal:
    """One gain per block as one per sample, running straight from block centre to block centre."""
    centres = np.arange(len(gains)) * block + (block - 1) / 2
    per_sample: Signal = np.interp(np.arange(length), centres, gains)
    return per_sample


def compress(signal: Signal, ratio: float = 2.0, above_db: float = 0.0) -> Signal:
    """Softer peaks: what is more than ``above_db`` over the line's usual level is divided by ``ratio``.

    Attack 5 ms, release 80 ms, measured on 5 ms blocks; nothing below the threshold is raised.
    """
    block = 5 * _MS
    levels = 20 * np.log10(np.maximum(envelope(signal, block), 1e-6))
    spoken = levels[levels > levels.max(initial=-120.0) - 30]
    threshold = float(10 * np.log10(np.mean(10 ** (spoken / 10)))) + above_db
    wanted = np.minimum(0.0, (threshold - levels) * (1 - 1 / ratio))
    return signal * spread(10 ** (_follow(wanted, 1 - np.exp(-5 / 80)) / 20), block, len(signal))


def _follow(wanted: Signal, release: float) -> Signal:
    """Gain in dB that falls at once and comes back slowly."""
    gains, now = np.empty_like(wanted), 0.0
    for i, target in enumerate(wanted.tolist()):
        now = target if target < now else now + (target - now) * release
        gains[i] = now
    return gains


def trim(signal: Signal, floor_db: float = -46.0, before_ms: int = 6, after_ms: int = 30) -> tuple[Signal, int]:
    """The signal without the silence at its ends, faded in and out, and how many samples went before it.

    Silence is what lies ``floor_db`` under the loudest 5 ms. Silence throughout comes back empty.
    """
    block = 5 * _MS
    levels = envelope(signal, block)
    heard = np.flatnonzero(levels > max(levels.max(initial=0.0) * 10 ** (floor_db / 20), 1e-5))
    if not heard.size:
        return signal[:0], 0
    start = max(0, int(heard[0]) * block - before_ms * _MS)
    end = min(len(signal), (int(heard[-1]) + 1) * block + after_ms * _MS)
    return _faded(signal[start:end], before_ms * _MS, after_ms * _MS), start


def _faded(signal: Signal, samples_in: int, samples_out: int) -> Signal:
    faded = signal.copy()
    samples_in, samples_out = min(samples_in, len(signal)), min(samples_out, len(signal))
    faded[:samples_in] *= np.linspace(0, 1, samples_in)
    faded[len(faded) - samples_out :] *= np.linspace(1, 0, samples_out)
    return faded


def normalise_loudness(signal: Signal, lufs: float = TARGET_LUFS, peak_dbfs: float = PEAK_DBFS) -> Signal:
    """The signal at the loudness asked for, its peaks rounded off under ``peak_dbfs``."""
    ceiling = 10 ** (peak_dbfs / 20)
    levelled = signal * 10 ** ((lufs - integrated_lufs(signal)) / 20)
    if np.abs(levelled).max() <= ceiling:
        return levelled
    limited = limit(levelled, ceiling)
    return limit(limited * 10 ** ((lufs - integrated_lufs(limited)) / 20), ceiling)


def limit(signal: Signal, ceiling: float) -> Signal:
    """No sample above ``ceiling``: the gain dips smoothly around each peak (5 ms either side)."""
    block, reach = _MS, 5
    padded = np.pad(np.abs(signal), (0, -len(signal) % block))
    needed = np.minimum(1.0, ceiling / np.maximum(padded.reshape(-1, block).max(axis=1), 1e-9))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(needed, reach, constant_values=1.0), 2 * reach + 1)
    window = np.hanning(2 * reach + 1)
    lowest = np.pad(around.min(axis=1), reach, mode="edge")
    smooth = np.lib.stride_tricks.sliding_window_view(lowest, 2 * reach + 1) @ (window / window.sum())
    return np.clip(signal * spread(np.minimum(smooth, lowest[reach:-reach]), block, len(signal)), -ceiling, ceiling)
