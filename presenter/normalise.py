"""Text as written → text as said, with the way back to the script's own spelling."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

from domain.brief import Language
from presenter.reading_en import english_rules
from presenter.reading_zh import chinese_rules
from presenter.rules import Piece, Rule, lexicon_rule, scan
from presenter.speaker import NO_LEXICON, Lexicon
from presenter.tables import ReadingTable, latin_table, reading_table

_RULES = {"zh": chinese_rules, "en": english_rules}
_STRENGTH = "、,，;；。.!！?？"
"""Pauses from the weakest to the strongest."""


@dataclass(frozen=True)
class Token:
    """What becomes one word on the screen: as written, as said, and the pause said after it.

    The tokens' ``source`` joined is the text.
    """

    source: str
    said: str
    pause: str = ""


@dataclass(frozen=True)
class Reading:
    """A line ready to be spoken. ``starts`` is where in ``said`` each token's speech begins."""

    tokens: tuple[Token, ...]
    said: str
    starts: tuple[int, ...]

    def token_at(self, position: int) -> int:
        """The number of the token that character ``position`` of ``said`` belongs to."""
        return max(0, bisect_right(self.starts, position) - 1)


def normalise(text: str, language: Language, lexicon: Lexicon = NO_LEXICON) -> Reading:
    """How a line is said: the lexicon's words as it says, numbers, prices and units in words, marks as pauses, the
    rest silent.

    A text with nothing to say gives a reading without tokens.
    """
    own = (lexicon_rule(lexicon),) if lexicon else ()
    pieces = scan(text, _fold(text), (*own, *_rules(language)))
    return lay_out(tuple(_tokens(pieces, reading_table(language).openers)))


@cache
def _rules(language: Language) -> tuple[Rule, ...]:
    table = reading_table(language)
    return (*_RULES[language](table, latin_table()), *_mark_rules(table))


def lay_out(tokens: tuple[Token, ...]) -> Reading:
    """The tokens' speech as one string; hanzi stand close, all else is set apart by spaces."""
    parts: list[str] = []
    for token in tokens:
        gap = "" if not parts or (_is_close(parts[-1][-1]) and _is_close(token.said[0])) else " "
        if gap:
            parts[-1] += gap
        parts.append(token.said + token.pause)
    starts = (0, *accumulate(len(part) for part in parts))[: len(parts)]
    return Reading(tokens, "".join(parts), starts)


def _is_close(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def _fold(text: str) -> str:
    """Full-width letters, digits and a few signs as ASCII; as long as the text."""
    return "".join(_fold_char(char) for char in text)


def _fold_char(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    return plain if len(plain) == 1 and plain.isascii() and (plain.isalnum() or plain in "%+$") else char


def _mark_rules(table: ReadingTable) -> tuple[Rule, ...]:
    pauses = "".join(map(re.escape, table.pauses))
    symbols = "".join(map(re.escape, table.symbols))
    comma = table.pauses[","]
    return (
        Rule(re.compile(rf"[{pauses}]"), lambda m: table.pauses[m.group()], "mark"),
        Rule(re.compile(rf"[{symbols}]"), lambda m: table.symbols[m.group()]),
        Rule(re.compile(r"\s+|.", re.DOTALL), lambda m: comma if _is_picture(m.group()) else "", "mark"),
    )


def _is_picture(char: str) -> bool:
    """Whether this is an emoji or ornament, which a reader passes with a short pause."""
    return unicodedata.category(char[0]) == "So"


def _tokens(pieces: Iterator[Piece], openers: str) -> Iterator[Token]:
    """Group pieces into tokens: closing marks and spaces end a token, opening ones begin the next."""
    token, kind, closed, opening = Token("", ""), "mark", True, ""
    for piece in pieces:
        spoken = piece.said if piece.kind != "mark" else ""
        if spoken and (closed or opening or "hanzi" in {kind, piece.kind}):
            if token.said:
                yield token
                token = Token("", "")
            token = Token(token.source + opening + piece.source, spoken)
            kind, closed, opening = piece.kind, False, ""
        elif spoken:
            token = replace(token, source=token.source + piece.source, said=_join(token.said, spoken))
        elif opening or _opens(piece.source, token.source, openers):
            opening += piece.source
            token = replace(token, pause=_stronger(token.pause, piece.said))
        else:
            token = replace(token, source=token.source + piece.source, pause=_stronger(token.pause, piece.said))
            closed = closed or bool(piece.said) or piece.source.isspace()
    if token.said:
        yield replace(token, source=token.source + opening)


def _join(said: str, more: str) -> str:
    return said + ("" if _is_close(said[-1]) and _is_close(more[0]) else " ") + more


def _opens(mark: str, before: str, openers: str) -> bool:
    straight_quote = mark in {'"', "'"} and (not before or before[-1].isspace())
    return straight_quote or mark in openers


def _stronger(pause: str, other: str) -> str:
    return max(pause, other, key=lambda mark: _STRENGTH.find(mark) if mark else -1)
