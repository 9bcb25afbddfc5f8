"""The outline of a mask, mended: where it strays between two places that an edge holds, it runs straight."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from media.saliency import Mask, Plane

_HOLDS = 2.2
"""Rise of colour per pixel (L*a*b*) that holds an outline."""
_LONGEST = 0.06
"""Share of an outline up to which a stretch that nothing holds is mended; a longer one is a side nobody can see."""
_DETOUR = 1.25
"""How many times its chord such a stretch is long, at least: a corner that fades into the ground stays round."""
_BUMP, _BENT = 2.0, 0.3
"""Pixels that a bump stands out from an outline at most; by which one that bends lies, on average, beside its mean."""
_FLAT = 1e-3
"""Square of the least slope, of a share a pixel, that tells on which side of a pixel an outline runs."""
_REACHES, _FINER = (2, 4, 8, 16, 32), 4
"""Pixels along which an outline is evened, from few to many; the parts of one in which it is drawn."""

Line = NDArray[np.int32]
"""(n, 2) the pixels of an outline in turn, x and y."""


def straightened(mask: Mask, edges: Plane) -> Mask:
    """The mask without notches where a flood leaked into it, and without knobs of shadow left on it."""
    held = cv2.dilate(edges, np.ones((3, 3), np.uint8)) > _HOLDS
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return mask
    lines = [_straight(np.asarray(outline[:, 0], np.int32), held) for outline in outlines]
    drawn = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(drawn, lines, 1)
    return np.asarray(drawn > 0, bool)


def evened(share: Plane) -> Plane:
    """How much of each pixel lies within an outline without its bumps and stairs of a pixel or two; ``share`` says how
    much of it and its neighbours lies within the outline with them."""
    outlines, _ = cv2.findContours((share > 0.5).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    lines = [_even(_exact(np.asarray(outline[:, 0], np.int32), share)) for outline in outlines]
    height, width = share.shape
    drawn = np.zeros((height * _FINER, width * _FINER), np.uint8)
    cv2.fillPoly(drawn, [np.rint((line + 0.5) * _FINER - 0.5).astype(np.int32) for line in lines], 255)
    return np.asarray(cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA) / np.float32(255), np.float32)


def _exact(line: Line, share: Plane) -> Plane:
    """The outline, to parts of a pixel: where the share is a half."""
    x, y = line.T
    high, wide = (side - 1 for side in share.shape)
    across = share[y, np.minimum(x + 1, wide)] - share[y, np.maximum(x - 1, 0)]
    down = share[np.minimum(y + 1, high), x] - share[np.maximum(y - 1, 0), x]
    slope = np.column_stack((across, down)) / 2
    steep = np.maximum((slope * slope).sum(axis=1), _FLAT)
    return np.asarray(line - np.clip(slope * ((share[y, x] - 0.5) / steep)[:, None], -1, 1), np.float32)


def _even(line: Plane) -> Plane:
    """The outline averaged along itself, each point over the longest stretch that does not bend."""
    even = line
    for reach in _REACHES:
        if 6 * reach < len(line):
            mean = _along(line, reach)
            off = line - mean
            straight = (np.hypot(*off.T) <= _BUMP) & (np.hypot(*_along(off, reach).T) <= _BENT)
            mostly = np.clip(2 * _along(straight[:, None].astype(np.float32), reach) - 1, 0, 1)
            even = mostly * mean + (1 - mostly) * even
    return even


def _along(values: Plane, reach: int) -> Plane:
    """(n, m) values averaged along a closed line."""
    around = np.pad(values, ((3 * reach, 3 * reach), (0, 0)), "wrap")
    smooth = cv2.GaussianBlur(around, (1, 6 * reach + 1), 0, sigmaY=reach).reshape(around.shape)
    return np.asarray(smooth[3 * reach : -3 * reach], np.float32)


def _straight(line: Line, held: Mask) -> Line:
    """The outline with nothing between the ends of each stretch that strays."""
    firm = held[line[:, 1], line[:, 0]]
    if not firm.any():
        return line
    start = int(np.argmax(firm))
    line, firm = np.roll(line, -start, axis=0), np.roll(firm, -start)
    keep = np.ones(len(line), bool)
    for first, last in _loose(firm):
        stretch = line[np.arange(first - 1, last + 2) % len(line)]
        if len(stretch) < _LONGEST * len(line) and _strays(stretch):
            keep[first : last + 1] = False
    return line[keep]


def _loose(firm: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """The first and the last of each run that is not firm."""
    steps = np.diff(np.concatenate(([True], firm, [True])).astype(np.int8))
    yield from zip(np.flatnonzero(steps < 0).tolist(), (np.flatnonzero(steps > 0) - 1).tolist(), strict=True)


def _strays(stretch: Line) -> bool:
    walked = np.hypot(*np.diff(stretch, axis=0).T).sum()
    return bool(walked > _DETOUR * max(1.0, float(np.hypot(*(stretch[-1] - stretch[0])))))
