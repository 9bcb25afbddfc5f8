"""The audible mark: the rhythm 短长 短短, Morse for A and I (GB 45438-2025 §5.3), before the sound begins."""

import numpy as np
from numpy.typing import NDArray

UNIT = 0.12
"""Seconds of a short tone. A long one is three, gaps are one inside a letter and three between letters."""

PATTERN = (1, 1, 3, 3, 1, 1, 1)
"""Tone and silence in turn, in units: short, long; short, short."""

_HERTZ = 880.0
_LEVEL = 0.25
_EDGE = 0.008
_AFTER = 0.4

Samples = NDArray[np.float32]
"""Sound as (n, channels), −1 to 1."""


def rhythm(rate: int) -> NDArray[np.float32]:
    """The rhythm as mono samples at ``rate`` Hz, ended by the silence that sets it apart; 1.7 s."""
    makers = (_tone, lambda units, rate: _silence(units * UNIT, rate))
    parts = [makers[turn % 2](units, rate) for turn, units in enumerate(PATTERN)]
    return np.concatenate([*parts, _silence(_AFTER, rate)])


def with_rhythm(samples: Samples, rate: int) -> Samples:
    """The sound with the rhythm before it, on every channel."""
    mark = np.repeat(rhythm(rate)[:, None], samples.shape[1], axis=1)
    return np.concatenate([mark, samples.astype(np.float32)])


def _tone(units: int, rate: int) -> NDArray[np.float32]:
    count, edge = round(units * UNIT * rate), max(1, round(_EDGE * rate))
    envelope = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / edge)
    return (np.sin(2 * np.pi * _HERTZ * np.arange(count) / rate) * envelope * _LEVEL).astype(np.float32)


def _silence(seconds: float, rate: int) -> NDArray[np.float32]:
    return np.zeros(round(seconds * rate), np.float32)
