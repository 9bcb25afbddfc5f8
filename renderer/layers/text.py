"""Text layers: moved whole, or line by line, word by word, letter by letter."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from domain.base import Box
from domain.layers import TextLayer
from renderer.blit import draw_tile
from renderer.canvas import Canvas
from renderer.layers.base import Span, Tools
from renderer.layers.tiles import TileLayer, draw_alone, even_box
from renderer.motion import Pose
from renderer.paint import Surface
from renderer.regions import Region, posed
from renderer.text.draw import paint_plate, paint_units, plate_box, set_text, text_margin
from renderer.text.layout import Layout, Unit, split_units
from renderer.tile import Tile, make_tile


@dataclass(frozen=True)
class StaggeredText:
    """Units of text, each with its tile, delay in frames and turning point; the plate comes first."""

    span: Span
    units: tuple[tuple[Tile, int, tuple[float, float]], ...]

    def _poses(self, frame: int) -> tuple[Pose, ...]:
        return self._last_poses if frame >= self._settled else self._poses_at(frame)

    def _poses_at(self, frame: int) -> tuple[Pose, ...]:
        return tuple(self.span.pose(frame, delay) for _, delay, _ in self.units)

    @cached_property
    def _settled(self) -> int:
        return self.span.settled + max((delay for _, delay, _ in self.units), default=0)

    @cached_property
    def _last_poses(self) -> tuple[Pose, ...]:
        return self._poses_at(self._settled)

    def state(self, frame: int) -> Hashable:
        if not self.span.shows(frame):
            return None
        poses = self._poses(frame)
        return None if all(pose.hidden for pose in poses) else poses

    def draw(self, canvas: Canvas, frame: int) -> None:
        for (tile, _, centre), pose in zip(self.units, self._poses(frame), strict=True):
            draw_tile(canvas, tile, pose, centre)

    def touched(self, frame: int) -> list[Region]:
        return [box for boxes in self._unit_boxes(frame) for box in boxes]

    def changed(self, before: int, frame: int) -> list[Region]:
        pairs = zip(
            self._unit_boxes(before), self._unit_boxes(frame), self._poses(before), self._poses(frame), strict=True
        )
        same = self._span_shows_both(before, frame)
        return [box for a, b, pose, after in pairs if not (same and pose == after) for box in a + b]

    def _span_shows_both(self, before: int, frame: int) -> bool:
        return self.span.shows(before) and self.span.shows(frame)

    def _unit_boxes(self, frame: int) -> list[list[Region]]:
        if not self.span.shows(frame):
            return [[] for _ in self.units]
        units = zip(self.units, self._poses(frame), strict=True)
        return [[] if pose.hidden else [posed(tile.region, pose, centre)] for (tile, _, centre), pose in units]


def draw_text(layer: TextLayer, tools: Tools) -> TileLayer | StaggeredText:
    """A text layer, drawn."""
    span = Span(layer, tools.frames)
    if layer.by == "whole":
        return draw_alone(layer, tools)
    layout = set_text(layer, tools.shaper)
    units = split_units(layout, layer, tools.shaper)
    tiles = [
        (_unit_tile(unit, layer, layout, tools), i * layer.stagger, _centre(unit, layout))
        for i, unit in enumerate(units)
    ]
    plate = [(_plate_tile(layer, layout), 0, span.centre)] if layer.plate else []
    return StaggeredText(span, tuple(plate + tiles))


def _unit_box(unit: Unit, layout: Layout) -> Box:
    top = round(unit.baseline - layout.size * 0.88)
    return Box(x=round(unit.x), y=top, w=max(1, round(unit.width)), h=layout.size)


def _centre(unit: Unit, layout: Layout) -> tuple[float, float]:
    box = _unit_box(unit, layout)
    return box.x + box.w / 2, box.y + box.h / 2


def _unit_tile(unit: Unit, layer: TextLayer, layout: Layout, tools: Tools) -> Tile:
    margin = text_margin(layer.style, layout.size)
    surface = Surface(even_box([_unit_box(unit, layout).inset(-margin)]))
    paint_units(surface.canvas, (unit,), layout, layer.style, tools.shaper)
    return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)


def _plate_tile(layer: TextLayer, layout: Layout) -> Tile:
    surface = Surface(even_box([plate_box(layer, layout).inset(-2)]))
    paint_plate(surface.canvas, layer, layout)
    return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)
