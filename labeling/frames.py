"""Frames of a finished video as luma, decoded only where they are looked at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Literal, cast

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from domain.errors import LabelError

MAX_PIXELS = 4096 * 4096
MAX_TAIL = 600
MAX_KEYS = 2000
_PLANAR = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuv444p", "nv12", "gray"})
_FULL_RANGE = 2


@dataclass(frozen=True)
class Luma:
    """The brightness of one frame: (H, W) uint8, and where black and white stand in it."""

    pixels: NDArray[np.uint8]
    seconds: Fraction
    black: int = 16
    white: int = 235
    corrupt: bool = False

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self.pixels.shape[0])


@dataclass(frozen=True)
class Streams:
    """What the decoder says of the video and the audio stream."""

    codec: str
    pixel_format: str
    width: int
    height: int
    rate: Fraction
    seconds: Fraction
    audio_codec: str
    audio_rate: int
    audio_channels: int


@dataclass
class Film:
    """An open video to take frames from."""

    container: InputContainer
    video: VideoStream

    def from_start(self, seconds: float) -> Iterator[Luma]:
        """Every frame from the first on, up to ``seconds`` or ``MAX_TAIL`` frames."""
        self.video.codec_context.skip_frame = "DEFAULT"
        self.container.seek(0, stream=self.video)
        for frame in islice(self.container.decode(self.video), MAX_TAIL):
            luma = luma_of(frame)
            if luma.seconds >= seconds:
                return
            yield luma

    def key_frames(self) -> Iterator[Luma]:
        """Every frame that decodes by itself, from first to last: at least one in each scene of ours."""
        self.video.codec_context.skip_frame = "NONKEY"
        self.container.seek(0, stream=self.video)
        for frame in islice(self.container.decode(self.video), MAX_KEYS):
            yield luma_of(frame)

    def at(self, seconds: Fraction) -> Luma:
        """The first frame at or after a time that other frames refer to; the last such when none follows."""
        luma = self._onward(seconds, "NONREF")
        if luma is None:
            raise LabelError(f"no frame decodes at {float(seconds):.1f} s", hint=_AGAIN)
        return luma

    def last(self) -> Luma:
        """The very last frame, decoded from the key frame before it."""
        facts = self.streams()
        frame_time = 1 / facts.rate if facts.rate else Fraction(0)
        # Frames nothing refers to are skipped at first; an encoder hardly ever ends on one.
        luma = self._onward(facts.seconds, "NONREF")
        if luma is None or luma.seconds + frame_time < facts.seconds - frame_time / 2:
            luma = self._onward(facts.seconds, "DEFAULT")
        if luma is None:
            raise LabelError("the last frame does not decode", hint=_AGAIN)
        return luma

    def _onward(self, seconds: Fraction, skip: Literal["NONREF", "DEFAULT"]) -> Luma | None:
        self.video.codec_context.skip_frame = skip
        base = self.video.time_base or Fraction(1)
        self.container.seek(int(seconds / base), stream=self.video, backward=True)
        frame = None
        for count, frame in enumerate(self.container.decode(self.video)):
            if _seconds(frame) >= seconds:
                break
            if count > MAX_TAIL:
                raise LabelError(f"no key frame in the {MAX_TAIL} frames before {float(seconds):.1f} s", hint=_AGAIN)
        return luma_of(frame) if frame is not None else None

    def streams(self) -> Streams:
        """The streams' facts as the demuxer and decoder report them."""
        sound = next(iter(self.container.streams.audio), None)
        base = self.video.time_base or Fraction(1)
        ticks = self.video.duration or 0
        context = self.video.codec_context
        return Streams(
            codec=context.name,
            pixel_format=context.pix_fmt or "",
            width=context.width,
            height=context.height,
            rate=self.video.average_rate or Fraction(0),
            seconds=ticks * base if ticks else Fraction(self.container.duration or 0, 1_000_000),
            audio_codec=sound.codec_context.name if sound else "",
            audio_rate=sound.codec_context.sample_rate if sound else 0,
            audio_channels=sound.codec_context.channels if sound else 0,
        )


_AGAIN = "make or download the file again"


@contextmanager
def open_film(path: Path) -> Iterator[Film]:
    """The MP4 or MOV at ``path``, and no other kind of file whatever its name.

    Raises LabelError when it does not open, has no video, is too large, or fails to decode inside the block.
    """
    try:
        with av.open(f"file:{path}", format="mp4", mode="r") as container:
            video = next(iter(container.streams.video), None)
            if video is None:
                raise LabelError(f"{path.name} has no video", hint="give a video file")
            if video.codec_context.width * video.codec_context.height > MAX_PIXELS:
                raise LabelError(
                    f"{path.name} has frames of more than {MAX_PIXELS} pixels", hint="give a smaller video"
                )
            video.thread_type = "SLICE"  # frames decoded ahead in threads are thrown away at every seek
            yield Film(container, video)
    except av.error.FFmpegError as error:
        raise LabelError(f"{path.name} does not decode: {error}", hint=_AGAIN) from error


def _seconds(frame: VideoFrame) -> Fraction:
    return Fraction(frame.pts or 0) * (frame.time_base or Fraction(1))


def luma_of(frame: VideoFrame) -> Luma:
    """The brightness of a decoded frame, a view on its own memory where the format allows."""
    full = frame.format.name.startswith(("yuvj", "gray")) or frame.color_range == _FULL_RANGE
    if frame.format.name in _PLANAR:
        plane = frame.planes[0]
        rows = np.frombuffer(cast(bytes, plane), np.uint8).reshape(-1, plane.line_size)
        pixels = rows[: frame.height, : frame.width]
    else:
        pixels, full = cast(NDArray[np.uint8], frame.to_ndarray(format="gray")), True
    return Luma(pixels, _seconds(frame), 0 if full else 16, 255 if full else 235, bool(frame.is_corrupt))
