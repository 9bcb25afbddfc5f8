"""Video layers: footage in its frame."""

import math
from collections.abc import Hashable
from dataclasses import dataclass

from domain.asset import Asset
from domain.layers import VideoLayer, View
from renderer.canvas import Canvas
from renderer.footage import Footage
from renderer.layers.base import Span, Tools
from renderer.layers.framed import Frame, Placing
from renderer.layers.photo import fitted_view
from renderer.regions import Region


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
        return self.state_at(frame, self._seconds(frame))

    def state_at(self, frame: int, seconds: float) -> Hashable:
        """The state if another time of the clip is shown than the one the frame asks for."""
        pose = self.span.seen(frame)
        return (pose, self.footage.shown_since(seconds)) if pose else None

    def draw(self, canvas: Canvas, frame: int) -> None:
        self.draw_at(canvas, frame, self._seconds(frame))

    def draw_at(self, canvas: Canvas, frame: int, seconds: float) -> None:
        """Draw another time of the clip than the one the frame asks for."""
        self.frame.draw(canvas, self.footage.at(seconds), self.placing, self.span.pose(frame))

    def covered(self, frame: int) -> Region | None:
        return self.frame.covered(self.footage.size, self.placing, self.span.pose(frame))

    def touched(self, frame: int) -> list[Region]:
        pose = self.span.seen(frame)
        return [self.frame.touched(pose)] if pose else []

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.frame.changed(self.span, before, frame)

    def _seconds(self, frame: int) -> float:
        return self.layer.trim_ms / 1000 + (frame - self.layer.start) / self.fps


def draw_video(layer: VideoLayer, tools: Tools, clip: Asset) -> ClipLayer:
    """A video layer over a clip as it was probed."""
    size = clip.width, clip.height
    scale, left, top = fitted_view(layer, size, View())
    shown = (math.ceil(size[0] * scale / 2) * 2, math.ceil(size[1] * scale / 2) * 2)
    path = str(tools.resources.asset_path(layer.asset))
    footage = Footage(path, clip.name, shown, clip.rotation, mirrored=clip.mirrored)
    placing = Placing(1.0, float(layer.box.x + round(left)), float(layer.box.y + round(top)))
    return ClipLayer(Span(layer, tools.frames), layer, footage, placing, Frame(layer), tools.fps)
