"""Motion: where a layer stands at a frame, from its tracks."""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from domain.motion import Track
from renderer.easing import ease


class Pose(NamedTuple):
    """A layer's place at one frame; ``scale`` and ``rotation`` turn about ``centre`` of its box."""

    x: float = 0
    y: float = 0
    scale: float = 1
    rotation: float = 0
    opacity: float = 1
    wipe: float = 1

    @property
    def hidden(self) -> bool:
        return self.opacity <= 1 / 512 or self.scale <= 1e-3 or self.wipe <= 0

    @property
    def still(self) -> bool:
        """Whether the layer only has to be copied to whole pixels, an even number from its box."""
        return self.scale == 1 and self.rotation == 0 and self.x % 2 == 0 and self.y % 2 == 0

    def matrix(self, centre: tuple[float, float]) -> NDArray[np.float64]:
        """The 2×3 matrix from the layer's rest position to its place, pixel corners at whole numbers."""
        angle = math.radians(self.rotation)
        cos, sin = math.cos(angle) * self.scale, math.sin(angle) * self.scale
        cx, cy = centre
        return np.array(
            [
                [cos, -sin, cx - cos * cx + sin * cy + self.x],
                [sin, cos, cy - sin * cx - cos * cy + self.y],
            ]
        )


_SETTLED = {"x": 0.02, "y": 0.02, "scale": 2e-5, "rotation": 1e-3, "opacity": 1e-3, "wipe": 1e-4}


def value_at(track: Track, frame: float) -> float:
    """A track's value at a frame; it holds before the first key and after the last."""
    keys = track.keys
    if frame <= keys[0].frame:
        return keys[0].value
    for before, after in pairwise(keys):
        if frame < after.frame:
            share = ease(after.ease, (frame - before.frame) / (after.frame - before.frame))
            return before.value + (after.value - before.value) * share
    return keys[-1].value


def pose_at(motion: tuple[Track, ...], opacity: float, frame: float) -> Pose:
    """The pose from tracks and a layer's own opacity; tracks of one property add up (scale, opacity and wipe multiply).

    Values within a hair of rest snap to it, so that a spring that has died down costs nothing.
    """
    values = {"x": 0.0, "y": 0.0, "scale": 1.0, "rotation": 0.0, "opacity": opacity, "wipe": 1.0}
    for track in motion:
        value = value_at(track, frame)
        if track.property in ("x", "y", "rotation"):
            values[track.property] += value
        else:
            values[track.property] *= value
    values["opacity"] = min(max(values["opacity"], 0.0), 1.0)
    values["wipe"] = min(max(values["wipe"], 0.0), 1.0)
    for name, hair in _SETTLED.items():
        nearest = float(round(values[name]))
        if abs(values[name] - nearest) < hair:
            values[name] = nearest
    return Pose(**values)
