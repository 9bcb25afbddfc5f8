"""Tiles: small pictures drawn once, kept in premultiplied planar YUV, and blended where they stand."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.base import Box
from renderer.canvas import Canvas, Plane
from renderer.colour import premultiplied_to_yuv
from renderer.motion import Pose


@dataclass(frozen=True)
class Tile:
    """A picture with alpha, its top left at the even canvas position (``x``, ``y``).

    ``luma`` (h, w, 2) holds Y and alpha, ``chroma`` (h/2, w/2, 3) U, V and alpha; all premultiplied.
    """

    x: int
    y: int
    luma: Plane
    chroma: Plane

    @property
    def width(self) -> int:
        return int(self.luma.shape[1])

    @property
    def height(self) -> int:
        return int(self.luma.shape[0])

    @cached_property
    def box(self) -> Box:
        """The canvas pixels the tile covers at rest."""
        return Box(x=self.x, y=self.y, w=self.width, h=self.height)

    @cached_property
    def planes(self) -> "_Planes":
        """The planes apart, as blending wants them."""
        y, a = (np.asarray(p, np.uint8) for p in cv2.split(self.luma))
        u, v, ca = (np.asarray(p, np.uint8) for p in cv2.split(self.chroma))
        return _Planes(y, u, v, 255 - a, 255 - ca)


@dataclass(frozen=True)
class _Planes:
    y: Plane
    u: Plane
    v: Plane
    clear: Plane  # 255 − alpha
    chroma_clear: Plane

    def part(self, rows: slice, columns: slice) -> "_Planes":
        """A piece, given in luma pixels at even places."""
        half = (slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2))
        whole = (rows, columns)
        return _Planes(self.y[whole], self.u[half], self.v[half], self.clear[whole], self.chroma_clear[half])


def make_tile(rgba: NDArray[np.uint8], x: int, y: int) -> Tile:
    """A tile from premultiplied RGBA of even width and height, placed at even ``x``, ``y``."""
    yuv, alpha = premultiplied_to_yuv(rgba), rgba[:, :, 3]
    half = (rgba.shape[1] // 2, rgba.shape[0] // 2)
    chroma = cv2.resize(np.dstack([yuv[:, :, 1:], alpha]), half, interpolation=cv2.INTER_AREA)
    return Tile(x, y, np.dstack([yuv[:, :, 0], alpha]), np.asarray(chroma, np.uint8))


def even_bounds(left: float, top: float, right: float, bottom: float, within: Box) -> Box | None:
    """The smallest box with even edges around the given ones, cut to ``within``; None when empty."""
    x0, y0 = max(within.x, int(np.floor(left / 2)) * 2), max(within.y, int(np.floor(top / 2)) * 2)
    x1, y1 = min(within.right, int(np.ceil(right / 2)) * 2), min(within.bottom, int(np.ceil(bottom / 2)) * 2)
    return Box(x=x0, y=y0, w=x1 - x0, h=y1 - y0) if x1 > x0 and y1 > y0 else None


def draw_tile(canvas: Canvas, tile: Tile, pose: Pose, centre: tuple[float, float]) -> None:
    """Blend the tile into the canvas as the pose has it; ``centre`` is its layer's turning point."""
    if pose.hidden:
        return
    if pose.still:
        _blit(canvas, tile.planes, tile.x + int(pose.x), tile.y + int(pose.y), pose.opacity, pose.wipe)
        return
    drawn = _moved(canvas.clip, tile, pose.matrix(centre))
    if drawn:
        _blit(canvas, drawn.planes, drawn.x, drawn.y, pose.opacity, pose.wipe)


def _moved(within: Box, tile: Tile, matrix: NDArray[np.float64]) -> Tile | None:
    corners = np.array(
        [(tile.x + dx * tile.width, tile.y + dy * tile.height, 1) for dx in (0, 1) for dy in (0, 1)], float
    )
    xs, ys = matrix @ corners.T
    box = even_bounds(xs.min() - 1, ys.min() - 1, xs.max() + 1, ys.max() + 1, within)
    if box is None:
        return None
    luma = warp(tile.luma, matrix, (tile.x, tile.y), box, 1)
    chroma = warp(tile.chroma, matrix, (tile.x, tile.y), box, 2)
    return Tile(box.x, box.y, luma, chroma)


def warp(source: Plane, matrix: NDArray[np.float64], origin: tuple[int, int], box: Box, step: int) -> Plane:
    """``source``, whose corner stands at ``origin``, moved by ``matrix`` and seen through ``box``.

    ``step`` is how many canvas pixels one pixel of the plane covers (1 luma, 2 chroma). The matrix
    speaks of pixel corners; OpenCV of pixel centres.
    """
    linear = matrix[:, :2]
    shift = matrix[:, 2] + linear @ np.array(origin, float) - np.array([box.x, box.y], float)
    half = np.array([0.5, 0.5])
    moved = np.column_stack([linear, (shift + linear @ (half * step)) / step - half])
    size = (box.w // step, box.h // step)
    return np.asarray(cv2.warpAffine(source, moved, size, flags=cv2.INTER_LINEAR), np.uint8)


def _blit(canvas: Canvas, planes: _Planes, x: int, y: int, opacity: float, wipe: float) -> None:
    height, width = planes.y.shape
    shown = width if wipe >= 1 else round(width * wipe / 2) * 2
    place = even_bounds(x, y, x + shown, y + height, canvas.clip) if shown else None
    if place is None:
        return
    part = planes.part(slice(place.y - y, place.bottom - y), slice(place.x - x, place.right - x))
    rows, columns = slice(place.y, place.bottom), slice(place.x, place.right)
    half_rows, half_columns = slice(place.y // 2, place.bottom // 2), slice(place.x // 2, place.right // 2)
    blend(canvas.y[rows, columns], part.y, part.clear, opacity)
    blend(canvas.u[half_rows, half_columns], part.u, part.chroma_clear, opacity)
    blend(canvas.v[half_rows, half_columns], part.v, part.chroma_clear, opacity)


def blend(onto: Plane, premultiplied: Plane, clear: Plane, opacity: float = 1) -> None:
    """onto ← onto · clear/255 + premultiplied, both taken at ``opacity``, in place."""
    if opacity < 1:
        premultiplied = np.asarray(cv2.convertScaleAbs(premultiplied, alpha=opacity), np.uint8)
        clear = np.asarray(cv2.convertScaleAbs(clear, alpha=opacity, beta=255 * (1 - opacity)), np.uint8)
    cv2.multiply(onto, clear, dst=onto, scale=1 / 255)
    cv2.add(onto, premultiplied, dst=onto)
