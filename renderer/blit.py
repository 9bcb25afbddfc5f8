"""Putting tiles on the canvas: copied, shifted by parts of a pixel, scaled, or warped."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from renderer.canvas import Canvas, Plane
from renderer.motion import Pose
from renderer.regions import Region, even
from renderer.resample import chroma_offset
from renderer.tile import DENSITY, EDGE, ROOM, Tile, TilePlanes, Turned, flat_planes, split_tile


def draw_tile(canvas: Canvas, tile: Tile, pose: Pose, centre: tuple[float, float]) -> None:
    """Blend the tile into the canvas as the pose has it; ``centre`` is its layer's turning point."""
    if pose.hidden:
        return
    if pose.wipe < 1:
        shown = round(tile.region.w * pose.wipe / 2) * 2
        if not shown:
            return
        tile = tile.cut_after(shown)
    if pose.scale == 1 and pose.rotation == 0:
        _draw_shifted(canvas, tile, pose)
    elif pose.rotation == 0 and pose.wipe == 1 and pose.scale <= DENSITY:  # a cut tile lasts for one frame
        _draw_scaled(canvas, tile, pose, centre)
    else:
        _draw_warped(canvas, tile, pose, centre)


def _draw_shifted(canvas: Canvas, tile: Tile, pose: Pose) -> None:
    """Chroma lies on even pixels: the tile goes to an even place, the rest is shifted inside it."""
    base_x, base_y = math.floor(pose.x / 2) * 2, math.floor(pose.y / 2) * 2
    dx, dy = pose.x - base_x, pose.y - base_y
    box = tile.region
    x, y = tile.x + base_x, tile.y + base_y
    place = Region(x, y, x + box.w + (2 if dx else 0), y + box.h + (2 if dy else 0)).within(canvas.clip)
    if place is None:
        return
    rows, columns = slice(place.y - y, place.bottom - y), slice(place.x - x, place.right - x)
    planes = _shifted(tile.edged, rows, columns, dx, dy) if dx or dy else tile.planes.part(rows, columns)
    _blend_planes(canvas, planes, place, pose.opacity)


def _shifted(edged: TilePlanes, rows: slice, columns: slice, dx: float, dy: float) -> TilePlanes:
    half = (slice(rows.start // 2, rows.stop // 2), slice(columns.start // 2, columns.stop // 2))
    return TilePlanes(
        _shift(edged.y, rows, columns, dx, dy, EDGE),
        _shift(edged.u, *half, dx / 2, dy / 2, EDGE // 2),
        _shift(edged.v, *half, dx / 2, dy / 2, EDGE // 2),
        _shift(edged.clear, rows, columns, dx, dy, EDGE),
        _shift(edged.chroma_clear, *half, dx / 2, dy / 2, EDGE // 2),
    )


def _shift(plane: Plane, rows: slice, columns: slice, dx: float, dy: float, edge: int) -> Plane:
    """Rows and columns of a plane moved right and down by less than two pixels, bilinear."""
    whole_x, whole_y = math.floor(dx), math.floor(dy)
    part_x, part_y = dx - whole_x, dy - whole_y
    top, left = rows.start + edge - whole_y, columns.start + edge - whole_x
    height, width = rows.stop - rows.start, columns.stop - columns.start
    out = plane[top - 1 : top + height, left - 1 : left + width]
    if part_x:
        out = np.asarray(cv2.addWeighted(out[:, 1:], 1 - part_x, out[:, :-1], part_x, 0), np.uint8)
    else:
        out = out[:, 1:]
    if part_y:
        return np.asarray(cv2.addWeighted(out[1:], 1 - part_y, out[:-1], part_y, 0), np.uint8)
    return out[1:]


def _draw_scaled(canvas: Canvas, tile: Tile, pose: Pose, centre: tuple[float, float]) -> None:
    matrix = pose.matrix(centre)
    whole = _moved(tile.region, matrix)
    place = whole.within(canvas.clip)
    if place is None:
        return
    step, (left, top) = DENSITY / pose.scale, matrix[:, 2]
    dx = (whole.x + 0.5 - left) * step + (EDGE - tile.x) * DENSITY - 0.5 + ROOM
    dy = (whole.y + 0.5 - top) * step + (EDGE - tile.y) * DENSITY - 0.5 + ROOM

    def luma(plane: Plane) -> Plane:
        drawn = np.empty((place.h, place.w), np.uint8)
        tile.resampler.resample(plane, drawn, step, dx, dy, (place.y - whole.y, place.x - whole.x))
        return drawn

    def chroma(plane: Plane) -> Plane:
        drawn = np.empty((place.h // 2, place.w // 2), np.uint8)
        skipped = ((place.y - whole.y) // 2, (place.x - whole.x) // 2)
        tile.resampler.resample(plane, drawn, step, chroma_offset(dx, step), chroma_offset(dy, step), skipped)
        return drawn

    planes = tile.dense
    clear = luma(planes.clear)
    if tile.flat:
        drawn = flat_planes(clear, tile.flat)
    else:
        u, v, chroma_clear = (chroma(plane) for plane in (planes.u, planes.v, planes.chroma_clear))
        drawn = TilePlanes(luma(planes.y), u, v, clear, chroma_clear)
    _blend_planes(canvas, drawn, place, pose.opacity)


def _moved(box: Region, matrix: NDArray[np.float64]) -> Region:
    """The canvas pixels that ``box`` touches once it is moved by ``matrix``."""
    corners = np.array([(x, y, 1) for x in (box.x, box.right) for y in (box.y, box.bottom)], float).T
    xs, ys = matrix @ corners
    return even(xs.min() - 1, ys.min() - 1, xs.max() + 1, ys.max() + 1)


def _draw_warped(canvas: Canvas, tile: Tile, pose: Pose, centre: tuple[float, float]) -> None:
    turned = _turned(tile, pose, centre, canvas.whole)
    place = turned.place.within(canvas.clip) if turned else None
    if turned is None or place is None:
        return
    left, top = turned.place.x, turned.place.y
    rows, columns = slice(place.y - top, place.bottom - top), slice(place.x - left, place.right - left)
    _blend_planes(canvas, turned.planes.part(rows, columns), place, pose.opacity)


def _turned(tile: Tile, pose: Pose, centre: tuple[float, float], shown: Region) -> Turned | None:
    """The tile turned as the pose has it, as much of it as ``shown``; the last one again if that stands still."""
    key = (pose.x, pose.y, pose.scale, pose.rotation, centre, shown)
    if key not in tile.turned:
        tile.turned.clear()
        matrix = pose.matrix(centre)
        place = _moved(tile.region, matrix).within(shown)
        tile.turned[key] = Turned(place, _warped(tile, matrix, place)) if place else None
    return tile.turned[key]


def _warped(tile: Tile, matrix: NDArray[np.float64], place: Region) -> TilePlanes:
    origin = (tile.x, tile.y)
    if tile.flat:
        return flat_planes(255 - warp(255 - tile.planes.clear, matrix, origin, place, 1), tile.flat)
    return split_tile(warp(tile.luma, matrix, origin, place, 1), warp(tile.chroma, matrix, origin, place, 2))


def warp(
    source: Plane,
    matrix: NDArray[np.float64],
    origin: tuple[int, int],
    box: Region,
    step: int,
    border: int = cv2.BORDER_CONSTANT,
) -> Plane:
    """``source``, whose corner stands at ``origin``, moved by ``matrix`` and seen through ``box``.

    ``step`` is how many canvas pixels one pixel of the plane covers (1 luma, 2 chroma). The matrix
    speaks of pixel corners; OpenCV of pixel centres. ``border`` is what lies beyond the source's edge:
    nothing, as premultiplied tiles want it, or its edge repeated.
    """
    linear = matrix[:, :2]
    shift = matrix[:, 2] + linear @ np.array(origin, float) - np.array([box.x, box.y], float)
    half = np.array([0.5, 0.5])
    moved = np.column_stack([linear, (shift + linear @ (half * step)) / step - half])
    size = (box.w // step, box.h // step)
    return np.asarray(cv2.warpAffine(source, moved, size, flags=cv2.INTER_LINEAR, borderMode=border), np.uint8)


def _blend_planes(canvas: Canvas, planes: TilePlanes, place: Region, opacity: float) -> None:
    whole, half = place.whole, place.half
    blend(canvas.y[whole], planes.y, planes.clear, opacity)
    blend(canvas.u[half], planes.u, planes.chroma_clear, opacity)
    blend(canvas.v[half], planes.v, planes.chroma_clear, opacity)


def blend(onto: Plane, premultiplied: Plane, clear: Plane, opacity: float = 1) -> None:
    """onto ← onto · clear/255 + premultiplied, both taken at ``opacity``, in place."""
    if opacity < 1:
        premultiplied = np.asarray(cv2.convertScaleAbs(premultiplied, alpha=opacity), np.uint8)
        clear = np.asarray(cv2.convertScaleAbs(clear, alpha=opacity, beta=255 * (1 - opacity)), np.uint8)
    cv2.multiply(onto, clear, dst=onto, scale=1 / 255)
    cv2.add(onto, premultiplied, dst=onto)
