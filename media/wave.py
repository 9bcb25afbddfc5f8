"""Sound as numbers and as WAV bytes: stereo, 48 kHz."""

import struct

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE

_CHUNK = 1 << 18

Stereo = NDArray[np.float32]
"""(2, samples): left and right, full scale ±1."""

Mono = NDArray[np.float32]
"""(samples,): full scale ±1."""


def samples(seconds: float) -> int:
    """A length in samples."""
    return round(seconds * SAMPLE_RATE)


def gain(decibels: float) -> np.float32:
    """Decibels as a factor."""
    return np.float32(10 ** (decibels / 20))


def wav_bytes(sound: Stereo) -> bytes:
    """A 16-bit PCM WAV file of a sound; louder than full scale is clipped."""
    channels, length = sound.shape
    pcm = np.empty((length, channels), "<i2")
    for start in range(0, length, _CHUNK):
        part = sound[:, start : start + _CHUNK].T
        pcm[start : start + _CHUNK] = np.clip(part, -1, 1) * np.float32(32767)
    rate = SAMPLE_RATE * channels * 2
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, channels, SAMPLE_RATE, rate, channels * 2, 16)
    data = struct.pack("<4sI", b"data", pcm.nbytes)
    return b"".join((b"RIFF", struct.pack("<I", 36 + pcm.nbytes), b"WAVE", form, data, pcm.data))
