"""Searching a frame for the mark when it is not where, or not as, it was drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.base import Box
from labeling.frames import Luma
from labeling.pattern import Pattern, scaled
from labeling.sight import Sighting, look

_COARSE = 360
_FACTORS = tuple(0.5 * 1.04**step for step in range(26))
_FINE = tuple(1 + step / 200 for step in range(-6, 7))
_KEPT = 4


@dataclass(frozen=True)
class _Guess:
    score: float
    pattern: Pattern
    factor: float
    x: float
    y: float


def search(luma: Luma, patterns: tuple[Pattern, ...], area: Box, short_side: int) -> Sighting | None:
    """The first of ``patterns`` that stands anywhere in ``area``, from half to 1.3 times its size.

    ``short_side`` is the short side of the frame the patterns were drawn for. Earlier patterns win,
    so a whole wording comes before a part of it.
    """
    unit = min(luma.width, luma.height) / short_side
    for pattern in patterns:
        for guess in _guesses(luma, pattern, area, unit):
            seen = _closer(luma, guess)
            if seen is not None:
                return seen
    return None


def search_area(width: int, height: int) -> Box:
    """Where Vitrine's own mark can stand: the top left part of a frame."""
    return Box(x=0, y=0, w=round(width * 0.85), h=round(height * 0.4))


def _guesses(luma: Luma, pattern: Pattern, area: Box, unit: float) -> list[_Guess]:
    shrink = min(1.0, _COARSE / min(luma.width, luma.height))
    part = luma.pixels[area.y : area.bottom, area.x : area.right]
    small = _resized(part, shrink)
    found: list[_Guess] = []
    for factor in _FACTORS:
        mask = _resized(np.asarray(pattern.fill * 255, np.uint8), factor * unit * shrink)
        for score, x, y in _peaks(small, mask):
            found.append(_Guess(score, pattern, factor * unit, area.x + x / shrink, area.y + y / shrink))
    return sorted(found, key=lambda guess: -guess.score)[:_KEPT]


def _closer(luma: Luma, guess: _Guess) -> Sighting | None:
    best: Sighting | None = None
    for pattern, x, y in _refined(luma, guess):
        seen = look(luma, pattern, x, y, slack=1)
        if seen is not None and (best is None or seen.likeness > best.likeness):
            best = seen
    return best


def _refined(luma: Luma, guess: _Guess) -> Iterator[tuple[Pattern, int, int]]:
    reach = 4 + round(2 * min(luma.width, luma.height) / _COARSE)
    for fine in _FINE:
        pattern = scaled(guess.pattern, guess.factor * fine)
        left, top = max(0, round(guess.x) - reach), max(0, round(guess.y) - reach)
        part = luma.pixels[top : top + pattern.height + 2 * reach, left : left + pattern.width + 2 * reach]
        for _, x, y in _peaks(np.ascontiguousarray(part), np.asarray(pattern.fill * 255, np.uint8)):
            yield pattern, left + x, top + y


def _peaks(picture: NDArray[np.uint8], mask: NDArray[np.uint8]) -> list[tuple[float, int, int]]:
    if mask.shape[0] > picture.shape[0] or mask.shape[1] > picture.shape[1] or min(mask.shape) < 6:
        return []
    scores = np.nan_to_num(cv2.matchTemplate(picture, mask, cv2.TM_CCOEFF_NORMED), posinf=0, neginf=0)
    _, score, _, (x, y) = cv2.minMaxLoc(scores)
    return [(float(score), x, y)]


def _resized(picture: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    size = (max(1, round(picture.shape[1] * factor)), max(1, round(picture.shape[0] * factor)))
    return np.asarray(cv2.resize(np.ascontiguousarray(picture), size, interpolation=cv2.INTER_AREA), np.uint8)
