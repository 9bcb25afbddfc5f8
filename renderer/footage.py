"""Footage: a clip decoded forwards, straight to YUV at the size it is shown, and when its pictures change."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from contextlib import contextmanager

import av
import numpy as np
from av.container import InputContainer
from av.stream import Disposition
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from domain.errors import AssetError
from renderer.canvas import Plane
from renderer.footage_colour import as_bt709
from renderer.layers.framed import Planes

_EARLY = 1e-3  # seconds; container time stamps are rounded
_QUICKER = {"skip_loop_filter": "noref"}
"""Pictures that no other is predicted from keep the edges of their blocks: a tenth of decoding. Where the clip is
scaled down they cannot be told apart, at most 3 of 255 off."""
_SIDE_BY_SIDE = 2
"""Pictures decoded at a time: drawing waits less for them, 2 % of a render with a clip in it."""


class Footage:
    """A clip read forwards, at the size wanted; going back starts over from the nearest key frame."""

    def __init__(self, path: str, name: str, size: tuple[int, int], rotation: int, *, mirrored: bool = False) -> None:
        self._path, self._name, self.size, self._rotation, self._mirrored = path, name, size, rotation, mirrored
        self._times = _PictureTimes(path)
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._now: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._converted: tuple[av.VideoFrame, Planes] | None = None

    def shown_since(self, seconds: float) -> float:
        """When the picture shown at a time came: the same for two times exactly when ``at`` shows the same picture."""
        return self._times.last_before(seconds + _EARLY)

    def at(self, seconds: float) -> Planes:
        """The picture shown at a time from the clip's start; after its end, the last one."""
        if self._now is None or seconds < self._now.time - _EARLY:
            self._frames = self._decode(seconds)
            self._now = self._next = next(self._frames, None)
        while self._next is not None and self._next.time <= seconds + _EARLY:
            self._now, self._next = self._next, next(self._frames, None)
        if self._now is None:
            raise AssetError(f"clip {self._name} holds no picture", hint="export it again as H.264 MP4")
        if self._converted is None or self._converted[0] is not self._now:
            self._converted = (self._now, self._convert(self._now))
        return self._converted[1]

    def _decode(self, seconds: float) -> Iterator[av.VideoFrame]:
        try:
            with _opened_at(self._path, seconds) as (container, stream):
                stream.thread_type, stream.codec_context.thread_count = "FRAME", _SIDE_BY_SIDE
                if self._shrinks(stream):
                    stream.codec_context.options = _QUICKER
                yield from container.decode(stream)
        except (av.FFmpegError, LookupError) as error:
            raise AssetError(f"clip {self._name} cannot be decoded: {error}", hint="export it as H.264 MP4") from error

    def _shrinks(self, stream: VideoStream) -> bool:
        width, height = self._stored_size
        return width < stream.width and height < stream.height

    @property
    def _stored_size(self) -> tuple[int, int]:
        """The size wanted, as the clip is stored."""
        return self.size if self._rotation % 180 == 0 else (self.size[1], self.size[0])

    def _convert(self, frame: av.VideoFrame) -> Planes:
        width, height = self._stored_size
        small = as_bt709(frame, width, height)
        planes = [_plane(small.planes[i], width // (1 + (i > 0)), height // (1 + (i > 0))) for i in range(3)]
        y, u, v = (self._upright(plane) for plane in planes)
        return Planes(y, u, v)

    def _upright(self, plane: Plane) -> Plane:
        turned = np.rot90(plane, -(self._rotation // 90))
        return np.ascontiguousarray(turned[:, ::-1] if self._mirrored else turned)


class _PictureTimes:
    """When a clip's pictures come, read from its packets as far as asked, which costs no decoding."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._packets: Iterator[av.Packet[VideoStream]] = iter(())
        self._times: list[float] = []
        self._complete = self._first = float("inf")
        """Every picture between these two is known: none after a packet comes before its decoding time."""

    def last_before(self, seconds: float) -> float:
        """When the last picture up to a time comes; the first one, or the time itself, where there is none."""
        if seconds < self._first:
            self._packets = self._read(seconds)
            self._times, self._first, self._complete = [], seconds, -float("inf")
        while self._complete <= seconds:
            packet = next(self._packets, None)
            if packet is None:
                self._complete = float("inf")
            elif packet.pts is not None and packet.time_base is not None:
                insort(self._times, float(packet.pts * packet.time_base))
                self._complete = self._complete if packet.dts is None else float(packet.dts * packet.time_base)
        return self._times[max(0, bisect_right(self._times, seconds) - 1)] if self._times else seconds

    def _read(self, seconds: float) -> Iterator["av.Packet[VideoStream]"]:
        try:
            with _opened_at(self._path, seconds) as (container, stream):
                yield from container.demux(stream)
        except (av.FFmpegError, LookupError):
            return  # decoding says what is wrong with it


@contextmanager
def _opened_at(path: str, seconds: float) -> Iterator[tuple[InputContainer, VideoStream]]:
    """A clip and its moving picture, read from the key frame before a time. Raises LookupError when it has none."""
    with av.open(path, options={"protocol_whitelist": "file"}) as container:
        moving = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
        if not moving:
            raise LookupError("it has no moving picture")
        if seconds > 0:
            container.seek(int(seconds * 1_000_000))
        yield container, moving[0]


def _plane(plane: VideoPlane, width: int, height: int) -> Plane:
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:height, :width]
