"""Forced alignment: where the words of a line are in a sound that tells no times.

The embedded engine says the same line and knows its words' times. Both sounds become short-time cepstra
(what is said, not by whom), dynamic time warping finds which moment of the one is which of the other
(Sakoe and Chiba 1978), and after a pause a word begins where the sound does.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE, SpokenWord
from presenter.level import envelope
from presenter.loudness import Signal
from presenter.speaker import SpokenLine

_HOP_MS = 10
_HOP, _WINDOW, _SIZE = SAMPLE_RATE // 100, SAMPLE_RATE // 40, 2048
_BANDS, _CEPSTRA, _TOP_HZ = 26, 13, 8000.0
_LEAN = 0.35
"""Added to the cost of every step that lets one sound run while the other stands still."""
_SOUND_DB, _REACH_MS, _PAUSE_MS = -32.0, 150, 50
_LASTS_MS, _ECHO_MS = 25, 60
"""What sounds for less than this, so soon after a sound, is the room's echo of it, not the beginning of a word."""


def force(guide: SpokenLine, pcm: NDArray[np.int16]) -> tuple[SpokenWord, ...]:
    """The guide's words at their times in ``pcm`` (int16 mono at 48 kHz): rising, inside it, not overlapping."""
    other = pcm / 32768
    warp = _warp(_features(guide.pcm / 32768), _features(other))
    spans = _snapped([(_at(warp, w.start_ms), _at(warp, w.end_ms)) for w in guide.words], guide.words, other)
    words, clock, end_ms = [], 0, round(len(pcm) * 1000 / SAMPLE_RATE)
    for word, (start, end) in zip(guide.words, spans, strict=True):
        start = min(max(clock, round(start)), end_ms)
        clock = min(max(start, round(end)), end_ms)
        words.append(word.model_copy(update={"start_ms": start, "end_ms": clock}))
    return tuple(words)


def _features(signal: Signal) -> Signal:
    """(frames, numbers) of mel cepstra, level and their change: each with mean 0 and variance 1 over the line."""
    count = max(2, 1 + len(signal) // _HOP)
    padded = np.zeros((count - 1) * _HOP + _WINDOW)
    shown = signal[: len(padded) - _WINDOW // 2]
    padded[_WINDOW // 2 : _WINDOW // 2 + len(shown)] = shown
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP] * np.hanning(_WINDOW)
    power = np.abs(np.fft.rfft(frames, _SIZE)) ** 2
    level = np.log(np.maximum(power.sum(axis=1), power.sum(axis=1).max() * 1e-5 + 1e-12))
    bands = np.log(np.maximum(power @ _mel_bank().T, power.max() * 1e-7 + 1e-12))
    angles = np.pi * np.outer(np.arange(1, _CEPSTRA), np.arange(_BANDS) + 0.5) / _BANDS
    told = np.column_stack((bands @ np.cos(angles).T, 2 * level))
    told = (told - told.mean(axis=0)) / (told.std(axis=0) + 1e-9)
    told[:, -1] *= 2
    features: Signal = np.column_stack((told, np.gradient(told, axis=0)))
    return features


def _mel_bank() -> Signal:
    """(bands, bins) of triangles evenly spaced in mel from 80 Hz."""
    top, low = (2595 * np.log10(1 + hertz / 700) for hertz in (_TOP_HZ, 80.0))
    edges = 700 * (10 ** (np.linspace(low, top, _BANDS + 2) / 2595) - 1)
    hertz = np.fft.rfftfreq(_SIZE, 1 / SAMPLE_RATE)
    rise = (hertz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - hertz) / (edges[2:] - edges[1:-1])[:, None]
    bank: Signal = np.clip(np.minimum(rise, fall), 0, 1)
    return bank


def _warp(guide: Signal, other: Signal) -> Signal:
    """For each frame of the guide the frame of the other sound, as a fraction."""
    square = (guide**2).sum(axis=1)[:, None] + (other**2).sum(axis=1) - 2 * guide @ other.T
    costs = np.sqrt(np.maximum(square, 0))
    costs /= costs.mean()
    path = _cheapest(costs)
    sums, counts = np.zeros(len(guide)), np.zeros(len(guide))
    for i, j in path:
        sums[i] += j
        counts[i] += 1
    warp: Signal = sums / counts
    return warp


def _cheapest(costs: Signal) -> list[tuple[int, int]]:
    """The cheapest way from the first moments to the last, backwards."""
    rows, columns = costs.shape
    total = np.full((rows + 1, columns + 1), np.inf)
    total[0, 0] = 0
    for i in range(1, rows + 1):
        enter = np.minimum(total[i - 1, :-1], total[i - 1, 1:] + _LEAN) + costs[i - 1]
        run = np.cumsum(costs[i - 1] + _LEAN)
        total[i, 1:] = run + np.minimum.accumulate(enter - run)
    way, (i, j) = [], (rows, columns)
    while i and j:
        way.append((i - 1, j - 1))
        steps = (total[i - 1, j - 1], total[i - 1, j] + _LEAN, total[i, j - 1] + _LEAN)
        i, j = ((i - 1, j - 1), (i - 1, j), (i, j - 1))[int(np.argmin(steps))]
    return way


def _at(warp: Signal, ms: float) -> float:
    return float(np.interp(ms / _HOP_MS, np.arange(len(warp)), warp)) * _HOP_MS


def _snapped(
    spans: Sequence[tuple[float, float]], words: Sequence[SpokenWord], other: Signal
) -> list[tuple[float, float]]:
    """Words beside a pause begin and end where the sound does, if it does so nearby."""
    levels = envelope(other, SAMPLE_RATE // 200)
    sounds = np.concatenate(([False], levels > levels.max() * 10 ** (_SOUND_DB / 20), [False]))
    begins, ends = np.flatnonzero(~sounds[:-1] & sounds[1:]) * 5.0, np.flatnonzero(sounds[:-1] & ~sounds[1:]) * 5.0
    after = begins - np.concatenate(([-np.inf], ends[:-1]))[: len(begins)]
    own = (ends - begins >= _LASTS_MS) | (after > _ECHO_MS)
    begins, ends = begins[own], ends[own]
    paused = [True, *(after.start_ms - word.end_ms > _PAUSE_MS for word, after in pairwise(words)), True]
    return [
        (_near(begins, start) if paused[i] else start, _near(ends, end) if paused[i + 1] else end)
        for i, (start, end) in enumerate(spans)
    ]


def _near(edges: NDArray[np.floating], ms: float) -> float:
    closest = float(edges[np.argmin(np.abs(edges - ms))]) if edges.size else ms
    return closest if abs(closest - ms) <= _REACH_MS else ms
