"""Video layers: footage decoded straight to YUV at the size it is shown."""

import math
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import av
import numpy as np

from domain.errors import AssetError
from domain.timeline import VideoLayer, View
from renderer.canvas import Canvas
from renderer.layers.base import Span, Tools
from renderer.layers.framed import Frame, Placing, Planes
from renderer.layers.photo import fitted_view


class Footage:
    """A clip read forwards, at the size wanted; going back starts over."""

    def __init__(self, path: str, name: str, size: tuple[int, int], rotation: int) -> None:
        self._path, self._name, self._size, self._rotation = path, name, size, rotation
        self._frames: Iterator[tuple[float, Planes]] = iter(())
        self._now: tuple[float, Planes] | None = None
        self._next: tuple[float, Planes] | None = None

    def at(self, seconds: float) -> Planes:
        """The picture shown at a time; after the end, the last one."""
        if self._now is None or seconds < self._now[0] - 1e-6:
            self._frames = self._decode()
            self._now = self._next = next(self._frames, None)
        while self._next is not None and self._next[0] <= seconds + 1e-6:
            self._now = self._next
            self._next = next(self._frames, None)
        if self._now is None:
            raise AssetError(f"clip {self._name} holds no picture", hint="export it again as H.264 MP4")
        return self._now[1]

    def _decode(self) -> Iterator[tuple[float, Planes]]:
        try:
            with av.open(self._path, options={"protocol_whitelist": "file"}) as container:
                stream = container.streams.video[0]
                stream.thread_type = "AUTO"
                first: float | None = None
                for frame in container.decode(stream):
                    first = frame.time if first is None else first
                    yield frame.time - first, self._convert(frame)
        except (av.FFmpegError, IndexError) as error:
            raise AssetError(f"clip {self._name} cannot be decoded: {error}", hint="export it as H.264 MP4") from error

    def _convert(self, frame: av.VideoFrame) -> Planes:
        width, height = self._size if self._rotation % 180 == 0 else self._size[::-1]
        small = frame.reformat(width, height, "yuv420p", dst_colorspace="ITU709", dst_color_range="MPEG")
        planes = [_plane(small.planes[i], width // (1 + (i > 0)), height // (1 + (i > 0))) for i in range(3)]
        turned = [np.ascontiguousarray(np.rot90(p, -(self._rotation // 90))) for p in planes]
        return Planes(*turned)


def _plane(
    plane: av.video.plane.VideoPlane, width: int, height: int
) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    return rows[:height, :width].copy()


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
        seconds = self.layer.trim_ms / 1000 + (frame - self.layer.start) / self.fps
        self.frame.draw(canvas, self.footage.at(seconds), self.placing, self.span.pose(frame))


def draw_video(layer: VideoLayer, tools: Tools, size: tuple[int, int], rotation: int, name: str) -> ClipLayer:
    """A video layer over a clip whose displayed size (w, h) and rotation were probed."""
    scale, left, top = fitted_view(layer, size, View())
    shown = (math.ceil(size[0] * scale / 2) * 2, math.ceil(size[1] * scale / 2) * 2)
    footage = Footage(str(tools.resources.asset_path(layer.asset)), name, shown, rotation)
    placing = Placing(1.0, float(layer.box.x + round(left)), float(layer.box.y + round(top)))
    return ClipLayer(Span(layer, tools.frames), layer, footage, placing, Frame(layer), tools.fps)
