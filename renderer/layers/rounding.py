"""Rounded corners: what was on the canvas is kept from under them and put back outside the curve."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.layers import ImageLayer, VideoLayer
from renderer.canvas import Canvas, Plane
from renderer.layers.photo import mask_tile_pixels
from renderer.regions import Region

_MASKS = 32  # parts of corners whose masks are kept; few unless what lies over a corner keeps changing


@dataclass(frozen=True)
class CornerMask:
    """How much of the picture shows at each pixel of a corner, and how much of what was there before: 0 to 1."""

    inside: NDArray[np.float32]
    outside: NDArray[np.float32]


def corner_mask(alpha: Plane) -> CornerMask:
    """The mask of a corner from its alpha."""
    inside = np.divide(alpha, 255, dtype=np.float32)
    return CornerMask(inside, np.subtract(1, inside, dtype=np.float32))


@dataclass(frozen=True)
class Kept:
    """Canvas pixels saved from under a corner."""

    plane: Plane
    before: Plane
    mask: CornerMask

    def restore(self) -> None:
        """Put back what the picture does not cover, and mix along the curve."""
        cv2.blendLinear(self.plane, self.before, self.mask.inside, self.mask.outside, dst=self.plane)


class Rounding:
    """The rounded outline of a frame's box."""

    def __init__(self, layer: ImageLayer | VideoLayer, box: Region) -> None:
        self.alpha = mask_tile_pixels(layer, box)
        self._box = box
        self._radius = min(-(-int(layer.radius + 2) // 2) * 2, box.w // 4 * 2, box.h // 4 * 2)
        self._masks: dict[Region, tuple[CornerMask, CornerMask]] = {}

    def keep(self, canvas: Canvas, place: Region, shift: tuple[int, int]) -> list[Kept]:
        """Save the corners inside ``place`` before the picture, moved by ``shift``, is drawn over them."""
        kept: list[Kept] = []
        radius = self._radius
        for x in (self._box.x, self._box.right - radius):
            for y in (self._box.y, self._box.bottom - radius):
                at = Region(x, y, x + radius, y + radius).moved(*shift).within(place)
                if at:
                    kept += self._keep_corner(canvas, at, shift)
        return kept

    def _keep_corner(self, canvas: Canvas, at: Region, shift: tuple[int, int]) -> list[Kept]:
        whole, half = self._mask(at.moved(-shift[0], -shift[1]))
        parts = [(canvas.y[at.whole], whole), (canvas.u[at.half], half), (canvas.v[at.half], half)]
        return [Kept(plane, plane.copy(), mask) for plane, mask in parts]

    def _mask(self, at: Region) -> tuple[CornerMask, CornerMask]:
        """The masks, luma and chroma, of a part of the box at rest."""
        if at not in self._masks:
            if len(self._masks) >= _MASKS:
                self._masks.clear()
            top, left = at.y - self._box.y, at.x - self._box.x
            alpha = self.alpha[top : top + at.h, left : left + at.w]
            small = np.asarray(cv2.resize(alpha, (at.w // 2, at.h // 2), interpolation=cv2.INTER_AREA), np.uint8)
            self._masks[at] = (corner_mask(alpha), corner_mask(small))
        return self._masks[at]
