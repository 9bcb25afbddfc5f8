"""Emphasis: the words of a line that matter most are said louder, higher and a little slower.

Those are its numbers and prices: what a viewer has to catch. Hands move on the same words (``acting``).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from presenter.normalise import Reading

_OPEN, _CLOSE = '<prosody volume="88" pitch="+15%" rate="95%">', "</prosody>"
"""Against the engine's volume of 60, about 3 dB before the line is levelled."""
_AROUND = "、,，;；。.!！?？ "


def is_stressed(word: str) -> bool:
    """Whether a word as written is one to stress."""
    return any(letter.isdigit() for letter in word)


@dataclass(frozen=True)
class Marked:
    """A stretch of a line in the engine's markup; ``places`` is where each of its characters is in the line."""

    text: str
    places: tuple[int, ...]


def mark_up(reading: Reading, begin: int, end: int, *, stress: bool = True) -> Marked:
    """What is said from character ``begin`` to ``end`` of a reading; with ``stress`` its stressed words are marked."""
    pieces: list[str] = []
    places: list[int] = []
    spans = list(_stressed(reading)) if stress else []
    for at in range(begin, end):
        inside = next(((first, last) for first, last in spans if first <= at < last), None)
        opened = _OPEN if inside and at == max(begin, inside[0]) else ""
        closed = _CLOSE if inside and at == min(end, inside[1]) - 1 else ""
        piece = opened + escape(reading.said[at], quote=False) + closed
        pieces.append(piece)
        places += [at] * len(piece)
    return Marked("".join(pieces), tuple(places))


def _stressed(reading: Reading) -> Iterator[tuple[int, int]]:
    """From where to where in ``said`` each stressed token is spoken, pauses and blanks left out."""
    ends = (*reading.starts[1:], len(reading.said))
    for token, start, end in zip(reading.tokens, reading.starts, ends, strict=True):
        length = len(reading.said[start:end].rstrip(_AROUND))
        if is_stressed(token.source) and length:
            yield start, start + length
