"""Sound as a service sends it → samples."""

import io
import re

import av
import numpy as np

from domain.voice import SAMPLE_RATE
from presenter.loudness import Signal

_PCM_RATE = 24_000
_OPEN_END = frozenset({0, 0xFFFFFFFF})
"""Sizes in a WAV's head that mean "until the end", as a service writes them that streams."""

_BEGINNINGS = (
    (re.compile(rb"RIFF....WAVE", re.DOTALL), "wav"),
    (re.compile(rb"fLaC"), "flac"),
    (re.compile(rb"OggS"), "ogg"),
    (re.compile(rb"\xff[\xf0\xf1\xf8\xf9]"), "aac"),
    (re.compile(rb"ID3|\xff[\xe2-\xff]"), "mp3"),
)


def decode_mp3(data: bytes) -> Signal:
    """Mono samples at 48 kHz, full scale ±1. Raises ValueError when it is no MP3 that can be played."""
    return _decode(data, "mp3")


def decode_sound(data: bytes, kind: str = "") -> Signal:
    """Mono samples at 48 kHz, full scale ±1, of WAV, MP3, AAC, FLAC, Ogg, or bare 16-bit samples if ``kind`` says so.

    ``kind`` is the media type; bare samples are at the ``rate`` in it, else at 24 kHz. Nothing but these is
    opened: a playlist could make a decoder fetch other files. Raises ValueError.
    """
    if re.match(r"audio/(pcm|l16)\b", kind, re.IGNORECASE):
        return _bare(data, kind)
    form = next((form for begins, form in _BEGINNINGS if begins.match(data)), None)
    if form is None:
        raise ValueError(f"{_named(data, kind)} instead of sound")
    if form == "wav":
        _check_whole(data)
    return _decode(data, form)


def _named(data: bytes, kind: str) -> str:
    if not data:
        return "nothing"
    return kind.partition(";")[0].strip() or f"{len(data)} bytes of an unknown kind"


def _bare(data: bytes, kind: str) -> Signal:
    told = re.search(r"rate=(\d{4,6})\b", kind)
    rate = int(told[1]) if told else _PCM_RATE
    if not data or len(data) % 2:
        raise ValueError("sound that is cut short")
    pcm = np.frombuffer(data, "<i2").reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(pcm), format="s16", layout="mono")
    frame.sample_rate = rate
    return _resampled([frame])


def _check_whole(data: bytes) -> None:
    """A WAV says how long it is: a shorter one was cut off on the way."""
    at = data.find(b"data", 12)
    size = int.from_bytes(data[at + 4 : at + 8], "little") if at > 0 else 0
    if at < 0 or (size not in _OPEN_END and size < 0x7FFFFFFF and at + 8 + size > len(data)):
        raise ValueError("sound that is cut short")


def _decode(data: bytes, form: str) -> Signal:
    try:
        with av.open(io.BytesIO(data), mode="r", format=form) as container:
            return _resampled(list(container.decode(audio=0)))
    except (av.error.FFmpegError, IndexError) as error:
        raise ValueError(f"sound that cannot be decoded: {error}") from error


def _resampled(frames: list[av.AudioFrame]) -> Signal:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
    parts = [out.to_ndarray()[0] for frame in [*frames, None] for out in resampler.resample(frame)]
    return np.concatenate(parts).astype(np.float64) if parts else np.zeros(0)
