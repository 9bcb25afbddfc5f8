"""Where the pieces of a line stand from left to right, whichever way each of them is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.clusters import direction, has_right_to_left


@dataclass(frozen=True)
class Place:
    """A piece's left edge from the line's left edge and its advance, in pixels, both without spaces and marks."""

    x: float
    width: float


def place_pieces(
    pieces: Sequence[str], rtl: bool, measure: Callable[[str], float], marks: str = ""
) -> tuple[Place, ...]:
    """The place of each piece of one line; joined, the pieces are the line.

    ``rtl`` tells whether the line as a whole is read from the right; ``measure`` gives the width of a
    stretch of it. ``marks`` at the end of a piece keep their room but are not counted as part of it.
    """
    if not rtl and not has_right_to_left("".join(pieces)):
        return _from_the_left(pieces, measure, marks)
    return _Ordered(pieces, rtl, measure, marks).places()


def _from_the_left(pieces: Sequence[str], measure: Callable[[str], float], marks: str) -> tuple[Place, ...]:
    places, done = [], ""
    for piece in pieces:
        bare, done = piece.strip(), done + piece
        places.append(Place(measure(done.strip()) - measure(bare), measure(_shown(bare, marks))))
    return tuple(places)


def _shown(bare: str, marks: str) -> str:
    return bare.rstrip(marks) or bare if marks else bare


class _Ordered:
    """A line with pieces read from the right, put in order group by group."""

    def __init__(self, pieces: Sequence[str], rtl: bool, measure: Callable[[str], float], marks: str) -> None:
        self._pieces, self._rtl, self._measure = pieces, rtl, measure
        self._kinds = _kinds(pieces, rtl)
        self._widths = [measure(piece.strip()) for piece in pieces]
        self._shown = [measure(_shown(piece.strip(), marks)) for piece in pieces]

    def places(self) -> tuple[Place, ...]:
        places: dict[int, Place] = {}
        x, before = 0.0, -1
        for group in _visual_groups(self._kinds, self._rtl):
            rtl, last = self._kinds[group[0]], max(group)
            opposed = rtl != self._rtl
            x += self._marks(last) if opposed and self._rtl else 0
            for i in group:
                x += self._gap(before, i) if before >= 0 else 0
                at_the_end = opposed and i == last
                x += self._marks(i) if rtl and not at_the_end else 0
                places[i] = Place(x, self._shown[i])
                x += self._shown[i] + (self._marks(i) if not rtl and not at_the_end else 0)
                before = i
            x += self._marks(last) if opposed and not self._rtl else 0
        return tuple(places[i] for i in range(len(self._pieces)))

    def _marks(self, i: int) -> float:
        return self._widths[i] - self._shown[i]

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
    """Which pieces stand in the order of right-to-left text. Figures go the way of the letters before
    them; marks alone go the way of both neighbours when these agree, else of the line."""
    told = [direction(piece) for piece in pieces]
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
