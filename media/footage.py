"""Probing clips and sounds: do they open, decode, end where they say, and how are they shown?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from av import VideoFrame
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from domain.base import Area
from media.focus import find_subject, hull
from media.headers import MAX_PIXELS, MIN_SIDE
from media.magic import M4A, WAV
from media.picture import Pixels
from media.source import Source
from media.streams import MediaStream, checked_seconds, open_stream, seek

MAX_FPS = 240
MIN_SECONDS = Fraction(1, 10)
_LOOK_AT = 400
"""Longer side in pixels of the small copies in which the product is looked for."""
_STREAMED = 0xFFFF0000
"""RIFF sizes from here on mean that the recorder did not know the length."""


@dataclass(frozen=True)
class Footage:
    """A clip that decodes. ``width`` and ``height`` are as displayed: pixel shape and ``rotation``
    (clockwise degrees still to be applied) are taken into account. ``subject`` holds the product wherever it was
    found: at the beginning, and at the key frames before the middle and the end."""

    width: int
    height: int
    duration_ms: int
    fps: Fraction
    rotation: Literal[0, 90, 180, 270]
    has_audio: bool
    subject: Area | None


def probe_footage(source: Source) -> Footage:
    """Open a clip, decode a picture from its beginning, one from its middle and one from its end.

    Raises AssetError when it has no picture, is damaged, cut short, longer than ten minutes,
    larger than 50 megapixels or smaller than 64 pixels on a side.
    """
    with open_stream(source) as container:
        stream = _picture_stream(source, container)
        _check_size(source, stream.codec_context.width, stream.codec_context.height)
        first = _first_frame(source, container, stream)
        seconds = checked_seconds(source, container, stream)
        if seconds < MIN_SECONDS:
            raise source.refusal("is a single picture, not a clip", "Use it as a photo: save it as JPEG or PNG")
        frames = [first]
        for second in (seconds / 2, max(seconds - 1, Fraction(0))):
            seek(container, stream, second)
            frames.append(_first_frame(source, container, stream))
        return _describe(stream, frames, seconds, bool(container.streams.audio))


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


def _picture_stream(source: Source, container: InputContainer) -> VideoStream:
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


def _describe(stream: VideoStream, frames: Sequence[VideoFrame], seconds: Fraction, has_audio: bool) -> Footage:
    frame = frames[0]
    shape = stream.sample_aspect_ratio or Fraction(1)
    width, height = (round(frame.width * shape), frame.height) if shape > 0 else (frame.width, frame.height)
    rotation = _quarter_turns(frame.rotation)
    if rotation in (90, 270):
        width, height = height, width
    subject = _subject({frame.pts: frame for frame in frames}.values(), rotation)
    return Footage(width, height, round(seconds * 1000), _rate(stream), rotation, has_audio, subject)


def _subject(frames: Iterable[VideoFrame], rotation: int) -> Area | None:
    """The box around the product in all of these pictures; None where it was not found."""
    around: Area | None = None
    for frame in frames:
        around = hull(around, find_subject(_small(frame, rotation)))
    return around


def _small(frame: VideoFrame, rotation: int) -> Pixels:
    scale = min(1.0, _LOOK_AT / max(frame.width, frame.height))
    width, height = (max(8, round(side * scale)) for side in (frame.width, frame.height))
    rgb = np.rot90(frame.to_ndarray(width=width, height=height, format="rgb24"), -rotation // 90)
    return np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])


def _quarter_turns(counterclockwise: int) -> Literal[0, 90, 180, 270]:
    """The display matrix's counterclockwise angle as clockwise quarter turns."""
    turns: tuple[Literal[0, 90, 180, 270], ...] = (0, 90, 180, 270)
    return turns[round(-counterclockwise / 90) % 4]


def _rate(stream: VideoStream) -> Fraction:
    """Average frames a second; variable or missing rates fall back to the demuxer's guess, then 30."""
    for rate in (stream.average_rate, stream.guessed_rate):
        if rate and 1 <= rate <= MAX_FPS:
            return rate.limit_denominator(1001)
    return Fraction(30)
