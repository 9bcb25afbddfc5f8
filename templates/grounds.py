"""Grounds: the colour that lies behind a place of a scene, and what it belongs to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.base import Box, Colour
from domain.layers import GroupLayer, ImageLayer, Layer, ShapeLayer, VideoLayer
from domain.paint import LinearGradient, Paint, Solid
from templates.tones import alpha_of, mixed

Spot = tuple[float, float]
"""A place in output pixels."""
_SOLID = 0.5
"""Alpha from which a layer counts as the ground of what stands on it."""


@dataclass(frozen=True)
class Ground:
    """The colour at a place, and the number of the layer it is of: −1 for the scene's background; None for a picture,
    whose colour is not known."""

    colour: Colour
    layer: int | None = -1


def ground_at(spot: Spot, background: Paint, frame: Box, layers: Sequence[Layer]) -> Ground:
    """What lies at a place once everything rests, under nothing but ``layers``, bottom to top."""
    ground = Ground(colour_at(background, frame, spot))
    for number, layer in enumerate(layers):
        if isinstance(layer, ImageLayer | VideoLayer) and _in_box(layer.box, spot):
            ground = Ground(ground.colour, None)
        shapes = layer.layers if isinstance(layer, GroupLayer) else (layer,)
        for shape in shapes:
            if isinstance(shape, ShapeLayer) and shape.fill and _in_shape(shape, spot):
                colour = colour_at(shape.fill, shape.box, spot)
                alpha = alpha_of(colour) * shape.opacity * (layer.opacity if shape is not layer else 1)
                owner = number if alpha >= _SOLID else ground.layer
                ground = Ground(mixed(colour, ground.colour, alpha), owner)
    return ground


def colour_at(paint: Paint, box: Box, spot: Spot) -> Colour:
    """The colour of a paint that fills ``box`` at a place in it."""
    if isinstance(paint, Solid):
        return paint.colour
    return along(paint, _place(paint, box, spot))


def along(paint: Paint, at: float) -> Colour:
    """The colour of a paint ``at`` its gradient's share, without its alpha's change."""
    if isinstance(paint, Solid):
        return paint.colour
    before = max((stop for stop in paint.stops if stop.at <= at), key=lambda stop: stop.at, default=paint.stops[0])
    after = min((stop for stop in paint.stops if stop.at >= at), key=lambda stop: stop.at, default=paint.stops[-1])
    share = (at - before.at) / (after.at - before.at) if after.at > before.at else 0.0
    alpha = alpha_of(after.colour) * share + alpha_of(before.colour) * (1 - share)
    return mixed(after.colour, before.colour, share) + (f"{round(alpha * 255):02X}" if alpha < 1 else "")


def _place(paint: Paint, box: Box, spot: Spot) -> float:
    """How far along a gradient a place lies, as the renderer draws it."""
    if isinstance(paint, LinearGradient):
        cos, sin = math.cos(math.radians(paint.angle)), math.sin(math.radians(paint.angle))
        half = (abs(box.w * cos) + abs(box.h * sin)) / 2
        across, down = spot[0] - box.x - box.w / 2, spot[1] - box.y - box.h / 2
        return min(1.0, max(0.0, 0.5 + (across * cos + down * sin) / (2 * half)))
    if isinstance(paint, Solid):
        return 0.0
    longer = max(box.w, box.h)
    flat = (longer / box.w, longer / box.h) if paint.oval else (1, 1)
    across, down = spot[0] - box.x - box.w * paint.centre.x, spot[1] - box.y - box.h * paint.centre.y
    return min(1.0, math.hypot(across * flat[0], down * flat[1]) / (paint.radius * longer))


def _in_shape(shape: ShapeLayer, spot: Spot) -> bool:
    if not _in_box(shape.box, spot) or shape.shape == "ring":
        return False
    x, y = (spot[0] - shape.box.x) / shape.box.w, (spot[1] - shape.box.y) / shape.box.h
    if shape.shape == "ellipse":
        return math.hypot(x - 0.5, y - 0.5) <= 0.5
    if shape.shape == "polygon":
        corners = [(point.x, point.y) for point in shape.points]
        crossed = [
            (ax - x) + (y - ay) * (bx - ax) / (by - ay) > 0
            for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True)
            if (ay > y) != (by > y)
        ]
        return sum(crossed) % 2 == 1
    return True


def _in_box(box: Box, spot: Spot) -> bool:
    return box.x <= spot[0] < box.right and box.y <= spot[1] < box.bottom
