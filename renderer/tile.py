"""Tiles: small pictures drawn once, kept in premultiplied planar YUV."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.canvas import Plane
from renderer.colour import premultiplied_to_floats, premultiplied_to_yuv
from renderer.dither import dithered_chroma
from renderer.regions import Region
from renderer.resample import Resampler

EDGE = 4
"""Luma pixels of nothing kept around every tile, so that it can be shifted by parts of a pixel."""
DENSITY = 7 / 6
"""How much denser than the canvas the pixels are that a tile is scaled from: sharper, and never at the simple
ratio 1, at which resampling cannot begin where it wants."""
ROOM = 64
"""Dense pixels of nothing around them, so that resampling may start as far before the tile as it wants."""
_ROUNDING = 2
"""How far planes of one colour may be off it, rounded as they are for alpha first."""
_TELLING = 64
"""Alpha that is enough to tell a colour by."""
_BLOCK = 12
"""Luma pixels that make a whole number of dense ones in both sizes of plane."""


class TilePlanes(NamedTuple):
    """Y, U, V and what shows through, 255 − alpha, at both sizes; all with the same edge around them."""

    y: Plane
    u: Plane
    v: Plane
    clear: Plane
    chroma_clear: Plane

    def part(self, rows: slice, columns: slice) -> "TilePlanes":
        """A piece, given in luma pixels at even places."""
        half = (slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2))
        whole = (rows, columns)
        return TilePlanes(self.y[whole], self.u[half], self.v[half], self.clear[whole], self.chroma_clear[half])


class Turned(NamedTuple):
    """A tile as it is turned: the canvas pixels it covers then, and its planes there."""

    place: Region
    planes: TilePlanes


@dataclass(frozen=True)
class Tile:
    """A picture with alpha, its top left at the even canvas position (``x``, ``y``), edge not counted."""

    x: int
    y: int
    edged: TilePlanes

    @cached_property
    def region(self) -> Region:
        """The canvas pixels the tile covers at rest."""
        height, width = self.edged.y.shape
        return Region(self.x, self.y, self.x + int(width) - 2 * EDGE, self.y + int(height) - 2 * EDGE)

    @cached_property
    def planes(self) -> TilePlanes:
        """The planes without their edge."""
        return self.edged.part(slice(EDGE, EDGE + self.region.h), slice(EDGE, EDGE + self.region.w))

    @cached_property
    def dense(self) -> TilePlanes:
        """The edged planes ``DENSITY`` times as large, with an edge of ``ROOM``."""
        height, width = self.edged.y.shape
        whole = _edged(self.edged, 0, -height % _BLOCK, -width % _BLOCK)
        return _edged(TilePlanes(*(_enlarged(plane) for plane in whole)), ROOM)

    @cached_property
    def resampler(self) -> Resampler:
        """What scales the tile, with memory of its own."""
        return Resampler()

    @cached_property
    def turned(self) -> dict[Hashable, Turned | None]:
        """How it was turned last: what stands turned over something that moves is drawn again in every frame."""
        return {}

    @cached_property
    def flat(self) -> tuple[int, int, int] | None:
        """Y, U and V of a tile of one colour; ``None`` for any other."""
        planes = self.planes
        row, column = divmod(int(planes.chroma_clear.argmin()), planes.u.shape[1])
        if planes.chroma_clear[row, column] > 255 - _TELLING:
            return None
        at = ((2 * row, 2 * column), (row, column), (row, column))
        clear = (planes.clear, planes.chroma_clear, planes.chroma_clear)
        y, u, v = (
            round(int(plane[place]) * 255 / max(1, 255 - int(alpha[place])))
            for plane, alpha, place in zip((planes.y, planes.u, planes.v), clear, at, strict=True)
        )
        alike = (_alike(*plane) for plane in zip((planes.y, planes.u, planes.v), (y, u, v), clear, strict=True))
        return (y, u, v) if all(alike) else None

    @cached_property
    def luma(self) -> Plane:
        """(h, w, 3): Y, alpha, and alpha once more: OpenCV warps three channels in 0.6 of the time of two."""
        alpha = 255 - self.planes.clear
        return np.asarray(cv2.merge([self.planes.y, alpha, alpha]), np.uint8)

    @cached_property
    def chroma(self) -> Plane:
        """(h/2, w/2, 3): U, V and alpha."""
        return np.asarray(cv2.merge([self.planes.u, self.planes.v, 255 - self.planes.chroma_clear]), np.uint8)

    def cut_after(self, width: int) -> "Tile":
        """The tile up to an even ``width`` from its left."""
        return Tile(self.x, self.y, _edged(self.planes.part(slice(0, self.region.h), slice(0, width)), EDGE))


def make_tile(rgba: NDArray[np.uint8], x: int, y: int) -> Tile:
    """A tile from premultiplied RGBA of even width and height, placed at even ``x``, ``y``."""
    return yuv_tile(premultiplied_to_yuv(rgba), x, y)


def soft_tile(rgba: NDArray[np.uint8], x: int, y: int) -> Tile:
    """A tile of something with soft edges, its chroma dithered, from what ``make_tile`` takes."""
    luma, _, _, alpha = (np.asarray(plane, np.uint8) for plane in cv2.split(premultiplied_to_yuv(rgba)))
    half = (rgba.shape[1] // 2, rgba.shape[0] // 2)
    small = np.asarray(cv2.resize(rgba.astype(np.float32), half, interpolation=cv2.INTER_AREA), np.float32)
    chroma = premultiplied_to_floats(small)
    u, v, clear = dithered_chroma(chroma[..., 1], chroma[..., 2], 255 - chroma[..., 3])
    return Tile(x, y, _edged(TilePlanes(luma, u, v, 255 - alpha, clear), EDGE))


def yuv_tile(yuva: NDArray[np.uint8], x: int, y: int) -> Tile:
    """A tile from (H, W, 4) premultiplied YUVA, of even width and height, placed at even ``x``, ``y``."""
    luma, u, v, alpha = cv2.split(yuva)
    clear = np.asarray(255 - alpha, np.uint8)
    half = (yuva.shape[1] // 2, yuva.shape[0] // 2)
    small = [np.asarray(cv2.resize(p, half, interpolation=cv2.INTER_AREA), np.uint8) for p in (u, v, clear)]
    return Tile(x, y, _edged(TilePlanes(np.asarray(luma, np.uint8), small[0], small[1], clear, small[2]), EDGE))


def split_tile(luma: Plane, chroma: Plane) -> TilePlanes:
    """Warped ``luma`` and ``chroma`` back as planes, without an edge."""
    bright, alpha = (np.asarray(cv2.extractChannel(luma, i), np.uint8) for i in (0, 1))
    u, v, small = (np.asarray(plane, np.uint8) for plane in cv2.split(chroma))
    return TilePlanes(bright, u, v, 255 - alpha, 255 - small)


def flat_planes(clear: Plane, colour: tuple[int, int, int]) -> TilePlanes:
    """The planes of one colour from what shows through it, of even size, without an edge."""
    half = (clear.shape[1] // 2, clear.shape[0] // 2)
    small = np.asarray(cv2.resize(clear, half, interpolation=cv2.INTER_AREA), np.uint8)
    y, u, v = (
        np.asarray(cv2.convertScaleAbs(plane, alpha=-value / 255, beta=value), np.uint8)
        for plane, value in zip((clear, small, small), colour, strict=True)
    )
    return TilePlanes(y, u, v, clear, small)


def _alike(plane: Plane, value: int, clear: Plane) -> bool:
    """Whether a plane is ``value`` at every pixel, as much of it as shows."""
    expected = cv2.convertScaleAbs(255 - clear, alpha=value / 255)
    return bool(cv2.absdiff(plane, expected).max() <= _ROUNDING)


def _enlarged(plane: Plane) -> Plane:
    height, width = (round(side * DENSITY) for side in plane.shape)
    return np.asarray(cv2.resize(plane, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)


def _edged(planes: TilePlanes, width: int, below: int = 0, right: int = 0) -> TilePlanes:
    """The planes with an edge of nothing, so many luma pixels wide, and more of it below and to the right: all even."""

    def border(plane: Plane, value: int, step: int) -> Plane:
        sides = (width // step, (width + below) // step, width // step, (width + right) // step)
        return np.asarray(cv2.copyMakeBorder(plane, *sides, cv2.BORDER_CONSTANT, value=value), np.uint8)

    y, u, v, clear, chroma_clear = planes
    return TilePlanes(
        border(y, 0, 1), border(u, 0, 2), border(v, 0, 2), border(clear, 255, 1), border(chroma_clear, 255, 2)
    )
