"""What stands out in a scene: sharp detail on a blurred ground, and what is unlike the picture's edge."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from media.picture import Pixels

Mask = NDArray[np.bool_]
Plane = NDArray[np.float32]

_WORK_SIDE = 240
_CENTRED = 0.4
"""Squared distance from the middle (half a side is 1) at which saliency has fallen to a third."""
_CUT_SIDE = 120
"""Longer side of the copy in which the ground is cut away: graph cuts take four times as long at twice the side."""
_EDGE, _CORNER = 0.012, 0.06
"""Of the shorter side: how wide the edge is of which ground is taken, and the corners that say what ground is."""
_LIKE_CORNER = 14.0
"""Distance in L*a*b* from every corner's colours from which what is at the edge is no ground but the product."""
_SMALLEST = 0.004
"""Share of the picture below which a part is a speck."""
_STRONGEST = 25.0
"""Grey levels from which more detail says no more."""
_GRAINY = 2.5
"""Grey levels of detail in a picture's smoothest fifth from which all of it is grain."""

_GRAIN = 15.0
"""Grey levels of grain that are evened out."""


def in_focus_weight(pixels: Pixels) -> Plane:
    """(h, w) how much every place of a reduced copy belongs to a subject in focus, 0 where it does not."""
    small = _reduced(pixels, _WORK_SIDE)
    sharp = _sharpness(pixels, small)
    saliency = _saliency(sharp, small)
    return np.where(_main_parts(_in_focus(sharp), saliency), saliency, np.float32(0))


def grain_of(pixels: Pixels) -> float:
    """Grey levels of fine detail that half of a picture has: grain, unless all of it is pattern."""
    return float(np.median(_detail(pixels, pixels.shape[:2])))


def without_grain(pixels: Pixels) -> Pixels:
    """A picture with its grain evened out."""
    even = cv2.fastNlMeansDenoisingColored(np.ascontiguousarray(pixels[..., :3]), None, _GRAIN, _GRAIN, 5, 15)
    return np.dstack([even, pixels[..., 3]])


def unlike_edge(pixels: Pixels) -> Mask:
    """What of a reduced copy is not the ground that is seen along the picture's edge, specks left out.

    A graph cut that takes all for the product but what at the edge looks like a corner: a product that
    fills its photo, or runs out of it, is found as one that stands small in the middle.
    """
    small = _reduced(pixels, _CUT_SIDE)
    height, width = small.shape[:2]
    seed = np.full((height, width), cv2.GC_PR_FGD, np.uint8)
    seed[_ground_at_edge(small)] = cv2.GC_BGD
    if (seed == cv2.GC_BGD).any():
        cv2.setRNGSeed(1)
        models = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(small, seed, (0, 0, 1, 1), *models, 2, cv2.GC_INIT_WITH_MASK)
    return large_parts(cv2.morphologyEx((seed & 1), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)), _SMALLEST)


def large_parts(mask: NDArray[Any], share: float) -> Mask:
    """The parts of a mask that are at least ``share`` of the picture."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    large = stats[:, cv2.CC_STAT_AREA] >= mask.size * share
    large[0] = False
    return np.asarray(large[labels], bool)


def _ground_at_edge(small: Pixels) -> Mask:
    """The pixels along a picture's edge that look like its corners."""
    height, width = small.shape[:2]
    edge, corner = (max(least, round(min(height, width) * share)) for least, share in ((1, _EDGE), (2, _CORNER)))
    colours = _plane(cv2.blur(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), (3, 3)))
    ends = slice(0, corner), slice(-corner, None)
    corners = np.concatenate([colours[rows, columns].reshape(-1, 3) for rows in ends for columns in ends])
    outer = _outermost(height, width, edge)
    away = np.linalg.norm(colours[outer][:, None] - corners[None], axis=2).min(axis=1)
    ground = np.zeros((height, width), bool)
    ground[outer] = away < _LIKE_CORNER
    return ground


def detailed(pixels: Pixels, shape: tuple[int, int], near: Mask) -> Mask | None:
    """Where a copy of ``shape`` (h, w) has detail as a product has it, a third as strong as that in ``near``;
    None in a picture so grainy that detail tells nothing."""
    raw = np.minimum(_detail(pixels, shape), _STRONGEST)
    grain = float(np.percentile(raw, 20))
    if grain > _GRAINY:
        return None
    detail = cv2.GaussianBlur(raw, (0, 0), 1.2)
    enough = max(2.0, grain * 2.5, 0.3 * float(np.percentile(detail[near], 95)) if near.any() else 0.0)
    closed = cv2.morphologyEx((detail > enough).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return large_parts(closed, 0.0015)


def border_of(planes: Plane) -> Plane:
    """(N, C) the pixels of a frame 3 % wide."""
    height, width = planes.shape[:2]
    return planes[_outermost(height, width, max(2, round(min(height, width) * 0.03)))]


def _outermost(height: int, width: int, edge: int) -> Mask:
    outer = np.ones((height, width), bool)
    outer[edge:-edge, edge:-edge] = False
    return outer


def _sharpness(pixels: Pixels, small: Pixels) -> Plane:
    """0 to 1 per pixel of ``small``: how much fine detail is near."""
    height, width = small.shape[:2]
    detail = _detail(pixels, (height, width))
    return _unit(cv2.GaussianBlur(np.minimum(detail, _STRONGEST), (0, 0), width / 80))


def _detail(pixels: Pixels, shape: tuple[int, int]) -> Plane:
    """(h, w) the mean change of slope in grey levels around every pixel of a copy."""
    grey = _plane(cv2.cvtColor(pixels[..., :3], cv2.COLOR_RGB2GRAY))
    return _plane(cv2.resize(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), shape[::-1], interpolation=cv2.INTER_AREA))


def _reduced(pixels: Pixels, side: int) -> Pixels:
    height, width = pixels.shape[:2]
    ratio = min(1.0, side / max(width, height))
    size = max(8, round(width * ratio)), max(8, round(height * ratio))
    return np.asarray(cv2.resize(pixels[..., :3], size, interpolation=cv2.INTER_AREA), np.uint8)


def _saliency(sharp: Plane, small: Pixels) -> Plane:
    """0 to 1: sharpness and contrast to the border, weighted to the middle."""
    height, width = small.shape[:2]
    lab = _plane(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB))
    contrast = _unit(cv2.GaussianBlur(_contrast(lab), (0, 0), width / 60))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    return _plane((sharp + 0.4 * contrast) / 1.4 * np.exp(-(x**2 + y**2) / _CENTRED))


def _contrast(lab: Plane) -> Plane:
    """Mahalanobis distance of every pixel's colour from those of the border."""
    border = border_of(lab)
    inverse = np.linalg.inv(np.cov(border.T) + np.eye(3) * 4)
    away = lab - border.mean(axis=0)
    return _plane(np.sqrt(np.maximum(0, np.einsum("hwi,ij,hwj->hw", away, inverse, away))))


def _in_focus(sharp: Plane) -> Mask:
    """Where detail stands clear of the picture's grain, small gaps closed; blurred grounds fall outside."""
    enough = min(0.5, max(0.25, 2.2 * float(np.median(sharp))))
    size = (min(sharp.shape) // 40) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    closed = cv2.morphologyEx((sharp > enough).astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    return np.asarray(closed, bool)


def _main_parts(mask: Mask, saliency: Plane) -> Mask:
    """The component that holds the most saliency, those not much weaker, and what stands above or
    below it, for a product often has a lid, a label and a base that are sharp apart."""
    opened = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, centres = cv2.connectedComponentsWithStats(opened)
    weight = np.bincount(labels.ravel(), saliency.ravel())
    weight[0] = 0
    left, width = stats[weight.argmax(), [cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH]]
    stacked = (np.abs(centres[:, 0] - left - width / 2) < width * 0.4) & (weight > weight.max() / 40)
    return np.asarray(((weight > weight.max() / 7) | stacked)[labels] & (opened > 0), bool)


def _plane(values: ArrayLike) -> Plane:
    return np.asarray(values, np.float32)


def _unit(values: ArrayLike) -> Plane:
    """Scaled so that all but the highest hundredth lies between 0 and 1."""
    plane = _plane(values)
    return _plane(np.clip(plane / max(float(np.percentile(plane, 99)), 1e-6), 0, 1))


def extent(mask: Mask, margin: int = 0) -> tuple[slice, slice]:
    """The rows and columns that hold the mask, with a margin of pixels where there is room."""
    ys, xs = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return slice(max(0, ys[0] - margin), ys[-1] + 1 + margin), slice(max(0, xs[0] - margin), xs[-1] + 1 + margin)
