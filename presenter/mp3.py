"""MP3 → samples."""

import io

import av
import numpy as np

from domain.voice import SAMPLE_RATE
from presenter.loudness import Signal


def decode_mp3(data: bytes) -> Signal:
    """Mono samples at 48 kHz, full scale ±1. Raises ValueError when it is no MP3 that can be played."""
    parts = []
    try:
        with av.open(io.BytesIO(data), mode="r", format="mp3") as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
            for frame in container.decode(audio=0):
                parts += [out.to_ndarray()[0] for out in resampler.resample(frame)]
            parts += [out.to_ndarray()[0] for out in resampler.resample(None)]
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"sound that cannot be decoded: {error}") from error
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)
