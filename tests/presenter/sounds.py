"""Signals made for tests: float64 at 48 kHz, full scale ±1."""

import numpy as np

from presenter.loudness import Signal


def tone(hertz: float, seconds: float, level: float = 0.5) -> Signal:
    at = np.arange(round(seconds * 48_000)) / 48_000
    wave: Signal = level * np.sin(2 * np.pi * hertz * at)
    return wave


def silence(seconds: float) -> Signal:
    return np.zeros(round(seconds * 48_000))


def peak_db(signal: Signal) -> float:
    return float(20 * np.log10(np.abs(signal).max()))
