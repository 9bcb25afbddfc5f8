"""Regions: which parts of the frame have to be drawn again."""

import math
from collections.abc import Iterable
from typing import NamedTuple

from domain.base import Box
from renderer.motion import Pose


class Region(NamedTuple):
    """A rectangle of canvas pixels with even edges; a ``Box`` that costs nothing to make in the frame loop."""

    x: int
    y: int
    right: int
    bottom: int

    @property
    def w(self) -> int:
        return self.right - self.x

    @property
    def h(self) -> int:
        return self.bottom - self.y

    @property
    def whole(self) -> tuple[slice, slice]:
        """Its rows and columns in a luma plane."""
        return slice(self.y, self.bottom), slice(self.x, self.right)

    @property
    def half(self) -> tuple[slice, slice]:
        """Its rows and columns in a chroma plane."""
        return slice(self.y // 2, self.bottom // 2), slice(self.x // 2, self.right // 2)

    def intersects(self, other: "Region") -> bool:
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def within(self, to: "Region") -> "Region | None":
        """What of it lies inside ``to``."""
        x0, y0 = max(self.x, to.x), max(self.y, to.y)
        x1, y1 = min(self.right, to.right), min(self.bottom, to.bottom)
        return Region(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def minus(self, other: "Region") -> "list[Region]":
        """What of it lies outside ``other``."""
        common = self.within(other)
        if common is None:
            return [self]
        around = [
            self._replace(bottom=common.y),
            self._replace(y=common.bottom),
            Region(self.x, common.y, common.x, common.bottom),
            Region(common.right, common.y, self.right, common.bottom),
        ]
        return [part for part in around if part.w and part.h]

    def moved(self, dx: int, dy: int) -> "Region":
        return Region(self.x + dx, self.y + dy, self.right + dx, self.bottom + dy)


def region(box: Box) -> Region:
    """The smallest region around a box."""
    return even(box.x, box.y, box.right, box.bottom)


def even(left: float, top: float, right: float, bottom: float) -> Region:
    """The smallest region around the given edges."""
    return Region(
        math.floor(left / 2) * 2, math.floor(top / 2) * 2, math.ceil(right / 2) * 2, math.ceil(bottom / 2) * 2
    )


def posed(rest: Region, pose: Pose, centre: tuple[float, float]) -> Region:
    """Around everything a picture that fills ``rest`` may touch at a pose."""
    if pose.scale == 1 and pose.rotation == 0:
        return even(rest.x + pose.x, rest.y + pose.y, rest.right + pose.x, rest.bottom + pose.y)
    (a, b, c), (d, e, f) = pose.matrix(centre).tolist()
    corners = [(x, y) for x in (rest.x, rest.right) for y in (rest.y, rest.bottom)]
    xs = [a * x + b * y + c for x, y in corners]
    ys = [d * x + e * y + f for x, y in corners]
    return even(min(xs) - 2, min(ys) - 2, max(xs) + 2, max(ys) + 2)


def merged(regions: Iterable[Region]) -> list[Region]:
    """Regions that cover the given ones and do not overlap."""
    apart: list[Region] = []
    for one in regions:
        while near := [other for other in apart if other.intersects(one)]:
            apart = [other for other in apart if other not in near]
            one = hull([one, *near])
        apart.append(one)
    return apart


def hull(regions: list[Region]) -> Region:
    """The smallest region around all the regions."""
    return Region(
        min(r.x for r in regions),
        min(r.y for r in regions),
        max(r.right for r in regions),
        max(r.bottom for r in regions),
    )
