"""Regions: which parts of the frame have to be drawn again."""

from collections.abc import Iterable

import numpy as np

from domain.base import Box
from renderer.motion import Pose


def posed(box: Box, pose: Pose, centre: tuple[float, float]) -> Box:
    """An even box around everything a picture that fills ``box`` at rest may touch at a pose."""
    if pose.still:
        x0, y0 = box.x + int(pose.x), box.y + int(pose.y)
        return even(x0, y0, x0 + box.w, y0 + box.h)
    corners = np.array([(x, y, 1) for x in (box.x, box.right) for y in (box.y, box.bottom)], float).T
    xs, ys = pose.matrix(centre) @ corners
    return even(xs.min() - 2, ys.min() - 2, xs.max() + 2, ys.max() + 2)


def even(left: float, top: float, right: float, bottom: float) -> Box:
    """The smallest box with even edges around the given ones."""
    x0, y0 = int(np.floor(left / 2)) * 2, int(np.floor(top / 2)) * 2
    x1, y1 = int(np.ceil(right / 2)) * 2, int(np.ceil(bottom / 2)) * 2
    return Box(x=x0, y=y0, w=max(2, x1 - x0), h=max(2, y1 - y0))


def cut(box: Box, to: Box) -> Box | None:
    """What of ``box`` lies inside ``to``."""
    x0, y0 = max(box.x, to.x), max(box.y, to.y)
    x1, y1 = min(box.right, to.right), min(box.bottom, to.bottom)
    return Box(x=x0, y=y0, w=x1 - x0, h=y1 - y0) if x1 > x0 and y1 > y0 else None


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Boxes that cover the given ones and do not overlap."""
    apart: list[Box] = []
    for box in boxes:
        while near := [other for other in apart if other.intersects(box)]:
            apart = [other for other in apart if other not in near]
            box = hull([box, *near])
        apart.append(box)
    return apart


def hull(boxes: list[Box]) -> Box:
    """The smallest box around all the boxes."""
    x0, y0 = min(b.x for b in boxes), min(b.y for b in boxes)
    x1, y1 = max(b.right for b in boxes), max(b.bottom for b in boxes)
    return Box(x=x0, y=y0, w=x1 - x0, h=y1 - y0)
