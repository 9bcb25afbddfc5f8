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
_BUMP, _REACHES, _FINER = 1.5, (2, 4, 8, 16, 32), 16
"""Pixels by which an outline is moved at most where it is evened; along which it is, from few to many; parts of one."""

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


def evened(mask: Mask) -> Plane:
    """How much of each pixel lies inside the outline, from 0 to 1, without its bumps and stairs of a pixel or two."""
    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    lines = [np.rint(_even(outline[:, 0].astype(np.float32)) * _FINER).astype(np.int32) for outline in outlines]
    drawn = np.zeros(mask.shape, np.uint8)
    cv2.fillPoly(drawn, lines, 255, cv2.LINE_AA, shift=_FINER.bit_length() - 1)
    return np.asarray(drawn / np.float32(255), np.float32)


def _even(line: NDArray[np.float32]) -> NDArray[np.float32]:
    """The outline averaged along itself, each point over as long a stretch as moves it by no more than a bump."""
    even = line
    for reach in _REACHES:
        if 6 * reach < len(line):
            around = np.pad(line, ((3 * reach, 3 * reach), (0, 0)), "wrap")
            mean = cv2.GaussianBlur(around, (1, 6 * reach + 1), 0, sigmaY=reach)[3 * reach : -3 * reach]
            near = np.pad((np.hypot(*(mean - line).T) <= _BUMP).astype(np.float32), 3 * reach, "wrap")
            mostly = np.clip(2 * cv2.GaussianBlur(near, (1, 6 * reach + 1), 0, sigmaY=reach)[3 * reach : -3 * reach] - 1, 0, 1)
            even = mostly * mean + (1 - mostly) * even
    return even


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
