"""A moving picture in a frame: photo or footage, its rounded corners, border and shadow."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from domain.base import Box
from domain.layers import ImageLayer, VideoLayer
from renderer.blit import blend, draw_tile, warp
from renderer.canvas import Canvas, Plane
from renderer.colour import rgb_picture_to_yuv
from renderer.layers.base import Span
from renderer.layers.photo import paint_border, paint_frame, photo_margin
from renderer.layers.rounding import Rounding
from renderer.layers.tiles import even_box
from renderer.motion import Pose
from renderer.paint import Surface
from renderer.regions import Region, even, hull, posed
from renderer.resample import Resampler, chroma_offset
from renderer.tile import Tile, make_tile


@dataclass(frozen=True)
class Planes:
    """An opaque picture in planar YUV 4:2:0; width and height are even.

    ``margin`` luma pixels of repeated edge lie around it, so that resampling may start early.
    """

    y: Plane
    u: Plane
    v: Plane
    margin: int = 0

    @property
    def size(self) -> tuple[int, int]:
        """Width and height without the margin."""
        height, width = self.y.shape
        return int(width) - 2 * self.margin, int(height) - 2 * self.margin


@dataclass(frozen=True)
class Placing:
    """Where a picture lies: box pixels per picture pixel, and the canvas position of its corner."""

    scale: float
    left: float
    top: float


def to_planes(rgb: NDArray[np.uint8], margin: int = 0) -> Planes:
    """(H, W, 3) RGB to planes; an odd last row or column is dropped. ``margin`` is even."""
    rgb = rgb[: rgb.shape[0] // 2 * 2, : rgb.shape[1] // 2 * 2]
    yuv = rgb_picture_to_yuv(np.ascontiguousarray(rgb))
    half = (rgb.shape[1] // 2, rgb.shape[0] // 2)
    y, u, v = (np.ascontiguousarray(yuv[:, :, i]) for i in range(3))
    u, v = (np.asarray(cv2.resize(p, half, interpolation=cv2.INTER_AREA), np.uint8) for p in (u, v))
    return Planes(_edged(y, margin), _edged(u, margin // 2), _edged(v, margin // 2), margin)


def _edged(plane: Plane, margin: int) -> Plane:
    return np.asarray(cv2.copyMakeBorder(plane, *(margin,) * 4, cv2.BORDER_REPLICATE), np.uint8)


class Frame:
    """The frame a picture is seen through, drawn at the layer's pose."""

    def __init__(self, layer: ImageLayer | VideoLayer) -> None:
        self._region = _inner_even(layer.box)
        self._behind = _tile(layer, paint_frame) if layer.shadow or layer.mat else None
        self._border = _tile(layer, paint_border) if layer.border else None
        self._mask = Rounding(layer, self._region) if layer.radius else None
        self._resampler = Resampler()
        self._centre = (layer.box.x + layer.box.w / 2, layer.box.y + layer.box.h / 2)

    def draw(self, canvas: Canvas, picture: Planes, placing: Placing, pose: Pose) -> None:
        """Draw the picture, lying as ``placing`` says, through the frame at its pose."""
        if self._behind:
            draw_tile(canvas, self._behind, pose, self._centre)
        seen = self._seen(picture.size, placing)
        if seen:
            if _at_rest(pose):
                self._draw_still(canvas, picture, placing, pose, seen)
            else:
                self._draw_moved(canvas, picture, placing, pose, seen)
        if self._border:
            draw_tile(canvas, self._border, pose, self._centre)

    def covered(self, size: tuple[int, int], placing: Placing, pose: Pose) -> Region | None:
        """The canvas pixels of which a picture of this size leaves nothing to be seen."""
        seen = None if self._mask or not _at_rest(pose) else self._seen(size, placing)
        return seen.moved(int(pose.x), int(pose.y)) if seen else None

    def touched(self, pose: Pose) -> Region:
        """An even box around the picture and all of its frame at a pose."""
        parts = [self._region] + [tile.region for tile in (self._behind, self._border) if tile]
        return posed(hull(parts), pose, self._centre)

    def changed(self, span: Span, before: int, frame: int) -> list[Region]:
        """What differs between two frames: at the same pose, only what is seen through the frame."""
        poses = [span.pose(f) for f in (before, frame) if span.shows(f)]
        if len(poses) == 2 and poses[0] == poses[1]:
            return [posed(self._region, poses[0], self._centre)]
        return [self.touched(pose) for pose in poses if not pose.hidden]

    def _seen(self, size: tuple[int, int], placing: Placing) -> Region | None:
        """The part of the frame's box a picture of this size covers, on even edges."""
        width, height = size
        right, bottom = placing.left + width * placing.scale, placing.top + height * placing.scale
        x0, y0 = max(self._region.x, _near(placing.left)), max(self._region.y, _near(placing.top))
        x1, y1 = min(self._region.right, _near(right)), min(self._region.bottom, _near(bottom))
        return Region(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None

    def _draw_still(self, canvas: Canvas, picture: Planes, placing: Placing, pose: Pose, seen: Region) -> None:
        dx, dy = int(pose.x), int(pose.y)
        place = seen.moved(dx, dy).within(canvas.clip)
        if place is None:
            return
        kept = self._mask.keep(canvas, place, (dx, dy)) if self._mask else []
        whole, half = place.whole, place.half
        self._sample(picture, placing, place, (dx, dy), Planes(canvas.y[whole], canvas.u[half], canvas.v[half]))
        for corner in kept:
            corner.restore()

    def _sample(
        self, picture: Planes, placing: Placing, place: Region, moved: tuple[float, float], onto: Planes
    ) -> None:
        """Fill ``onto``, the canvas pixels of ``place``, with the picture moved by ``moved`` pixels."""
        step = 1 / placing.scale
        off_x = (place.x - moved[0] - placing.left + 0.5) * step - 0.5 + picture.margin
        off_y = (place.y - moved[1] - placing.top + 0.5) * step - 0.5 + picture.margin
        self._resampler.resample(picture.y, onto.y, step, off_x, off_y)
        c_x, c_y = chroma_offset(off_x, step), chroma_offset(off_y, step)
        self._resampler.resample(picture.u, onto.u, step, c_x, c_y)
        self._resampler.resample(picture.v, onto.v, step, c_x, c_y)

    def _draw_moved(self, canvas: Canvas, picture: Planes, placing: Placing, pose: Pose, seen: Region) -> None:
        matrix = pose.matrix(self._centre)
        xs, ys = matrix @ np.array([(x, y, 1) for x in (seen.x, seen.right) for y in (seen.y, seen.bottom)], float).T
        right = xs.min() + (xs.max() - xs.min()) * pose.wipe
        place = even(xs.min() - 1, ys.min() - 1, right + 1, ys.max() + 1).within(canvas.clip)
        if place is None:
            return
        if pose.scale == 1 and pose.rotation == 0:
            drawn = _blank(place)
            self._sample(picture, placing, place, (pose.x, pose.y), drawn)
        else:
            drawn = _warped(picture, placing, matrix, place)
        alpha = warp(self._alpha(seen), matrix, (seen.x, seen.y), place, 1)
        small = np.asarray(cv2.resize(alpha, (place.w // 2, place.h // 2), interpolation=cv2.INTER_AREA), np.uint8)
        whole, half = place.whole, place.half
        _lay(canvas.y[whole], drawn.y, alpha, pose.opacity)
        _lay(canvas.u[half], drawn.u, small, pose.opacity)
        _lay(canvas.v[half], drawn.v, small, pose.opacity)

    def _alpha(self, seen: Region) -> Plane:
        if self._mask is None:
            return np.full((seen.h, seen.w), 255, np.uint8)
        box = self._region
        return self._mask.alpha[seen.y - box.y : seen.bottom - box.y, seen.x - box.x : seen.right - box.x]


def _at_rest(pose: Pose) -> bool:
    """Whether a picture only has to be sampled into the canvas."""
    return pose.still and pose.opacity == 1 and pose.wipe == 1


def _blank(box: Region) -> Planes:
    u, v = (np.empty((box.h // 2, box.w // 2), np.uint8) for _ in range(2))
    return Planes(np.empty((box.h, box.w), np.uint8), u, v)


def _warped(picture: Planes, placing: Placing, moved: NDArray[np.float64], place: Region) -> Planes:
    laid = np.array([[placing.scale, 0, placing.left], [0, placing.scale, placing.top], [0, 0, 1]])
    matrix = (np.vstack([moved, [0, 0, 1]]) @ laid)[:2]
    origin = (-picture.margin, -picture.margin)
    # An opaque picture goes on beyond its edge: zero there is no black but a vivid green, and would show along its rim.
    y, u, v = (
        warp(plane, matrix, origin, place, step, cv2.BORDER_REPLICATE)
        for plane, step in ((picture.y, 1), (picture.u, 2), (picture.v, 2))
    )
    return Planes(y, u, v)


def _lay(onto: Plane, plane: Plane, alpha: Plane, opacity: float) -> None:
    blend(onto, np.asarray(cv2.multiply(plane, alpha, scale=1 / 255), np.uint8), 255 - alpha, opacity)


def _near(value: float) -> int:
    """The nearest even pixel: less than one lies between, which the picture's repeated edge fills."""
    return round(value / 2) * 2


def _inner_even(box: Box) -> Region:
    x, y = -(-box.x // 2) * 2, -(-box.y // 2) * 2
    return Region(x, y, max(x + 2, box.right // 2 * 2), max(y + 2, box.bottom // 2 * 2))


def _tile(layer: ImageLayer | VideoLayer, paint: Callable[[skia.Canvas, ImageLayer | VideoLayer], None]) -> Tile:
    surface = Surface(even_box([layer.box.inset(-photo_margin(layer))]))
    paint(surface.canvas, layer)
    return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)
