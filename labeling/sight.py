"""Seeing the mark in a frame: where it stands, how sure, how tall its letters' ink is, how clear."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labeling.frames import Luma
from labeling.pattern import Letter, Pattern

LIKE = 0.75
LIKE_LETTER = 0.50
"""Least correlation of the whole mark, and of its worst letter, with what the frame shows.

Measured: 0.93 and more where the mark was drawn, whatever lies under it; 0.87 and more found again
at half the size; at most 0.3 for the best place in photos without one.
"""

QUIET = 0.04
"""Most of the rim that may be as bright as letters: measured 0.002 for the mark, 0.05 and more for part
of a longer word."""


@dataclass(frozen=True)
class Sighting:
    """A mark seen: its words, place, likeness 0–1 (whole and worst letter), cap height in pixels, contrast."""

    pattern: Pattern
    x: int
    y: int
    likeness: float
    worst_letter: float
    cap_height: float
    contrast: float

    @property
    def text(self) -> str:
        return self.pattern.text


def look(luma: Luma, pattern: Pattern, x: int, y: int, slack: int = 0) -> Sighting | None:
    """The mark at (x, y) give or take ``slack`` pixels, or None when it is not there."""
    best, place = 0.0, (x, y)
    for dy in range(-slack, slack + 1):
        for dx in range(-slack, slack + 1):
            score = _likeness(_crop(luma, pattern, x + dx, y + dy), pattern)
            if score > best:
                best, place = score, (x + dx, y + dy)
    return _judged(luma, pattern, place, best) if best >= LIKE else None


def _judged(luma: Luma, pattern: Pattern, place: tuple[int, int], likeness: float) -> Sighting | None:
    crop = _crop(luma, pattern, *place)
    if crop is None:
        return None
    worst = min(_letter_likeness(crop, pattern, letter) for letter in pattern.letters)
    bright, dark, loud = _levels(crop, pattern)
    if worst < LIKE_LETTER or loud > QUIET:
        return None
    contrast = (_luminance(bright, luma) + 0.05) / (_luminance(dark, luma) + 0.05)
    return Sighting(pattern, *place, likeness, worst, _cap_height(crop, pattern), contrast)


def _crop(luma: Luma, pattern: Pattern, x: int, y: int) -> NDArray[np.float32] | None:
    if x < 0 or y < 0 or x + pattern.width > luma.width or y + pattern.height > luma.height:
        return None
    return luma.pixels[y : y + pattern.height, x : x + pattern.width].astype(np.float32)


def _likeness(crop: NDArray[np.float32] | None, pattern: Pattern) -> float:
    return 0.0 if crop is None else _correlation(crop[pattern.region], pattern.fill[pattern.region])


def _letter_likeness(crop: NDArray[np.float32], pattern: Pattern, letter: Letter) -> float:
    part = slice(max(0, letter.left - 2), letter.right + 2)
    where = pattern.region[:, part]
    return _correlation(crop[:, part][where], pattern.fill[:, part][where])


def _correlation(seen: NDArray[np.float32], wanted: NDArray[np.float32]) -> float:
    a, b = seen - seen.mean(), wanted - wanted.mean()
    norm = float(np.sqrt(np.dot(a, a) * np.dot(b, b)))
    return float(np.dot(a, b)) / norm if norm > 1e-3 else 0.0


def _cap_height(crop: NDArray[np.float32], pattern: Pattern) -> float:
    """Rows of the flat capital brighter than half way between letter and rim, to a part of a pixel."""
    letter = pattern.capital
    coverage = pattern.fill[letter.top : letter.bottom, letter.left : letter.right].mean(axis=0)
    core = np.flatnonzero(coverage >= 0.9 * coverage.max()) + letter.left
    profile = crop[:, core].mean(axis=1)
    inside = profile[letter.top + 1 : letter.bottom - 1]
    bright = _median(inside) if inside.size else float(profile.max())
    middle = (letter.top + letter.bottom) // 2
    return _edge(profile[middle:], bright) + _edge(profile[middle - 1 :: -1], bright)


def _edge(profile: NDArray[np.float32], bright: float) -> float:
    """How far the ink reaches from the first value on."""
    half = (bright + float(profile.min())) / 2
    dark = np.flatnonzero(profile < half)
    if not dark.size or dark[0] == 0:
        return 0.0
    at = int(dark[0])
    before, after = float(profile[at - 1]), float(profile[at])
    # Pixel centres are half a pixel inside their edges.
    return at - 0.5 + (before - half) / (before - after)


def _levels(crop: NDArray[np.float32], pattern: Pattern) -> tuple[float, float, float]:
    """Median level of the letters and of their rim, and the share of the rim about as bright as letters."""
    rim = crop[pattern.region & (pattern.fill <= pattern.fill[pattern.region].min() + 0.02)]
    bright = _median(crop[pattern.fill >= pattern.fill.max() - 0.02])
    dark = _median(rim)
    return bright, dark, float((rim > dark + 0.7 * (bright - dark)).mean())


def _median(values: NDArray[np.float32]) -> float:
    """The median of at least one value. numpy's own loads its masked arrays first, which takes as long as a look."""
    half, odd = divmod(values.size, 2)
    middle = np.partition(values, (half - 1 + odd, half))[half - 1 + odd : half + 1]
    return float(middle.mean())


def _luminance(level: float, luma: Luma) -> float:
    """Relative luminance 0–1 of a grey (WCAG 2.2), whose ratio of two is their contrast, 1–21."""
    share = min(1.0, max(0.0, (level - luma.black) / (luma.white - luma.black)))
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
