"""Watching a finished video or picture for the visible mark: what was looked at, what was seen."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import get_args

from domain.base import Box
from domain.brief import Language
from domain.fonts import TextMeasurer
from domain.frame import SIZES
from domain.layers import TextLayer
from domain.mark import MarkStyle
from labeling.frames import Film, Luma, Streams, open_film
from labeling.mark import mark_layer
from labeling.pattern import MarkPainter, Pattern, draw_pattern
from labeling.regimes import DEFAULT_REGIMES, Regime
from labeling.search import search, search_area
from labeling.sight import Sighting, look

HELD_SECONDS = 2
"""The mark must stand at least this long from the first frame on (GB 45438-2025 §5.4)."""

_PART = "AI"
_SLACK = 3
_SEARCHES = 3
_STYLE = MarkStyle()
_PARTS = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
"""Where between its first and last frame a video is looked at besides its key frames."""


@dataclass(frozen=True)
class Marks:
    """The marks to look for. ``exact`` stands where it was drawn; ``known`` are searched for in that
    order, drawn for frames whose short side is ``short_side`` pixels."""

    exact: Pattern | None
    known: tuple[Pattern, ...]
    short_side: int

    def find(self, luma: Luma, before: Sighting | None = None) -> Sighting | None:
        """The mark in a frame, looked for where it was seen ``before``, where it belongs, then all over."""
        if before is not None:
            seen = look(luma, before.pattern, before.x, before.y) or look(luma, before.pattern, before.x, before.y, 1)
            if seen is not None:
                return seen
        if self.exact is not None:
            seen = look(luma, self.exact, self.exact.x, self.exact.y, _SLACK)
            if seen is not None:
                return seen
        return search(luma, self.known, search_area(luma.width, luma.height), self.short_side)


def expected_marks(
    width: int,
    height: int,
    safe: Box,
    language: Language,
    measure: TextMeasurer,
    paint: MarkPainter,
    style: MarkStyle = _STYLE,
    regimes: frozenset[Regime] = DEFAULT_REGIMES,
) -> Marks:
    """What a file of ours must show: the mark exactly where it was put; others only to say what is wrong."""
    layer = mark_layer(width, height, safe, language, measure, style, regimes)
    exact = draw_pattern(layer, paint)
    part = _part(layer, paint)
    return Marks(exact, (exact, part), min(width, height))


def known_marks(measure: TextMeasurer, paint: MarkPainter) -> Marks:
    """What a file from anywhere may show: every wording of ours, anywhere, at any usual size."""
    width, height = SIZES["16:9"]
    whole = Box(x=0, y=0, w=width, h=height)
    layers = [mark_layer(width, height, whole, language, measure) for language in get_args(Language)]
    patterns = (*(draw_pattern(layer, paint) for layer in layers), _part(layers[0], paint))
    return Marks(None, patterns, min(width, height))


def _part(layer: TextLayer, paint: MarkPainter) -> Pattern:
    return draw_pattern(layer.model_copy(update={"text": _PART}), paint, alone=True)


@dataclass(frozen=True)
class Watch:
    """What a video showed. ``held`` is how long the mark stood from frame 0 without a gap, looked at
    until 2 s; ``later`` are the sightings after that and ``missed`` the seconds where it was not seen:
    in every key frame, so in every scene, at three places between, and in the ``last`` frame.
    ``corrupt`` counts damaged frames."""

    streams: Streams
    opening: Sighting | None
    held: Fraction
    later: tuple[Sighting, ...]
    missed: tuple[Fraction, ...]
    last: Sighting | None
    looked_at: int
    corrupt: int

    @property
    def seen(self) -> tuple[Sighting, ...]:
        return tuple(sighting for sighting in (self.opening, *self.later, self.last) if sighting)


def watch_video(path: Path, marks: Marks) -> Watch:
    """Looks at every frame of the first two seconds and, beside that, over the whole length; then at the last.

    Raises LabelError when the file does not open or decode.
    """
    with open_film(path) as film, open_film(path) as again, ThreadPoolExecutor(1, "watching") as pool:
        streams, start = film.streams(), film.from_start(HELD_SECONDS)
        first = next(start, None)
        opening = marks.find(first) if first else None
        rest = pool.submit(_over_the_length, again, marks, streams, opening)
        held, count, corrupt = _start(chain([first] if first else [], start), opening, marks, streams)
        last = film.last()
        later, missed, spread, damaged = rest.result()
        at_end = marks.find(last, later[-1] if later else opening)
        return Watch(
            streams, opening, held, later, missed, at_end, count + spread + 1, corrupt + damaged + last.corrupt
        )


def _over_the_length(
    film: Film, marks: Marks, streams: Streams, opening: Sighting | None
) -> tuple[tuple[Sighting, ...], tuple[Fraction, ...], int, int]:
    seen, missed, count, corrupt = [], [], 0, 0
    before, fruitless = opening, 0
    later = (luma for luma in film.key_frames() if luma.seconds >= HELD_SECONDS)
    for luma in chain(later, (film.at(streams.seconds * part) for part in _PARTS)):
        # Searching all over is slow: after a few frames without a mark it is only looked for where it was.
        found = marks.find(luma, before) if before or fruitless < _SEARCHES else None
        fruitless += found is None
        before = found or before
        count, corrupt = count + 1, corrupt + luma.corrupt
        if found:
            seen.append(found)
        else:
            missed.append(luma.seconds)
    return tuple(seen), tuple(missed), count, corrupt


def _start(
    frames: Iterable[Luma], opening: Sighting | None, marks: Marks, streams: Streams
) -> tuple[Fraction, int, int]:
    """How long the mark stands that was seen in the first of these frames; how many there are, and how many damaged."""
    frame_time = 1 / streams.rate if streams.rate else Fraction(0)
    seen, held, count, corrupt = opening, Fraction(0), 0, 0
    for luma in frames:
        seen = marks.find(luma, seen) if seen and count else seen
        held = luma.seconds + frame_time if seen else held
        count, corrupt = count + 1, corrupt + luma.corrupt
    return held, count, corrupt
