"""Likeness: how alike two videos are, in what they say and in what is seen of them first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.base import Frozen, Unit
from domain.script import Script
from domain.timeline import Timeline
from labeling.recognition.picture import Shape, picture_bits
from pipeline.studio import Studio
from renderer.shrink import shrunk

MOMENTS = (0.5, 1.0, 1.5, 2.0, 2.5)
"""Seconds at which the opening of a video is looked at."""
OPENING = 3.0
_SMALL = 180
_GRAM = 2

Opening = tuple[Shape | None, ...]


class Bounds(Frozen):
    """The most that two variants may be alike, from 0 (nothing in common) to 1 (the same)."""

    hook: Unit
    script: Unit
    opening: Unit


class Pair(Frozen):
    """How alike two variants are: ``hook`` and ``script`` by the pairs of letters they share (Dice), 1 for a hook with
    the same headline; ``opening`` by a perceptual hash of frames in the first three seconds, the mean share of equal
    bits: 1 is the same picture, about 0.5 are pictures that have nothing in common."""

    first: str
    second: str
    hook: Unit
    script: Unit
    opening: Unit

    def within(self, bounds: Bounds) -> bool:
        """Whether they differ by as much as was asked for."""
        return self.hook <= bounds.hook and self.script <= bounds.script and self.opening <= bounds.opening


class Likeness(Frozen):
    """What a set of variants was held to and what came out, pair by pair."""

    bounds: Bounds
    pairs: tuple[Pair, ...]

    @property
    def kept(self) -> bool:
        """Whether every pair is within the bounds."""
        return all(pair.within(self.bounds) for pair in self.pairs)


def said_alike(some: str, other: str) -> float:
    """The share of pairs of letters that two texts have in common, blanks and punctuation left out."""
    first, second = _grams(some), _grams(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def scripts_alike(one: Script, other: Script) -> tuple[float, float]:
    """How alike two scripts are in their first scene, where one headline on both is the same hook, and as a whole."""
    read = [_letters(script.scenes[0].headline) for script in (one, other)]
    hook = 1.0 if read[0] and read[0] == read[1] else said_alike(_hook(one), _hook(other))
    return hook, said_alike(_told(one), _told(other))


def opening(timeline: Timeline, studio: Studio) -> Opening:
    """The first three seconds of a video as perceptual hashes; None where a frame is plain."""
    small = shrunk(timeline, _SMALL)
    return tuple(_shape(studio.renderer.still(small, frame)) for frame in opening_frames(timeline))


def opening_frames(timeline: Timeline) -> tuple[int, ...]:
    """The frames that are looked at."""
    return tuple(min(round(moment * timeline.fps), timeline.frames - 1) for moment in MOMENTS)


def openings_alike(some: Opening, other: Opening) -> float:
    """The mean share of equal bits, frame by frame."""
    return sum(map(_alike, some, other)) / len(MOMENTS)


def compared(names: Sequence[str], scripts: Sequence[Script], openings: Sequence[Opening]) -> Iterable[Pair]:
    """Every pair of variants."""
    for i, j in combinations(range(len(names)), 2):
        hook, script = scripts_alike(scripts[i], scripts[j])
        seen = openings_alike(openings[i], openings[j])
        yield Pair(
            first=names[i], second=names[j], hook=round(hook, 3), script=round(script, 3), opening=round(seen, 3)
        )


def _shape(picture: NDArray[np.uint8]) -> Shape | None:
    return picture_bits(np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8))


def _alike(some: Shape | None, other: Shape | None) -> float:
    """The share of equal bits among those that are sure in either: faint frequencies have signs by chance."""
    if some is None or other is None:
        return float(some is other)
    sure = some.strong | other.strong
    differing = np.bitwise_count((some.bits ^ other.bits) & sure).sum()
    return 1 - int(differing) / max(1, int(np.bitwise_count(sure).sum()))


def _hook(script: Script) -> str:
    """The first scene as heard and as read."""
    return f"{script.scenes[0].narration}\n{script.scenes[0].headline}"


def _told(script: Script) -> str:
    return "\n".join(scene.narration for scene in script.scenes)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _grams(text: str) -> Counter[str]:
    letters = _letters(text)
    return Counter(letters[i : i + _GRAM] for i in range(len(letters) - _GRAM + 1))
