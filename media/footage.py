"""Probing clips and sounds: do they open, decode, end where they say, and how are they shown?"""

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, cast

import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.sidedata.sidedata import SideData
from av.stream import Disposition
from av.video.stream import VideoStream
from numpy.typing import NDArray

from media.headers import MAX_PIXELS, MIN_SIDE
from media.magic import M4A, WAV
from media.source import Source
from media.streams import MediaStream, checked_seconds, open_stream, seek

MAX_FPS = 240
MIN_SECONDS = Fraction(1, 10)
_MATRIX = struct.Struct("=9i")
"""A display matrix as FFmpeg gives it: a b u c d v x y w, where a stored (p, q) is shown at (a p + c q, b p + d q)."""
_STREAMED = 0xFFFF0000
"""RIFF sizes from here on mean that the recorder did not know the length."""


@dataclass(frozen=True)
class Footage:
    """A clip that decodes. ``width`` and ``height`` are as displayed: pixel shape and ``rotation``
    (clockwise degrees still to be applied) are taken into account. ``mirrored`` ones are then to be turned over, left
    for right."""

    width: int
    height: int
    duration_ms: int
    fps: Fraction
    rotation: Literal[0, 90, 180, 270]
    has_audio: bool
    mirrored: bool


def probe_footage(source: Source) -> Footage:
    """Open a clip, decode a picture from its beginning and one from its end.

    Raises AssetError when it has no picture, is damaged, cut short, longer than ten minutes,
    larger than 50 megapixels or smaller than 64 pixels on a side.
    """
    with open_stream(source) as container:
        stream = picture_stream(source, container)
        _check_size(source, stream.codec_context.width, stream.codec_context.height)
        first = _first_frame(source, container, stream)
        seconds = checked_seconds(source, container, stream)
        if seconds < MIN_SECONDS:
            raise source.refusal("is a single picture, not a clip", "Use it as a photo: save it as JPEG or PNG")
        seek(container, stream, max(seconds - 1, Fraction(0)))
        _first_frame(source, container, stream)
        return _describe(stream, first, seconds, bool(container.streams.audio))


def probe_sound(source: Source) -> int:
    """The length of a sound file in milliseconds, its first sound decoded and its end really there.

    Raises AssetError when it holds no sound, is damaged, cut short or longer than ten minutes.
    """
    if source.format == WAV:
        _check_riff_size(source)
    with open_stream(source) as container:
        if not container.streams.audio:
            raise source.refusal("has no sound in it")
        stream = container.streams.audio[0]
        _check_codec(source, stream)
        if next(container.decode(stream), None) is None:
            raise source.refusal("is damaged: no sound can be decoded from it")
        return max(1, round(checked_seconds(source, container, stream) * 1000))


def _check_riff_size(source: Source) -> None:
    """Demuxers shorten a WAV to what is there; its header still says how long it was."""
    promised = int.from_bytes(source.head[4:8], "little") + 8
    if source.size < promised < _STREAMED:
        raise source.refusal(f"is cut short: {promised} bytes were promised, {source.size} are there")


def picture_stream(source: Source, container: InputContainer) -> VideoStream:
    """The first moving picture; cover art does not count."""
    for stream in container.streams.video:
        if not stream.disposition & Disposition.attached_pic:
            _check_codec(source, stream)
            return stream
    if container.streams.audio:
        raise source.refusal("has sound but no picture", f"Use a clip; for sound alone save it as {M4A.name}")
    raise source.refusal("has no picture in it", "Use a clip that plays in an ordinary player")


def _check_codec(source: Source, stream: MediaStream) -> None:
    # PyAV's types promise a codec context; a stream of an unknown codec has none
    if getattr(stream, "codec_context", None) is None:
        raise source.refusal("is damaged, or made with a codec nobody knows", "Convert it to MP4 (H.264, AAC)")


def _check_size(source: Source, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise source.refusal(f"is {width} × {height} pixels; at most 50 megapixels can be used", "Export it smaller")
    if min(width, height) < MIN_SIDE:
        raise source.refusal(f"is only {width} × {height} pixels", "Use a clip of at least 720 pixels on a side")


def _first_frame(source: Source, container: InputContainer, stream: VideoStream) -> VideoFrame:
    """The next picture from here."""
    for frame in container.decode(stream):
        _check_size(source, frame.width, frame.height)
        return frame
    raise source.refusal("is damaged: no picture can be decoded from it")


def _describe(stream: VideoStream, frame: VideoFrame, seconds: Fraction, has_audio: bool) -> Footage:
    shape = stream.sample_aspect_ratio or Fraction(1)
    width, height = (round(frame.width * shape), frame.height) if shape > 0 else (frame.width, frame.height)
    rotation, mirrored = _orientation(frame)
    if rotation in (90, 270):
        width, height = height, width
    return Footage(width, height, round(seconds * 1000), _rate(stream), rotation, has_audio, mirrored)


def _orientation(frame: VideoFrame) -> tuple[Literal[0, 90, 180, 270], bool]:
    """A frame's display matrix as clockwise quarter turns, and whether it is turned over afterwards."""
    kept = cast("Mapping[str, SideData]", frame.side_data)  # PyAV's types promise one piece where there is a mapping
    if "DISPLAYMATRIX" not in kept:
        return 0, False
    a, b, _, c, d, *_ = _MATRIX.unpack_from(bytes(kept["DISPLAYMATRIX"]))
    mirrored = a * d - b * c < 0
    turns: tuple[Literal[0, 90, 180, 270], ...] = (0, 90, 180, 270)
    return turns[round(math.degrees(math.atan2(b, -a if mirrored else a)) / 90) % 4], mirrored


def upright(pixels: NDArray[np.uint8], rotation: int, mirrored: bool) -> NDArray[np.uint8]:
    """A stored picture, or a plane of it, as it is displayed."""
    turned = np.rot90(pixels, -(rotation // 90))
    return turned[:, ::-1] if mirrored else turned


def _rate(stream: VideoStream) -> Fraction:
    """Average frames a second; variable or missing rates fall back to the demuxer's guess, then 30."""
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and 1 <= rate <= MAX_FPS:
            return rate.limit_denominator(1001)
    return Fraction(30)
