"""Portraits whose speaking was filmed: a take of a clip, in the portrait's frame."""

from collections.abc import Hashable
from dataclasses import dataclass

from domain.asset import Asset
from domain.base import Point
from domain.layers import PortraitLayer, VideoLayer
from domain.portrait import Take
from renderer.canvas import Canvas
from renderer.layers.base import Tools
from renderer.layers.video import ClipLayer, draw_video
from renderer.regions import Region

_FACE = Point(x=0.5, y=0.45)
"""Where the face is in a clip of head and shoulders."""


@dataclass(frozen=True)
class TakeLayer:
    """A take ready to be drawn: its clip, and which of its pictures a frame shows."""

    clip: ClipLayer
    take: Take

    def state(self, frame: int) -> Hashable:
        return self.clip.state_at(frame, self.take.seconds(frame, self.clip.fps))

    def draw(self, canvas: Canvas, frame: int) -> None:
        self.clip.draw_at(canvas, frame, self.take.seconds(frame, self.clip.fps))

    def touched(self, frame: int) -> list[Region]:
        return self.clip.touched(frame)

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.clip.changed(before, frame)


def draw_take(layer: PortraitLayer, take: Take, tools: Tools, asset: Asset) -> TakeLayer:
    """A portrait layer's take, in the frame that the moved photo would have had."""
    framed = VideoLayer(
        id=layer.id,
        box=layer.box,
        start=layer.start,
        end=layer.end,
        opacity=layer.opacity,
        motion=layer.motion,
        asset=take.asset,
        focus=_FACE,
        radius=layer.radius,
        border=layer.border,
    )
    return TakeLayer(draw_video(framed, tools, asset), take)
