"""The foot of a product: down to where it stands, which a sharp line in the photo tells.

A product lighter than what it stands on ends at the lowest line from light to dark. The dark below it is the crease of
contact when it is thin or fades; when it is a band that ends as sharply as it began, it is a ring the product stands
on, and part of it.
"""

import itertools

import cv2
import numpy as np
from numpy.typing import NDArray

from media.picture import Pixels
from media.saliency import Mask

_ZONE, _BELOW = 0.16, 0.08
"""Shares of the product's height, above and below the lower end of its mask, in which it is looked for."""
_LINE, _SHARP, _FADING = 40, 55, 30
"""Change of grey, of 255, over two pixels: of a line that no soft shadow has; of a ring's lower end, and in shadow."""
_THICK, _THICKEST = 5, 0.06
"""Pixels of a dark band from which it is a ring, as a crease is thinner; share of the product's height up to which."""
_LIT = 2
"""Rows above the middle of a line from light to dark in which all is light."""
_MOST = 0.6
"""Share of the foot's width along which the line is seen at least, and of the line along which a ring is."""
_ALONG, _OFF = 21, 4
"""Columns over which the line goes on evenly, and rows by which one may be off."""
_LEFT = 12
"""Rows of shadow that a mask may have kept below the line; where it keeps more, it is left alone."""
_GAP, _CORNER = 0.03, 0.12
"""Shares of the foot's width: of a gap that the line bridges, and of a corner that is too steep for it."""
_CHIP = 0.2
"""Share of the foot's height that may be missing of a corner: a foot that flares lacks more of it."""

Part = tuple[slice, slice]
"""The rows and columns of a part of a picture."""
Rows = NDArray[np.intp]
"""(columns,) a row in each column."""


def footed(mask: Mask, pixels: Pixels) -> Mask:
    """The mask down to where the product stands, where the photo has a sharp line there; else as it was."""
    ys = np.flatnonzero(mask.any(axis=1))
    height = ys[-1] - ys[0]
    zone = slice(ys[-1] - round(height * _ZONE), ys[-1] + round(height * _BELOW) + 1)
    xs = np.flatnonzero(mask[zone].any(axis=0))
    part = zone, slice(xs[0], xs[-1] + 1)
    found = _line(_steps(pixels[part]), round(height * _THICKEST))
    if found is None:
        return mask
    line, told = found
    foot = mask[part]
    rows = np.arange(len(foot))[:, None]
    bottom = len(foot) - 1 - np.argmax(foot[::-1], axis=0)
    sure = told & (bottom <= line + _LEFT)
    if not sure.any():
        return mask
    filled = (foot | foot[0] & (rows > bottom)) & (rows <= line)
    whole = mask.copy()
    whole[part] = _rounded(np.where(sure, filled, foot), np.flatnonzero(sure))
    return whole


def with_room(part: Part) -> Part:
    """The part of a picture that shows a product, with as much below it as its foot may be found to reach down."""
    down, across = part
    return slice(down.start, down.stop + round((down.stop - down.start) * _BELOW)), across


def _rounded(foot: Mask, sure: Rows) -> Mask:
    """The foot with its two corners, where the line is too steep to be seen, whole: they are convex."""
    width, whole = foot.shape[1], foot.copy()
    for start, end in ((0, sure[0]), (sure[-1] + 1, width)):
        if 0 < end - start <= width * _CORNER:
            near = max(0, start - _ALONG)
            drawn = foot[:, near : end + _ALONG].astype(np.uint8)
            cv2.fillConvexPoly(drawn, cv2.convexHull(cv2.findNonZero(drawn)), 1)
            missing = (drawn[:, start - near : end - near] > 0) & ~foot[:, start:end]
            whole[:, start:end] |= missing & foot[0, start:end] & (missing.sum(axis=0) <= len(foot) * _CHIP)
    return whole


def _steps(pixels: Pixels) -> NDArray[np.int16]:
    """How much lighter it gets downwards at each pixel, of 255 over two pixels."""
    grey = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_RGB2GRAY).astype(np.int16)
    steps = np.zeros_like(grey)
    steps[1:-1] = grey[2:] - grey[:-2]
    return steps


def _line(steps: NDArray[np.int16], thickest: int) -> tuple[Rows, NDArray[np.bool_]] | None:
    """The product's last row in each column, and where it can be told; None when it is in too few columns."""
    line, seen = _ends(steps, thickest)
    places = np.flatnonzero(seen)
    if len(places) <= max(_ALONG, _MOST * len(seen)):
        return None
    even = _even(line[places])
    firm = np.abs(line[places] - even) <= _OFF
    if firm.sum() <= _MOST * len(seen):
        return None
    return _bridged(len(seen), places[firm], even[firm])


def _ends(steps: NDArray[np.int16], thickest: int) -> tuple[Rows, NDArray[np.bool_]]:
    """The product's last row in each column by itself, and where it is seen."""
    rows, at = np.arange(len(steps))[:, None], np.arange(steps.shape[1])
    falls = np.where(steps < -_LINE, rows, 0).max(axis=0)
    top = _steepest(-steps, falls - 1)
    rises = np.argmax((steps > _FADING) & (rows > top), axis=0)
    end = _steepest(steps, np.where(rises > 0, rises + 1, 0))
    seen, thick = falls > 1, end - top
    ring = seen & (thick >= _THICK) & (thick <= thickest) & (steps[end, at] > _SHARP)
    if ring.sum() > _MOST * seen.sum():
        return end, seen & (thick > 0) & (thick <= thickest)
    return top - _LIT, seen


def _bridged(width: int, places: Rows, line: NDArray[np.float64]) -> tuple[Rows, NDArray[np.bool_]]:
    """The line, told in some columns, over the narrow gaps between them; and where it is told then."""
    told = np.zeros(width, bool)
    for first, last in itertools.pairwise(places):
        told[first : last + 1] |= last - first <= width * _GAP
    return np.rint(np.interp(np.arange(width), places, line)).astype(np.intp), told


def _even(line: Rows) -> NDArray[np.float64]:
    """The line without what is off for a few columns, above all where the product has other lines higher up."""
    half = _ALONG // 2
    padded = np.pad(line.astype(np.float32), 2 * half, "reflect", reflect_type="odd")
    lowest = cv2.morphologyEx(padded[None], cv2.MORPH_CLOSE, np.ones((1, half), np.uint8))[0]
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(lowest[half:-half], _ALONG), axis=1))


def _steepest(steps: NDArray[np.int16], middle: Rows) -> Rows:
    """Of three rows about the middle one, in each column, the one with the largest step."""
    near = np.clip(middle + np.arange(-1, 2)[:, None], 0, len(steps) - 1)
    best = np.argmax(np.take_along_axis(steps, near, axis=0), axis=0)
    return np.asarray(near[best, np.arange(steps.shape[1])], np.intp)
