"""A reading rule: a pattern in written text and how it is said. Shared by the languages."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from presenter.tables import LatinTable

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
DASH = r"\s?[-–—~～〜]\s?"
HANZI = r"[㐀-鿿豈-﫿𠀀-𲎯々〇]"
LATIN = r"[A-Za-zÀ-ÖØ-öø-ɏ]+(?:['’-][A-Za-zÀ-ÖØ-öø-ɏ]+)*"

Kind = Literal["run", "hanzi", "mark"]
"""``run`` joins what touches it into one word, ``hanzi`` stands for itself, a ``mark`` ends or opens words."""


@dataclass(frozen=True)
class Rule:
    """``read`` gives the spoken form of a match; an empty one is silent."""

    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], str]
    kind: Kind = "run"


@dataclass(frozen=True)
class Piece:
    """A stretch of the text as written and as said."""

    source: str
    said: str
    kind: Kind


def scan(text: str, folded: str, rules: Iterable[Rule]) -> Iterator[Piece]:
    """Cut the text into pieces by the first rule that matches at each place of its folded form.

    ``folded`` is as long as ``text``. The rules must cover every character.
    """
    rules, at = tuple(rules), 0
    while at < len(folded):
        rule, match = next((rule, m) for rule in rules if (m := rule.pattern.match(folded, at)) and m.end() > at)
        yield Piece(text[at : match.end()], rule.read(match), rule.kind)
        at = match.end()


def any_of(keys: Iterable[str]) -> str:
    """A pattern for any of the keys, the longest first."""
    return "(?:" + "|".join(re.escape(key) for key in sorted(keys, key=len, reverse=True)) + ")"


def phrase_rule(phrases: Mapping[str, str]) -> Rule:
    """Whole phrases, not inside a longer number or word."""
    pattern = re.compile(rf"(?<![\w/.]){any_of(phrases)}(?![\w/])")
    return Rule(pattern, lambda m: phrases[m.group()])


def lexicon_rule(lexicon: Mapping[str, str]) -> Rule:
    """A brand's own words, in large letters or small, not inside a longer word of Latin letters or a longer number."""
    said = {word.casefold(): reading for word, reading in lexicon.items()}
    patterns = [_whole(word) for word in sorted(said, key=len, reverse=True)]
    pattern = re.compile(rf"({'|'.join(patterns)})(['’]s(?![A-Za-z]))?", re.IGNORECASE)
    return Rule(pattern, lambda m: said[m[1].casefold()] + ("'s" if m[2] else ""))


def _whole(word: str) -> str:
    inside = "[A-Za-zÀ-ɏ0-9]"
    before = rf"(?<!{inside})" if re.match(inside, word) else ""
    after = rf"(?!{inside})" if re.match(inside, word[-1]) else ""
    return f"{before}{re.escape(word)}{after}"


def unit_pattern(units: Iterable[str], glued: Iterable[str]) -> re.Pattern[str]:
    """A unit right after a number, or one space after it unless it is one of the ``glued``."""
    loose = any_of(set(units) - set(glued))
    return re.compile(rf"(?:(?<=\d){any_of(units)}|(?<=\d\s){loose})(?![A-Za-z])")


def read_latin(word: str, table: LatinTable) -> str:
    """A Latin word or name as said: NORDLEAF as a word, USB letter by letter, hyphens silent."""
    return " ".join(_read_part(part, table) for part in word.replace("’", "'").split("-") if part)


def _read_part(part: str, table: LatinTable) -> str:
    base, mark, ending = part.partition("'")
    if said := table.said_as.get(base.lower()):
        return said + mark + ending
    if len(base) < 2 or not base.isupper():
        return part
    if base not in table.words and (base in table.spelled or len(base) <= 3 or not set(base) & set("AEIOUY")):
        return " ".join(base) + mark + ending
    return base.lower() + mark + ending
