"""What every drawn layer offers, and what drawing one needs."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, runtime_checkable
from weakref import WeakValueDictionary

from domain.layers import LayerBase
from domain.rig import Rig
from renderer.canvas import Canvas
from renderer.motion import Pose, pose_at
from renderer.regions import Region
from renderer.resources import Resources
from renderer.text.layout import Shaper
from renderer.tile import Tile

_RECENT = 64


@dataclass(frozen=True)
class InUse:
    """What is in use, by what it shows: whoever shows the same uses it too. Held by its users alone."""

    tiles: WeakValueDictionary[Hashable, Tile] = field(default_factory=WeakValueDictionary)
    backgrounds: WeakValueDictionary[Hashable, Canvas] = field(default_factory=WeakValueDictionary)


@dataclass(frozen=True)
class Tools:
    """What layers are drawn with; ``frames`` is the length of the scene, ``fps`` its rate, ``rigs`` its presenters."""

    resources: Resources
    shaper: Shaper
    frames: int
    fps: float
    rigs: Mapping[str, Rig] = field(default_factory=dict)
    in_use: InUse = field(default_factory=InUse)


class DrawnLayer(Protocol):
    """A layer ready to be drawn at any frame of its scene."""

    def state(self, frame: int) -> Hashable:
        """Equal for two frames exactly when the layer looks the same in both; None when not shown."""

    def draw(self, canvas: Canvas, frame: int) -> None:
        """Blend the layer into the canvas; only called where ``state`` is not None."""

    def touched(self, frame: int) -> list[Region]:
        """Regions around all the layer may draw at a frame; empty when it is not shown."""

    def changed(self, before: int, frame: int) -> list[Region]:
        """Regions around all that differs between two frames whose states differ."""


@runtime_checkable
class Covering(DrawnLayer, Protocol):
    """A layer that may leave nothing to be seen of what lies below it."""

    def covered(self, frame: int) -> Region | None:
        """Where that is so at a frame at which the layer is shown."""


@dataclass(frozen=True)
class Span:
    """When a layer shows, and where it stands then."""

    layer: LayerBase
    frames: int

    @cached_property
    def end(self) -> int:
        return min(self.layer.end or self.frames, self.frames)

    def shows(self, frame: int) -> bool:
        return self.layer.start <= frame < self.end

    def seen(self, frame: int) -> Pose | None:
        """The pose at a frame; None when nothing of the layer is to be seen then."""
        if not self.layer.start <= frame < self.end:
            return None
        pose = self._last_pose if frame >= self.settled else self.pose(frame)
        return None if pose.hidden else pose

    def pose(self, frame: int, delay: int = 0) -> Pose:
        """The pose at a frame, its motion started ``delay`` frames late."""
        frame -= delay
        if frame >= self.settled:
            return self._last_pose
        if frame not in self._recent:
            if len(self._recent) > _RECENT:
                self._recent.clear()
            self._recent[frame] = pose_at(self.layer.motion, self.layer.opacity, frame)
        return self._recent[frame]

    @cached_property
    def _recent(self) -> dict[int, Pose]:
        """Poses just worked out: one frame asks for the same ones several times."""
        return {}

    @cached_property
    def settled(self) -> int:
        """The frame from which on the pose stays the same."""
        return max((track.keys[-1].frame for track in self.layer.motion), default=-(2**31))

    @cached_property
    def _last_pose(self) -> Pose:
        return pose_at(self.layer.motion, self.layer.opacity, self.settled)

    @property
    def centre(self) -> tuple[float, float]:
        box = self.layer.box
        return box.x + box.w / 2, box.y + box.h / 2
