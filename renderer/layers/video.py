"""Video layers: footage decoded straight to YUV at the size it is shown."""

import math
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.stream import Disposition

from domain.errors import AssetError
from domain.layers import VideoLayer, View
from renderer.canvas import Canvas, Plane
from renderer.footage_colour import as_bt709
from renderer.layers.base import Span, Tools
from renderer.layers.framed import Frame, Placing, Planes
from renderer.layers.photo import fitted_view
from renderer.regions import Region

_EARLY = 1e-3  # seconds; container time stamps are rounded


class Footage:
    """A clip read forwards, at the size wanted; going back starts over from the nearest key frame."""

    def __init__(self, path: str, name: str, size: tuple[int, int], rotation: int) -> None:
        self._path, self._name, self._size, self._rotation = path, name, size, rotation
        self._frames: Iterator[av.VideoFrame] = iter(())
        self._now: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._converted: tuple[av.VideoFrame, Planes] | None = None

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
            with av.open(self._path, options={"protocol_whitelist": "file"}) as container:
                stream = next(one for one in container.streams.video if not one.disposition & Disposition.attached_pic)
                stream.thread_type = "SLICE"
                if seconds > 0:
                    container.seek(int(seconds * 1_000_000))
                yield from container.decode(stream)
        except (av.FFmpegError, StopIteration) as error:
            raise AssetError(f"clip {self._name} cannot be decoded: {error}", hint="export it as H.264 MP4") from error

    def _convert(self, frame: av.VideoFrame) -> Planes:
        width, height = self._size if self._rotation % 180 == 0 else self._size[::-1]
        small = as_bt709(frame, width, height)
        planes = [_plane(small.planes[i], width // (1 + (i > 0)), height // (1 + (i > 0))) for i in range(3)]
        y, u, v = (np.ascontiguousarray(np.rot90(p, -(self._rotation // 90))) for p in planes)
        return Planes(y, u, v)


def _plane(plane: av.video.plane.VideoPlane, width: int, height: int) -> Plane:
    rows: Plane = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:height, :width]


@dataclass(frozen=True)
class ClipLayer:
    """Footage in its frame, playing from the layer's first frame."""

    span: Span
    layer: VideoLayer
    footage: Footage
    placing: Placing
    frame: Frame
    fps: float

    def state(self, frame: int) -> Hashable:
        if not self.span.shows(frame):
            return None
        pose = self.span.pose(frame)
        return None if pose.hidden else (pose, frame)

    def draw(self, canvas: Canvas, frame: int) -> None:
        self.draw_at(canvas, frame, self.layer.trim_ms / 1000 + (frame - self.layer.start) / self.fps)

    def draw_at(self, canvas: Canvas, frame: int, seconds: float) -> None:
        """Draw another time of the clip than the one the frame asks for."""
        self.frame.draw(canvas, self.footage.at(seconds), self.placing, self.span.pose(frame))

    def touched(self, frame: int) -> list[Region]:
        return [] if self.state(frame) is None else [self.frame.touched(self.span.pose(frame))]

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.frame.changed(self.span, before, frame)


def draw_video(layer: VideoLayer, tools: Tools, size: tuple[int, int], rotation: int, name: str) -> ClipLayer:
    """A video layer over a clip whose displayed size (w, h) and rotation were probed."""
    scale, left, top = fitted_view(layer, size, View())
    shown = (math.ceil(size[0] * scale / 2) * 2, math.ceil(size[1] * scale / 2) * 2)
    footage = Footage(str(tools.resources.asset_path(layer.asset)), name, shown, rotation)
    placing = Placing(1.0, float(layer.box.x + round(left)), float(layer.box.y + round(top)))
    return ClipLayer(Span(layer, tools.frames), layer, footage, placing, Frame(layer), tools.fps)
