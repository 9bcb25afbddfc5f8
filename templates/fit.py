"""Fitting: the largest size at which text stands well in a box, and its lines at that size."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.clusters import tracked
from domain.fonts import FontRole, TextMeasurer
from templates.breaking import BreakRules, Piece, split

_STEPS = 12
_SMALLER = 9.0
"""What it costs to lose all of the size: it weighs size against bad breaks."""
_RAGGED = 1.0
_LINE = 0.25
_REFERENCE = 100
AIR = 0.04
"""What stays free between the ink of two lines, in em."""
_MOST_APART = 2.5
_BASELINE = 0.88
"""Where the first line's baseline is, in em from the top of its text."""


@dataclass(frozen=True)
class Face:
    """How text is set, without its size: ``tracking`` in em, ``line_height`` in sizes."""

    font: FontRole
    weight: int
    tracking: float = 0
    embolden: float = 0
    line_height: float = 1.2


@dataclass(frozen=True)
class Typesetter:
    """Measures and breaks text; ``lexicon`` are words to keep whole."""

    measure: TextMeasurer
    rules: BreakRules
    lexicon: tuple[str, ...] = ()

    def width(self, text: str, face: Face, size: int) -> float:
        """Pixels one line takes."""
        text = text.strip()
        letters = self.measure.width(text, face.font, face.weight, size)
        spaces = tracked(text) - (face.tracking < 0)  # tightening moves nothing after the last letter
        return letters + (spaces * face.tracking + face.embolden) * size

    def ink(self, line: str, face: Face) -> tuple[float, float]:
        """How far the ink of a line reaches above its baseline and below it, in em."""
        above, below = self.measure.ink(line.strip(), face.font, face.weight, _REFERENCE)
        return above / _REFERENCE, below / _REFERENCE

    def line_height(self, lines: Sequence[str], face: Face) -> float:
        """That of the face, or what keeps the ink of each line off the next one's, in sizes."""
        inks = [self.ink(line, face) for line in lines] if len(lines) > 1 else []
        needed = (below + above + AIR for (_, below), (above, _) in pairwise(inks))
        return min(_MOST_APART, max((face.line_height, *needed)))

    def pieces(self, text: str) -> tuple[Piece, ...]:
        return split(text, self.rules, self.lexicon)


@dataclass(frozen=True)
class Setting:
    """Text set: its size, its lines, and the room they take in pixels.

    ``line_height`` is that of its face, or more where letters of two lines would touch; ``above`` and ``below`` are the
    pixels by which ink reaches beyond its height.
    """

    size: int
    lines: tuple[str, ...]
    width: int
    height: int
    cost: float = 0
    line_height: float = 1.2
    above: int = 0
    below: int = 0


@dataclass(frozen=True)
class Room:
    """What text may take: pixels, lines, and sizes from ``size`` down to ``min_size``."""

    width: int
    height: int
    max_lines: int
    size: int
    min_size: int

    def squeezed(self, floor: int) -> "Room":
        """The room for words that are too many for it: more lines, and type down to ``floor`` pixels."""
        smallest = max(min(self.min_size, floor), round(self.min_size * 0.62))
        return replace(self, max_lines=self.max_lines + 3, min_size=min(self.min_size, smallest))

    def scaled(self, share: float) -> "Room":
        """The same room for text set at a share of the size, not below the smallest."""
        return replace(self, size=max(self.min_size, round(self.size * share)))


def text_height(lines: int, size: int, line_height: float) -> int:
    """Pixels that lines take: the first is one em high, the others a line height."""
    return math.ceil(size + (lines - 1) * size * line_height)


def fit(text: str, face: Face, room: Room, typesetter: Typesetter) -> Setting | None:
    """The best setting of a text in a room; None when it does not fit even at the smallest size.

    Large type counts for much, but a slightly smaller size wins when it saves a word from being torn.
    """
    run = _Run(typesetter.pieces(text), face, typesetter)
    found: list[tuple[float, Setting]] = []
    for size in _sizes(room):
        setting = _set(run, face, room, size, typesetter)
        if setting:
            found.append((setting.cost + _SMALLER * (1 - size / room.size), setting))
    return _with_ink(min(found, key=lambda pair: pair[0])[1], face, typesetter) if found else None


def _sizes(room: Room) -> list[int]:
    span = room.size - room.min_size
    return sorted({room.size - round(span * i / _STEPS) for i in range(_STEPS + 1)}, reverse=True)


def _set(run: "_Run", face: Face, room: Room, size: int, typesetter: Typesetter) -> Setting | None:
    """The best setting at one size; a line more has to earn its place."""
    most = min(room.max_lines, int((room.height - size) / (size * face.line_height) + 1.01))
    best: Setting | None = None
    for lines in range(1, most + 1):
        cost, cuts = run.turn(room.width * _REFERENCE / size, lines)
        price = cost + _LINE * (lines - 1)
        if not cuts or (best and price >= best.cost):
            continue
        texts = run.lines(cuts)
        broad = max(typesetter.width(line, face, size) for line in texts)
        line_height = typesetter.line_height(texts, face) if broad <= room.width else 0
        height = text_height(lines, size, line_height)
        if broad <= room.width and height <= room.height:
            best = Setting(size, texts, round(broad + 0.5), height, price, line_height)
    return best


def _with_ink(setting: Setting, face: Face, typesetter: Typesetter) -> Setting:
    """The setting with what of its ink is outside of its height."""
    above, below = typesetter.ink(setting.lines[0], face)[0], typesetter.ink(setting.lines[-1], face)[1]
    beyond = (above - _BASELINE, below - (1 - _BASELINE))
    over, under = (max(0, math.ceil(round(ink * setting.size, 3))) for ink in beyond)
    return replace(setting, above=over, below=under)


class _Run:
    """Pieces measured once, at a reference size: widths grow with the size."""

    def __init__(self, pieces: Sequence[Piece], face: Face, typesetter: Typesetter) -> None:
        def width(text: str) -> float:
            letters = typesetter.measure.width(text, face.font, face.weight, _REFERENCE) if text else 0
            return letters + tracked(text) * face.tracking * _REFERENCE

        self._pieces = pieces
        self._full = [width(piece.text) for piece in pieces]
        self._shown = [width(piece.text.rstrip()) for piece in pieces]

    def lines(self, cuts: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """The text of each line."""
        return tuple("".join(piece.text for piece in self._pieces[a:b]).strip() for a, b in cuts)

    def turn(self, room: float, lines: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The cheapest way to set all pieces in exactly ``lines`` lines: cost, and each line's pieces.

        No pieces at all when there is no such way.
        """
        even = sum(self._full) / lines
        ways: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {0: (0.0, ())}
        for left in range(lines - 1, -1, -1):
            ways = self._next_line(ways, room, even, last=left == 0)
        return ways.get(len(self._pieces), (0.0, ()))

    def _next_line(
        self, ways: dict[int, tuple[float, tuple[tuple[int, int], ...]]], room: float, even: float, last: bool
    ) -> dict[int, tuple[float, tuple[tuple[int, int], ...]]]:
        longer: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for begin, (cost, cuts) in ways.items():
            for end, shown in self._ends(begin, room):
                if (end == len(self._pieces)) == last:
                    price = cost + _RAGGED * ((shown - even) / max(even, 1)) ** 2
                    price += self._pieces[begin].cost if begin else 0
                    if end not in longer or price < longer[end][0]:
                        longer[end] = (price, (*cuts, (begin, end)))
        return longer

    def _ends(self, begin: int, room: float) -> Iterator[tuple[int, float]]:
        """Where a line that begins there may end, and its width."""
        length = 0.0
        for i in range(begin, len(self._pieces)):
            if length + self._shown[i] > room:
                return
            yield i + 1, length + self._shown[i]
            length += self._full[i]
