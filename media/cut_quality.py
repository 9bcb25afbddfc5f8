"""How well a product was cut out, from 0 to 1: whether its outline follows real edges, and is all of it."""

import cv2
import numpy as np

from domain.base import Area
from media.saliency import Mask, Plane

_FIRM_EDGE = 1.6
"""Rise of colour per pixel (L*a*b*) that counts as a real edge."""
_ASTRAY = 0.04
"""Share of the outline that may run on without an edge under it: more is a side sawn off, or shadow."""


def agreement(mask: Mask, edges: Plane, subject: Area) -> float:
    """How much of the outline lies on a real edge, and how well its extent agrees with the photo's subject."""
    outline = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    near = cv2.dilate(edges, np.ones((7, 7), np.uint8))
    firm = float((near[outline] > _FIRM_EDGE).mean())
    touching = bool(mask[0].any() or mask[-1].any() or mask[:, 0].any() or mask[:, -1].any())
    return 0.0 if touching else firm * _overlap(mask, subject) * _solidity(mask) * _oneness(mask)


def closeness(mask: Mask, edges: Plane) -> float:
    """1 for an outline that nowhere leaves the edges for long; less, the longer its longest stretch without any."""
    near = cv2.dilate(edges, np.ones((7, 7), np.uint8)) > _FIRM_EDGE
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    x, y = max(outlines, key=len)[:, 0].T
    on_edge = np.flatnonzero(near[y, x])
    if not on_edge.size:
        return 0.0
    longest = np.diff(np.append(on_edge, on_edge[0] + x.size)).max() - 1
    return float(np.clip(1 - 6 * (longest / x.size - _ASTRAY), 0.0, 1.0))


def _oneness(mask: Mask) -> float:
    """The share of a mask that is its largest part: a product is rarely in pieces."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    return float((stats[1:, cv2.CC_STAT_AREA].max() / mask.sum()) ** 2)


def _solidity(mask: Mask) -> float:
    """1 for a mask that fills most of its hull; a flood that leaked into the product leaves a shell."""
    ys = np.flatnonzero(mask.any(axis=1))
    lefts, rights = mask[ys].argmax(axis=1), mask.shape[1] - 1 - mask[ys, ::-1].argmax(axis=1)
    ends = np.concatenate((np.column_stack((lefts, ys)), np.column_stack((rights, ys))))
    hull = cv2.convexHull(ends.astype(np.int32))
    return float(min(1.0, mask.sum() / max(1.0, cv2.contourArea(hull)) / 0.78))


def _overlap(mask: Mask, subject: Area) -> float:
    """Intersection over union of the mask's box and the subject's."""
    h, w = mask.shape
    ys, xs = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    a = (xs[0] / w, ys[0] / h, (xs[-1] + 1) / w, (ys[-1] + 1) / h)
    b = (subject.x, subject.y, subject.x + subject.w, subject.y + subject.h)
    inter = max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    union = (a[2] - a[0]) * (a[3] - a[1]) + subject.w * subject.h - inter
    return float(min(1.0, inter / union * 1.06))
