"""Ordering: layers that come to rest go below those that keep moving, where that changes nothing to be seen.

The renderer flattens the lowest layers that stand still, so a text drawn under a moving photo that
it does not touch costs nothing per frame, and one drawn over it costs its area.
"""

from collections.abc import Sequence

from domain.base import Box
from domain.layers import GroupLayer, ImageLayer, Layer, ShapeLayer, TextLayer, VideoLayer
from templates.finished import Built

_AIR = 24
_LATE = 0.8
"""The share of a scene after which a layer that still moves counts as moving throughout."""


def still_first(layers: Sequence[Built], frames: int) -> tuple[Built, ...]:
    """The same layers, moving ones lifted over the still ones above them as long as they do not meet."""
    order = list(layers)
    for end in range(len(order) - 1, 0, -1):
        for i in range(end):
            below, above = order[i].layer, order[i + 1].layer
            if moves(below, frames) and not moves(above, frames) and not _reach(below).intersects(_reach(above)):
                order[i], order[i + 1] = order[i + 1], order[i]
    return tuple(order)


def moves(layer: Layer, frames: int) -> bool:
    """Whether a layer still moves late in a scene of so many frames."""
    if isinstance(layer, VideoLayer):
        return True
    if isinstance(layer, ImageLayer) and layer.camera and layer.camera.start != layer.camera.end:
        return True
    return any(track.keys[-1].frame > frames * _LATE and len(track.keys) > 1 for track in layer.motion)


def _reach(layer: Layer) -> Box:
    """The box a layer may ink once it is at rest, shadows, turning and swaying included."""
    shadows = [layer.shadow] if isinstance(layer, ShapeLayer | ImageLayer | VideoLayer) else []
    if isinstance(layer, GroupLayer):
        shadows = [child.shadow for child in layer.layers if not isinstance(child, TextLayer)]
    blur = max((shadow.blur * 3 + abs(shadow.dy) for shadow in shadows if shadow), default=0)
    turn = max(
        (abs(key.value) for track in layer.motion if track.property == "rotation" for key in track.keys), default=0
    )
    lean = (layer.box.w + layer.box.h) * min(turn, 45) / 115
    return layer.box.inset(-round(_AIR + blur + lean))
