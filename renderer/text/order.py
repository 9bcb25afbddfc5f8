"""Where the pieces of a line stand from left to right, whichever way each of them is read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.clusters import direction, has_right_to_left, right_to_left

_LETTER = "A-Za-zÀ-ɏͰ-ӿ"
_MEASURE = re.compile(
    rf"(?<![{_LETTER}\d.,:/])(?<![{_LETTER}\d][\s-])\d[\d.,:/×–-]*[\s-]?[{_LETTER}°][{_LETTER}\d]*(?:[\s/.-][{_LETTER}]+)*"
)
"""A figure and the Latin words after it, such as 350 ml, when it does not itself come after one."""
_FROM_THE_LEFT, _FROM_THE_RIGHT = "\u2066{}\u2069", "\u2067{}\u2069"
"""Isolates: the text in one is read that way, whatever it begins with and stands beside."""
_OPENING, _CLOSING = "([{«“‘", ")]}»؟،؛"
_SENTENCE_END = re.compile(r"[.!?:;…؟؛۔。！？：；][”’\"»)\]]*\s")


def directed(text: str, rtl: bool) -> str:
    """A line with the signs that set it from the right where it is ``rtl``, and each measure in it from the left."""
    if rtl or has_right_to_left(text):
        text = _MEASURE.sub(lambda found: _FROM_THE_LEFT.format(found[0]), text)
    return _FROM_THE_RIGHT.format(text) if rtl else text


def from_the_right(lines: Sequence[str]) -> list[bool]:
    """Which lines of a text are read from the right: as the sentence is that their first letter belongs to."""
    text = " ".join(lines)
    if not has_right_to_left(text):
        return [False] * len(lines)
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    found, at = [], 0
    for line in lines:
        first = at + next((i for i, character in enumerate(line) if direction(character)), 0)
        begin = max((end for end in ends if end <= first), default=0)
        end = min((end for end in ends if end > first), default=len(text))
        found.append(right_to_left(text[begin:end]))
        at += len(line) + 1
    return found


@dataclass(frozen=True)
class Place:
    """What is shown of a piece without spaces and marks: its left edge from the line's, and its advance, in pixels."""

    text: str
    x: float
    width: float


def place_pieces(
    pieces: Sequence[str], rtl: bool, measure: Callable[[str], float], marks: str = ""
) -> tuple[Place, ...]:
    """The place of each piece of one line; joined, the pieces are the line.

    ``rtl`` tells whether the line as a whole is read from the right; ``measure`` gives the width of a
    stretch of it. ``marks`` at the end of a piece keep their room but are not counted as part of it; then neither are
    brackets and quotation marks around it, in a line with letters that are read from the right.
    """
    if not rtl and not has_right_to_left("".join(pieces)):
        return _from_the_left(pieces, measure, marks)
    return _Ordered(pieces, rtl, measure, _OPENING if marks else "", marks + _CLOSING if marks else "").places()


def _from_the_left(pieces: Sequence[str], measure: Callable[[str], float], marks: str) -> tuple[Place, ...]:
    places, done = [], ""
    for piece in pieces:
        bare, done = piece.strip(), done + piece
        shown = _shown(bare, "", marks)
        places.append(Place(shown, measure(done.strip()) - measure(bare), measure(shown)))
    return tuple(places)


def _shown(bare: str, opening: str, closing: str) -> str:
    begin = len(bare) - len(bare.lstrip(opening)) if opening else 0
    end = len(bare.rstrip(closing)) if closing else len(bare)
    return bare[begin:end] or bare


class _Ordered:
    """A line with pieces read from the right, put in order group by group."""

    def __init__(
        self, pieces: Sequence[str], rtl: bool, measure: Callable[[str], float], opening: str, closing: str
    ) -> None:
        self._pieces, self._rtl, self._measure = pieces, rtl, measure
        self._kinds = _kinds(pieces, rtl)
        bare = [piece.strip() for piece in pieces]
        self._texts = [_shown(text, opening, closing) for text in bare]
        self._widths = [measure(text) for text in bare]
        self._shown = [measure(text) for text in self._texts]
        self._leads = [
            measure(_shown(text, "", closing)) - width for text, width in zip(bare, self._shown, strict=True)
        ]

    def places(self) -> tuple[Place, ...]:
        places: dict[int, Place] = {}
        x, before = 0.0, -1
        for group in _visual_groups(self._kinds, self._rtl):
            first, last, rtl = min(group), max(group), self._kinds[group[0]]
            opposed = rtl != self._rtl
            x += self._outside(first, last, left=True) if opposed else 0
            for i in group:
                x += self._gap(before, i) if before >= 0 else 0
                lead = 0.0 if opposed and i == first else self._leads[i]
                tail = 0.0 if opposed and i == last else self._tail(i)
                x += tail if rtl else lead
                places[i] = Place(self._texts[i], x, self._shown[i])
                x += self._shown[i] + (lead if rtl else tail)
                before = i
            x += self._outside(first, last, left=False) if opposed else 0
        return tuple(places[i] for i in range(len(self._pieces)))

    def _outside(self, first: int, last: int, *, left: bool) -> float:
        """The room of the marks around pieces read against the line, which stand at its sides as the line is read."""
        return self._tail(last) if left == self._rtl else self._leads[first]

    def _tail(self, i: int) -> float:
        return self._widths[i] - self._shown[i] - self._leads[i]

    def _gap(self, left: int, right: int) -> float:
        """Pixels between two pieces shown side by side."""
        first, second = sorted((left, right))
        before, after = self._pieces[first], self._pieces[second]
        apart = before != before.rstrip() or after != after.lstrip()
        joined = before.strip() + (" " if apart else "") + after.strip()
        return self._measure(joined) - self._widths[first] - self._widths[second]


def join_opposed(pieces: Sequence[str], rtl: bool) -> list[str]:
    """The pieces of a line, with neighbours that are read against the line joined into one.

    Marks at the end of such a stretch stand at its other side, so only together are they drawn right.
    """
    line = "".join(pieces)
    if not rtl and not has_right_to_left(line):
        return list(pieces)
    if any(map(_mixed, pieces)):
        return [line]
    joined: list[str] = []
    kinds = _kinds(pieces, rtl)
    for i, piece in enumerate(pieces):
        if i and kinds[i] == kinds[i - 1] != rtl:
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _mixed(piece: str) -> bool:
    return len({found for character in piece if (found := direction(character))}) > 1


def _kinds(pieces: Sequence[str], rtl: bool) -> list[bool]:
    """Which pieces stand in the order of right-to-left text. Figures go the way of the letters before them, in a
    measure with its letters; marks alone go the way of both neighbours when these agree, else of the line."""
    measures = [match.span() for match in _MEASURE.finditer("".join(pieces))]
    told, at = [], 0
    for piece in pieces:
        inside = any(begin < at + len(piece) and at < end for begin, end in measures)
        told.append("ltr" if inside else direction(piece))
        at += len(piece)
    kinds: list[bool] = []
    last = "rtl" if rtl else "ltr"
    for i, (piece, own) in enumerate(zip(pieces, told, strict=True)):
        if own:
            last = own
        after = next((kind for kind in told[i + 1 :] if kind), "")
        figures = any(character.isdigit() for character in piece)
        kinds.append((last == "rtl") if own or figures or last == after else rtl)
    return kinds


def _visual_groups(kinds: Sequence[bool], rtl: bool) -> list[list[int]]:
    """The pieces' numbers from left to right, in groups that are read the same way."""
    groups: list[list[int]] = []
    for i, kind in enumerate(kinds):
        if groups and kinds[groups[-1][0]] == kind:
            groups[-1].append(i)
        else:
            groups.append([i])
    ordered = [group[::-1] if kinds[group[0]] else group for group in groups]
    return ordered[::-1] if rtl else ordered
