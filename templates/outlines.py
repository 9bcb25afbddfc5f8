"""Outlines of bursts, stars, tags and tickets: corners as fractions of a box, clockwise."""

import math
from collections.abc import Iterator, Sequence

from domain.base import Box

Corners = tuple[tuple[float, float], ...]

RIBBON: Corners = ((0.0, 0.0), (1.0, 0.0), (0.95, 0.5), (1.0, 1.0), (0.0, 1.0), (0.05, 0.5))
_ARC = 16
"""Corners in a quarter of a circle: its sides stay within a tenth of a pixel of it up to a radius of 80."""


def burst(spikes: int, depth: float) -> Corners:
    """A star with many shallow spikes."""
    return tuple(
        _around(math.pi * i / spikes - math.pi / 2, 0.5 if i % 2 == 0 else 0.5 * (1 - depth)) for i in range(spikes * 2)
    )


def star() -> Corners:
    """A star of five points, as high in its box as it looks centred."""
    turns = (_around(math.pi * i / 5 - math.pi / 2, 0.5 if i % 2 == 0 else 0.21) for i in range(10))
    return tuple((x, round(y + 0.025, 5)) for x, y in turns)


def tag(nose: float) -> Corners:
    """A price tag whose nose, on the left, takes a share of its width."""
    return ((nose, 0), (1, 0), (1, 1), (nose, 1), (0, 0.5))


def ticket(box: Box, radius: float, notch: float) -> Corners:
    """A card with round corners and half a circle torn out of either side; both radii in pixels."""
    radius = min(radius, box.w / 2, box.h / 2 - notch)
    inside, middle = (radius, box.w - radius, radius, box.h - radius), box.h / 2
    left, right, top, bottom = inside
    pixels = [
        *_arc(left, top, radius, 180, 270),
        *_arc(right, top, radius, 270, 360),
        *_arc(box.w, middle, notch, 270, 90),
        *_arc(right, bottom, radius, 0, 90),
        *_arc(left, bottom, radius, 90, 180),
        *_arc(0, middle, notch, 90, -90),
    ]
    return tuple((round(x / box.w, 5), round(y / box.h, 5)) for x, y in pixels)


def left_of(points: Corners, share: float) -> Corners:
    """The part of a polygon in the unit square that lies left of ``share`` of its width."""
    return tuple(cut(points, share, keep_more=False))


def cut(corners: Sequence[tuple[float, float]], edge: float, keep_more: bool) -> list[tuple[float, float]]:
    """The polygon on one side of the vertical line x = ``edge``."""
    out: list[tuple[float, float]] = []
    for i, (x, y) in enumerate(corners):
        px, py = corners[i - 1]
        inside, was_inside = (x >= edge, px >= edge) if keep_more else (x <= edge, px <= edge)
        if inside != was_inside:
            out.append((edge, py + (y - py) * (edge - px) / (x - px)))
        if inside:
            out.append((x, y))
    return out


def _around(angle: float, radius: float) -> tuple[float, float]:
    return round(0.5 + radius * math.cos(angle), 5), round(0.5 + radius * math.sin(angle), 5)


def _arc(x: float, y: float, radius: float, begin: float, end: float) -> Iterator[tuple[float, float]]:
    """Corners of a part of a circle, from one angle in degrees to another; 0 is right and 90 is down."""
    corners = max(1, round(_ARC * abs(end - begin) / 90))
    for i in range(corners + 1):
        angle = math.radians(begin + (end - begin) * i / corners)
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)
