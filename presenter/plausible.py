"""Whether the sound that somebody else's voice gave for a line can be that line."""

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE
from presenter.loudness import Signal
from presenter.sound import finish

_SHORTEST, _LONGEST, _GRACE_MS = 0.4, 2.5, 400
"""Sound outside this much of what the line takes the embedded voice is not the line."""


def plausible(sound: Signal, expected_ms: float) -> NDArray[np.int16]:
    """The sound (48 kHz) trimmed and levelled. Raises ValueError when it is silent, or far from the line's length."""
    pcm = finish(sound).pcm
    if not pcm.size:
        raise ValueError("nothing but silence")
    ms = len(pcm) * 1000 / SAMPLE_RATE
    if not expected_ms * _SHORTEST - _GRACE_MS <= ms <= expected_ms * _LONGEST + _GRACE_MS:
        raise ValueError(f"{ms / 1000:.1f} s of sound for a line of about {expected_ms / 1000:.1f} s")
    return pcm
