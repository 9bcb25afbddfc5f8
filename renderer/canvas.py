"""The canvas: one frame in planar YUV 4:2:0, BT.709, limited range."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.colour import planes_to_rgb
from renderer.regions import Region

Plane = NDArray[np.uint8]


@dataclass(frozen=True)
class Canvas:
    """Three planes in one contiguous ``buffer`` of shape (H·3/2, W), laid out as I420.

    Drawing changes nothing outside ``clip``, whose edges are even. ``changed`` is where one of many pictures drawn
    into the same buffer may differ from the one before; None: anywhere.
    """

    buffer: Plane
    window: Region | None = None
    changed: tuple[Region, ...] | None = None

    @staticmethod
    def blank(width: int, height: int) -> "Canvas":
        """A black canvas; ``width`` and ``height`` are even."""
        canvas = Canvas(np.empty((height * 3 // 2, width), np.uint8))
        canvas.y.fill(16)
        canvas.u.fill(128)
        canvas.v.fill(128)
        return canvas

    @property
    def width(self) -> int:
        return int(self.buffer.shape[1])

    @property
    def height(self) -> int:
        return int(self.buffer.shape[0]) * 2 // 3

    @cached_property
    def y(self) -> Plane:
        return self.buffer[: self.height]

    @cached_property
    def u(self) -> Plane:
        return self._chroma(self.height)

    @cached_property
    def v(self) -> Plane:
        return self._chroma(self.height + self.height // 4)

    def _chroma(self, row: int) -> Plane:
        # A chroma plane of an odd half height still starts and ends on whole bytes of the flat buffer.
        flat, size = self.buffer.reshape(-1), (self.height // 2) * (self.width // 2)
        start = self.height * self.width + (0 if row == self.height else size)
        return flat[start : start + size].reshape(self.height // 2, self.width // 2)

    @cached_property
    def whole(self) -> Region:
        return Region(0, 0, self.width, self.height)

    @cached_property
    def clip(self) -> Region:
        return self.window or self.whole

    def clipped(self, to: Region) -> "Canvas":
        """The same pixels, open to drawing only inside ``to``."""
        return Canvas(self.buffer, to)

    def copy(self) -> "Canvas":
        return Canvas(self.buffer.copy())

    def take(self, other: "Canvas") -> None:
        """Become a copy of ``other`` inside the clip, in place."""
        whole, half = self.clip.whole, self.clip.half
        np.copyto(self.y[whole], other.y[whole])
        np.copyto(self.u[half], other.u[half])
        np.copyto(self.v[half], other.v[half])

    def to_rgb(self) -> NDArray[np.uint8]:
        """The picture as (H, W, 3) RGB."""
        size = (self.width, self.height)
        u, v = (np.asarray(cv2.resize(p, size, interpolation=cv2.INTER_LINEAR), np.uint8) for p in (self.u, self.v))
        return planes_to_rgb(self.y, u, v)
