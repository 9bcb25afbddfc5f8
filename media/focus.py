"""Where the product is in a photo, and whether it stands on a white studio ground.

Three ways, the surest first: the alpha channel, the difference from an even background, and for
scenes what is sharp and near the middle (``media.saliency``).
"""

from pathlib import Path

import cv2
import numpy as np

from domain.base import Area, Colour
from media.picture import Pixels, load_picture
from media.saliency import (
    Mask,
    Plane,
    border_of,
    detailed,
    grain_of,
    in_focus_weight,
    large_parts,
    unlike_edge,
    without_grain,
)

_EVEN = 4.0
"""Distance in L*a*b* within which 95 % of a border must stay to count as an even background."""
_WHITE = 243
"""Grey level from which a studio ground counts as near white."""
_SEAMLESS, _ONE_TONE = 3.0, 1.5
"""Distance in L*a*b* within which 95 % of a border must stay so that its colour can go on beyond it without a seam, and
within which the middle of each side must."""
_FIRM = 5.5
"""Rise of L* per pixel that an outline has and a soft shadow has not."""
_COLOURED = 6.0
"""Distance in a*b* from the ground that no shadow has."""
_SMALLEST, _LARGEST = 0.01, 0.98
"""Shares of the picture below which a found box means that nothing was found, and above which it is all of it."""
_FINER = 5 / 3
"""Sides of the copy in which detail is looked for, in those of the one in which the ground is cut away."""
_THIN = 0.02
"""Of the picture's sides."""
_MOST = 0.7
"""Share of the picture up to which what is in focus can be the product alone."""

_GRAINY, _HEAVY = 3.5, 9.5
"""Grey levels of grain from which the product is looked for twice, and from which it may not be found."""
_SAME = 0.05
"""Of the picture's sides: how far two boxes of the same product are apart at most."""


def focus_box(path: Path) -> Area | None:
    """The product's bounding box in a photo, as fractions; None when nothing stands out.

    Raises AssetError when the photo cannot be used.
    """
    return find_subject(load_picture(path, 400))


def find_subject(pixels: Pixels) -> Area | None:
    """The bounding box of what a small picture (about 400 pixels) shows, None when it could not be told."""
    if pixels[..., 3].min() < 128:
        return _area(pixels[..., 3] > 32)
    lab = _lab(pixels)
    border = border_of(lab)
    away = np.linalg.norm(border - np.median(border, axis=0), axis=1)
    if np.percentile(away, 95) < _EVEN:
        return _area(_unlike_ground(lab, np.median(border, axis=0)))
    return _scene_subject(pixels)


def on_white(pixels: Pixels) -> bool:
    """Whether an opaque picture's border is even and nearly white."""
    if pixels[..., 3].min() < 255:
        return False
    border = border_of(pixels[..., :3].astype(np.float32))
    return bool(np.percentile(border.min(axis=1), 8) >= _WHITE)


def ground_of(pixels: Pixels) -> Colour | None:
    """The colour that goes on beyond an opaque picture's edges without a seam; None where there is no such one."""
    if pixels[..., 3].min() < 255:
        return None
    colour = np.rint(np.median(border_of(pixels[..., :3].astype(np.float32)), axis=0)).astype(np.uint8)
    lab, ground = _lab(pixels), _lab(colour.reshape(1, 1, 3))[0, 0]
    if np.percentile(np.linalg.norm(border_of(lab) - ground, axis=1), 95) > _SEAMLESS:
        return None
    edge = max(2, round(min(lab.shape[:2]) * 0.03))
    sides = (lab[:edge], lab[-edge:], lab[:, :edge], lab[:, -edge:])
    if any(np.linalg.norm(np.median(side.reshape(-1, 3), axis=0) - ground) > _ONE_TONE for side in sides):
        return None
    return "#{:02X}{:02X}{:02X}".format(*colour)


def _lab(pixels: Pixels) -> Plane:
    """CIE L*a*b*, L* from 0 to 100."""
    return np.asarray(cv2.cvtColor(pixels[..., :3].astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def _unlike_ground(lab: Plane, ground: Plane) -> Mask:
    """Pixels that differ from an even background and are not a soft shadow: shadows have no edges."""
    away = lab - ground
    slope = np.hypot(cv2.Scharr(lab[..., 0], cv2.CV_32F, 1, 0), cv2.Scharr(lab[..., 0], cv2.CV_32F, 0, 1)) / 16
    coloured = np.linalg.norm(away[..., 1:], axis=2) > _COLOURED
    return _without_specks(((slope > _FIRM) | coloured) & (np.linalg.norm(away, axis=2) > 2.5))


def _without_specks(mask: Mask) -> Mask:
    """The mask without its parts below 0.2 % of the picture, small gaps closed first."""
    size = max(3, round(min(mask.shape) * 0.02)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    closed = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    return large_parts(closed, 0.002) & mask


def _scene_subject(pixels: Pixels) -> Area | None:
    """What is in focus, and whatever is as sharp and unlike the ground at the picture's edge.

    Too much is better than too little here: what lies outside may be cropped. So a product's cup beside
    it belongs to it, and one that fills its photo is the whole of it. Grain hides pale outlines, so there it is
    looked for once more with the grain evened out, which hides others; in heavy grain two that differ tell nothing.
    """
    found, grain = _found_in(pixels), grain_of(pixels)
    if grain <= _GRAINY:
        return found
    other = _found_in(without_grain(pixels))
    if grain > _HEAVY and (found is None or other is None or _apart(found, other) > _SAME):
        return None
    both = hull(found, other)
    return _widened(both) if both else None


def _apart(one: Area, other: Area) -> float:
    """The most that two areas differ at any side."""
    near = max(abs(one.x - other.x), abs(one.y - other.y))
    return max(near, abs(one.x + one.w - other.x - other.w), abs(one.y + one.h - other.y - other.h))


def _found_in(pixels: Pixels) -> Area | None:
    sharp = _bulk(in_focus_weight(pixels))
    if sharp and sharp.w * sharp.h >= _MOST:
        sharp = None
    parts = unlike_edge(pixels)
    outlines = _sharp_outlines(pixels, parts, sharp)
    if outlines is not None:
        return hull(sharp, _area(outlines))
    found = hull(sharp, _area(parts))
    return _widened(found) if found else None


def _widened(area: Area) -> Area:
    """An area with room for what is too thin to be found in grain: a strap, a handle's outline."""
    x, y = max(0.0, area.x - _THIN), max(0.0, area.y - _THIN)
    w, h = min(1.0, area.x + area.w + _THIN) - x, min(1.0, area.y + area.h + _THIN) - y
    return Area(x=round(x, 4), y=round(y, 4), w=round(w, 4), h=round(h, 4))


def _sharp_outlines(pixels: Pixels, parts: Mask, sharp: Area | None) -> Mask | None:
    """What of a mask is no blurred ground: its outlines, for whatever is in focus has sharp ones. None in a
    picture too grainy to tell."""
    shape = (round(parts.shape[0] * _FINER), round(parts.shape[1] * _FINER))
    detail = detailed(pixels, shape, _inside(sharp, shape))
    if detail is None:
        return None
    finer = cv2.resize(parts.astype(np.uint8), shape[::-1], interpolation=cv2.INTER_NEAREST)
    return np.asarray((cv2.dilate(finer, np.ones((3, 3), np.uint8)) > 0) & detail, bool)


def _inside(area: Area | None, shape: tuple[int, int]) -> Mask:
    """(h, w) the places inside an area; all of them where there is none."""
    height, width = shape
    inside = np.full(shape, area is None)
    if area:
        rows, columns = ((area.y, area.y + area.h), (area.x, area.x + area.w))
        inside[
            int(rows[0] * height) : int(rows[1] * height) + 1, int(columns[0] * width) : int(columns[1] * width) + 1
        ] = True
    return inside


def hull(one: Area | None, other: Area | None) -> Area | None:
    """The smallest area that holds what there is of two."""
    return one.with_other(other) if one and other else one or other


def _bulk(weight: Plane) -> Area | None:
    """The box that holds all but the outermost half hundredth of the weight on each side, a little enlarged."""
    if not weight.any():
        return None
    box = np.zeros(weight.shape, bool)
    (top, bottom), (left, right) = (_middle(weight.sum(axis=axis)) for axis in (1, 0))
    box[top:bottom, left:right] = True
    return _area(box)


def _middle(weights: Plane) -> tuple[int, int]:
    first, last = np.searchsorted(np.cumsum(weights) / weights.sum(), (0.006, 0.994))
    margin = 1 + round(float(last - first) * 0.05)
    return max(0, int(first) - margin), min(weights.size, int(last) + 1 + margin)


def _area(mask: Mask) -> Area | None:
    """The bounding box of a mask as fractions; None when it is empty or tiny."""
    height, width = mask.shape
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    if not columns.size:
        return None
    left, right, top, bottom = int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1
    share = (right - left) * (bottom - top) / mask.size
    if share < _SMALLEST:
        return None
    if share > _LARGEST:
        return Area(x=0, y=0, w=1, h=1)
    sides = (left / width, top / height, (right - left) / width, (bottom - top) / height)
    x, y, w, h = (round(side, 4) for side in sides)
    return Area(x=x, y=y, w=w, h=h)
