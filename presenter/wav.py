"""Samples → a WAV file's bytes."""

import io
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.voice import SAMPLE_RATE


def read_wav(path: Path) -> NDArray[np.int16]:
    """The samples of a file that ``wav_bytes`` wrote."""
    with wave.open(str(path), "rb") as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.int16)


def wav_bytes(pcm: NDArray[np.int16]) -> bytes:
    """Mono 16-bit WAV at 48 kHz; the same samples give the same bytes."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(pcm.astype("<i2").tobytes())
    return out.getvalue()
