"""Parts: what a scene is drawn of, bottom to top, and where each is to be seen at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.base import Box, Point
from domain.layers import (
    CaptionLayer,
    GroupLayer,
    ImageLayer,
    Layer,
    PortraitLayer,
    PresenterLayer,
    ShapeLayer,
    TextLayer,
    VideoLayer,
)
from domain.paint import LinearGradient, Paint, Solid
from renderer.colour import parse_colour
from renderer.motion import Pose, pose_at
from renderer.paint import gradient_line

Points = NDArray[np.float64]
"""(N, 2) places in the frame, in pixels."""
Values = NDArray[np.float64]
_UNSEEN = Pose(opacity=0)


@dataclass(frozen=True)
class Form:
    """A form in its box, filled with ``paint``, or with a picture where there is none."""

    box: Box
    paint: Paint | None = None
    opacity: float = 1
    round_: bool = False
    corners: tuple[Point, ...] = ()

    def colours(self, at: Points) -> Values:
        """Its colours at these places, (N, 4), each from 0 to 1; a picture's are not known."""
        colours = _colours(self.paint, self.box, at)
        colours[:, 3] *= self._inside(at) * self.opacity
        return colours

    def meets(self, at: Points) -> bool:
        """Whether any of these places may be on it."""
        (left, top), (right, bottom) = at.min(axis=0), at.max(axis=0)
        box = self.box
        return bool(left <= box.right and right >= box.x and top <= box.bottom and bottom >= box.y)

    def _inside(self, at: Points) -> NDArray[np.bool_]:
        x, y = (at[:, 0] - self.box.x) / self.box.w, (at[:, 1] - self.box.y) / self.box.h
        inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
        if self.round_:
            return inside & ((x - 0.5) ** 2 + (y - 0.5) ** 2 <= 0.25)
        return inside & _in_polygon(x, y, self.corners) if self.corners else inside


@dataclass(frozen=True)
class Drawn:
    """A layer and the forms that it moves, bottom to top."""

    layer: Layer
    forms: tuple[Form, ...]

    def seen(self, points: Points, frame: int) -> Iterator[tuple[Form, Values]]:
        """The forms at these places of the frame, with their colours there."""
        pose, box = posed(self.layer, frame), self.layer.box
        if pose.hidden or not self.forms:
            return
        at = at_rest(points, pose, box)
        shown = (at[:, 0] <= box.x + box.w * pose.wipe) * pose.opacity
        for form in self.forms:
            if form.meets(at):
                colours = form.colours(at)
                colours[:, 3] *= shown
                yield form, colours

    def hides(self, points: Points, frame: int) -> Values:
        """How much of what lies below it is hidden at these places, from 0 to 1."""
        alphas = [colours[:, 3] for _, colours in self.seen(points, frame)]
        return np.asarray(np.max(alphas, axis=0)) if alphas else np.zeros(len(points))


def drawn(layer: Layer, after: int = 0) -> Drawn:
    """What a layer is drawn of, but for letters, outlines and shadows; of a group only what comes ``after`` so many."""
    children = layer.layers[after:] if isinstance(layer, GroupLayer) else (layer,)
    return Drawn(layer, tuple(form for child in children for form in _forms(child, layer)))


def _forms(child: Layer, whole: Layer) -> Iterator[Form]:
    opacity = 1 if child is whole else child.opacity
    if isinstance(child, ShapeLayer) and child.fill and child.shape != "ring":
        yield Form(child.box, child.fill, opacity, child.shape == "ellipse", child.points)
    elif isinstance(child, TextLayer | CaptionLayer) and child.plate:
        yield Form(child.box, child.plate, opacity)
    elif isinstance(child, ImageLayer | VideoLayer):
        stands_free = child.fit == "contain" and not child.mat  # its corners hide nothing
        yield Form(child.box, opacity=opacity, round_=stands_free)
    elif isinstance(child, PresenterLayer | PortraitLayer):
        yield Form(child.box, opacity=opacity, round_=True)


def posed(layer: Layer, frame: int) -> Pose:
    """Where a layer is at a frame of its scene, hidden where it is not there."""
    if frame < layer.start or (layer.end is not None and frame >= layer.end):
        return _UNSEEN
    if isinstance(layer, CaptionLayer) and not any(page.start <= frame < page.end for page in layer.pages):
        return _UNSEEN
    return pose_at(layer.motion, layer.opacity, frame)


def at_rest(points: Points, pose: Pose, box: Box) -> Points:
    """Where these places are on a layer before it moved to its pose."""
    matrix = pose.matrix((box.x + box.w / 2, box.y + box.h / 2))
    return (points - matrix[:, 2]) @ np.linalg.inv(matrix[:, :2]).T


def in_place(points: Points, pose: Pose, box: Box) -> Points:
    """Where these places of a layer at rest are in the frame."""
    matrix = pose.matrix((box.x + box.w / 2, box.y + box.h / 2))
    return points @ matrix[:, :2].T + matrix[:, 2]


def grid(box: Box, across: int, down: int) -> Points:
    """The middles of as many cells of a box."""
    x = box.x + (np.arange(across) + 0.5) * box.w / across
    y = box.y + (np.arange(down) + 0.5) * box.h / down
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def _in_polygon(x: Values, y: Values, corners: tuple[Point, ...]) -> NDArray[np.bool_]:
    inside = np.zeros(len(x), bool)
    for a, b in zip(corners, (*corners[1:], corners[0]), strict=True):
        if a.y != b.y:
            crossed = (a.y > y) != (b.y > y)
            inside ^= crossed & (x < a.x + (y - a.y) * (b.x - a.x) / (b.y - a.y))
    return inside


def _colours(paint: Paint | None, box: Box, at: Points) -> Values:
    if paint is None:
        return np.full((len(at), 4), 1.0)
    if isinstance(paint, Solid):
        return np.tile(np.array(parse_colour(paint.colour)) / 255, (len(at), 1))
    if isinstance(paint, LinearGradient):
        start, end = (np.array(place) for place in gradient_line(paint.angle, box))
        along = (at - start) @ (end - start) / max(1e-9, float((end - start) @ (end - start)))
    else:
        middle = (box.x + box.w * paint.centre.x, box.y + box.h * paint.centre.y)
        sides = (box.w, box.h) if paint.oval else (max(box.w, box.h),) * 2
        along = np.hypot(*((at - middle) / sides).T) / paint.radius
    stops = np.array([parse_colour(stop.colour) for stop in paint.stops]) / 255
    places = [stop.at for stop in paint.stops]
    return np.stack([np.interp(along, places, stops[:, channel]) for channel in range(4)], axis=1)
