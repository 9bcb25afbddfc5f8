"""Patterns: stripes, rays, dots and bars as polygons inside a box."""

import math
from collections.abc import Iterator

from domain.base import Box, Point
from templates.layers import PatternSpec
from templates.outlines import Corners, cut


def pattern_boxes(spec: PatternSpec, box: Box) -> Iterator[tuple[Box, tuple[Point, ...]]]:
    """The shapes of a pattern: each shape's box, and its corners in it (none: it is round)."""
    if spec.pattern == "dots":
        yield from _dots(spec, box)
        return
    shapes = {"stripes": _stripes, "rays": _rays, "bars": _bars}[spec.pattern]
    for corners in shapes(spec, box.w / box.h):
        yield box, tuple(Point(x=round(x, 5), y=round(y, 5)) for x, y in corners)


def _stripes(spec: PatternSpec, ratio: float) -> Iterator[Corners]:
    """Slanted stripes that stay inside the box: ``slant`` is their lean per height."""
    lean = spec.slant / ratio
    first, last = min(0.0, -lean), max(1.0, 1 - lean)
    step = (last - first) / spec.count
    for i in range(spec.count):
        left = first + i * step
        yield from _clipped(left, left + step * spec.share, lean)


def _clipped(left: float, right: float, lean: float) -> Iterator[Corners]:
    """The part inside the unit square of the stripe from ``left``–``right`` at the bottom, leaning to the top."""
    corners = [(left, 1.0), (right, 1.0), (right + lean, 0.0), (left + lean, 0.0)]
    for edge, keep_more in ((0.0, True), (1.0, False)):
        corners = cut(corners, edge, keep_more)
    if len(corners) >= 3:
        yield tuple(corners)


def _rays(spec: PatternSpec, ratio: float) -> Iterator[Corners]:
    step = 2 * math.pi / spec.count
    for i in range(spec.count):
        a, b = i * step, i * step + step * spec.share
        yield (
            (0.5, 0.5),
            *((0.5 + 0.5 * math.cos(angle), 0.5 + 0.5 * math.sin(angle)) for angle in (a, (a + b) / 2, b)),
        )


def _bars(spec: PatternSpec, ratio: float) -> Iterator[Corners]:
    step = 1 / spec.count
    for i in range(spec.count):
        top, bottom = i * step, i * step + step * spec.share
        yield ((0, top), (1, top), (1, bottom), (0, bottom))


def _dots(spec: PatternSpec, box: Box) -> Iterator[tuple[Box, tuple[Point, ...]]]:
    step = box.w / spec.count
    size = max(2, round(step * spec.share))
    for row in range(max(1, int(box.h / step))):
        for column in range(spec.count):
            yield Box(x=box.x + round(column * step), y=box.y + round(row * step), w=size, h=size), ()
