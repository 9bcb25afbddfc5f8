"""What stands out in a scene: sharp detail on a blurred ground, or colours unlike the border's."""

from typing import Literal

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from media.picture import Pixels

Mask = NDArray[np.bool_]
Plane = NDArray[np.float32]

_WORK_SIDE = 240
_CENTRED = 0.4
"""Squared distance from the middle (half a side is 1) at which saliency has fallen to a third."""


def salient_weight(pixels: Pixels, by: Literal["sharpness", "colour"]) -> Plane:
    """(h, w) how much every place of a reduced copy belongs to the subject, 0 where it does not.

    ``sharpness`` keeps what is in focus; ``colour`` cuts out what differs from the border.
    """
    height, width = pixels.shape[:2]
    ratio = min(1.0, _WORK_SIDE / max(width, height))
    size = max(8, round(width * ratio)), max(8, round(height * ratio))
    small = np.asarray(cv2.resize(pixels[..., :3], size, interpolation=cv2.INTER_AREA), np.uint8)
    sharp = _sharpness(pixels, small)
    saliency = _saliency(sharp, small)
    chosen = _in_focus(sharp) if by == "sharpness" else _cut_out(small, saliency)
    return np.where(_main_parts(chosen, saliency), saliency, np.float32(0))


def border_of(planes: Plane) -> Plane:
    """(N, C) the pixels of a frame 3 % wide."""
    height, width = planes.shape[:2]
    edge = max(2, round(min(height, width) * 0.03))
    outer = np.ones((height, width), bool)
    outer[edge:-edge, edge:-edge] = False
    return planes[outer]


def _sharpness(pixels: Pixels, small: Pixels) -> Plane:
    """0 to 1 per pixel of ``small``: how much fine detail is near."""
    height, width = small.shape[:2]
    grey = _plane(cv2.cvtColor(pixels[..., :3], cv2.COLOR_RGB2GRAY))
    detail = cv2.resize(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (width, height), interpolation=cv2.INTER_AREA)
    return _unit(cv2.GaussianBlur(np.minimum(detail, 25), (0, 0), width / 80))


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


def _cut_out(small: Pixels, saliency: Plane) -> Mask:
    """GrabCut from the salient seed; the seed itself when there is nothing to cut."""
    top = float(saliency.max())
    seed = np.full(saliency.shape, cv2.GC_BGD, np.uint8)
    seed[saliency > np.percentile(saliency, 35)] = cv2.GC_PR_BGD
    seed[saliency > max(0.25 * top, float(np.percentile(saliency, 75)))] = cv2.GC_PR_FGD
    seed[saliency > max(0.7 * top, float(np.percentile(saliency, 97)))] = cv2.GC_FGD
    seed[[0, -1]] = seed[:, [0, -1]] = cv2.GC_BGD
    if not (seed == cv2.GC_FGD).any():
        return np.asarray(saliency > 0.5 * top, bool)
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, seed, (0, 0, 1, 1), *models, 2, cv2.GC_INIT_WITH_MASK)
    return np.asarray((seed == cv2.GC_FGD) | (seed == cv2.GC_PR_FGD), bool)


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
