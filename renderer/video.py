"""Frames of a timeline: scenes, transitions and overlays put together, segment by segment."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.timeline import Timeline
from renderer.canvas import Canvas
from renderer.layers.base import DrawnLayer, InUse, Tools
from renderer.regions import Region
from renderer.resources import Resources
from renderer.scene import OpenScene, Stack, draw_layer, open_scene
from renderer.segments import Part, Segment
from renderer.text.layout import Shaper
from renderer.transition import draw_transition, shown_in

_PICTURES = 2  # decoded photos kept, because scenes take turns with the same few


@dataclass(frozen=True)
class _Shifted:
    """An overlay in the time of a scene that starts ``by`` frames into the video."""

    layer: DrawnLayer
    by: int

    def state(self, frame: int) -> Hashable:
        return self.layer.state(frame + self.by)

    def draw(self, canvas: Canvas, frame: int) -> None:
        self.layer.draw(canvas, frame + self.by)

    def touched(self, frame: int) -> list[Region]:
        return self.layer.touched(frame + self.by)

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.layer.changed(before + self.by, frame + self.by)


class FrameDrawer:
    """Draws the frames of one timeline. Scenes are opened when their segment comes and then let go."""

    def __init__(self, timeline: Timeline, resources: Resources) -> None:
        self._timeline = timeline
        self._resources = replace(resources, load_picture=lru_cache(_PICTURES)(resources.load_picture))
        self._shaper = Shaper(resources.faces)
        self._in_use = InUse()
        tools = self._tools(timeline.frames)
        self._overlays = [draw_layer(layer, tools, timeline.assets) for layer in timeline.overlays]
        self._opened: dict[int, OpenScene] = {}

    def segment(self, segment: Segment) -> Iterator[Canvas]:
        """Each frame of the segment in order, all drawn into the same buffer: use it at once."""
        frames = range(segment.frames)
        return self._scene(segment, frames) if segment.kind == "scene" else self._transition(segment, frames)

    def frame_of(self, segment: Segment, step: int) -> Canvas:
        """One frame of a segment, its ``step``-th."""
        steps = range(step, step + 1)
        return next(self._scene(segment, steps) if segment.kind == "scene" else self._transition(segment, steps))

    def _scene(self, segment: Segment, steps: range) -> Iterator[Canvas]:
        part = segment.parts[0]
        self._close_all_but(segment)
        start = self._timeline.starts[part.scene]
        stack = self._open(part, [_Shifted(layer, start) for layer in self._overlays])
        canvas = self._blank()
        for step in steps:
            yield replace(canvas, changed=stack.draw(part.offset + step, canvas))

    def _transition(self, segment: Segment, steps: range) -> Iterator[Canvas]:
        before, after = segment.parts
        self._close_all_but(segment)
        transition = self._timeline.scenes[after.scene].transition
        if transition is None:
            raise ValueError(f"segment {segment.index} is a transition into a scene that has none")
        stacks = [self._open(before, []), self._open(after, [])]
        pictures = [self._blank(), self._blank()]
        canvas = self._blank()
        for step in steps:
            shown = shown_in(transition, canvas.whole, step)
            for part, stack, picture, seen in zip(segment.parts, stacks, pictures, shown, strict=True):
                stack.draw(part.offset + step, picture.clipped(seen))
            draw_transition(transition, pictures[0], pictures[1], canvas, step)
            for layer in self._overlays:
                if layer.state(segment.first + step) is not None:
                    layer.draw(canvas, segment.first + step)
            yield canvas

    def _close_all_but(self, segment: Segment) -> None:
        shown = {part.scene for part in segment.parts}
        self._opened = {i: scene for i, scene in self._opened.items() if i in shown}

    def _open(self, part: Part, above: list[_Shifted]) -> Stack:
        """The scene, still open from the segment before if that showed it too."""
        if part.scene not in self._opened:
            scene = self._timeline.scenes[part.scene]
            size = (self._timeline.width, self._timeline.height)
            self._opened[part.scene] = open_scene(scene, size, self._tools(scene.frames), self._timeline.assets)
        opened = self._opened[part.scene]
        return Stack([*opened.layers, *above], opened.background)

    def _tools(self, frames: int) -> Tools:
        rate = float(self._timeline.fps)
        return Tools(self._resources, self._shaper, frames, rate, self._timeline.rigs, self._in_use)

    def _blank(self) -> Canvas:
        return Canvas.blank(self._timeline.width, self._timeline.height)
