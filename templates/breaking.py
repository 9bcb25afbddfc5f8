"""Breaking: where text may turn into a new line, and how badly each place suits."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from domain.base import Frozen
from domain.clusters import cluster_starts
from domain.thai import thai_breaks
from templates.chinese import inside_words, new_words
from templates.yaml_text import load_packaged

NEVER = 1000.0
_INSIDE_WORD = 4.0
_FIGURE = 2.8
"""The cost of a line that ends with a figure and leaves what it counts to the next: 30 / hours."""
_BETWEEN_THAI_WORDS = 1.2
_DASHES = "-–—"
"""With a blank on either side they end a line and begin none."""
_WIDOW = 2
"""Letters that are too few for a last line of their own, and for the rest of a clause after 的."""


class BreakRules(Frozen):
    """The marks and words of breaks.yaml."""

    closing: str
    opening: str
    sentence_end: str
    clause_end: str
    leaning: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    small: tuple[str, ...]
    measures: tuple[str, ...]
    words: str

    def knowing(self, texts: Iterable[str]) -> "BreakRules":
        """The same rules with the words that only these texts have, such as a brand: 北叶."""
        words = self.words
        for text in texts:
            words = " ".join((words, *new_words(text, _set_of(words))))
        return self.model_copy(update={"words": words})

    def inside_words(self, text: str) -> frozenset[int]:
        """Every place of a text that parts a Chinese word."""
        return inside_words(text, _set_of(self.words))


class Piece(NamedTuple):
    """A stretch that is never broken, and the cost of beginning a line with it."""

    text: str
    cost: float


@cache
def load_break_rules() -> BreakRules:
    """The rules that come with Vitrine."""
    return BreakRules.model_validate(load_packaged("breaks.yaml"))


def product_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Short words of a product's own texts that are better kept whole: 保温杯, 单手就能拎."""
    apart = _apart(load_break_rules().measures)
    words = (word for text in texts for word in apart.split(text))
    return tuple(dict.fromkeys(word for word in words if 2 <= len(word) <= 6 and wide(word[0])))


def wide(character: str) -> bool:
    """Whether a character is as wide as it is high, like Chinese ones and their punctuation."""
    return unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—·"


def split(text: str, rules: BreakRules, lexicon: Sequence[str] = ()) -> tuple[Piece, ...]:
    """The text in pieces that joined give it back; spaces stay at the end of the piece before them.

    ``lexicon`` lists what should stay whole besides words, such as the product's name.
    """
    inside, measured = rules.inside_words(text) | _inside_any(text, lexicon), _inside_measures(text, rules)
    starts, turns = cluster_starts(text), thai_breaks(text)
    pieces, begin, cost = [], 0, 0.0
    for i in range(1, len(text)):
        here = _cost(text, i, rules) if i in starts and i not in measured else NEVER
        here = _BETWEEN_THAI_WORDS if i in turns else here
        if here < NEVER:
            pieces.append(Piece(text[begin:i], cost))
            begin, cost = i, here + (_INSIDE_WORD if i in inside else 0)
    return (*pieces, Piece(text[begin:], cost)) if text else ()


def _inside_measures(text: str, rules: BreakRules) -> set[int]:
    """Where a line would part a figure from what it counts: 350 毫升, 三个月, 65 W."""
    found = _measures(rules.measures).finditer(text)
    spans = (match.span() for match in found if (match["sign"] or "").lower() not in rules.small)
    return {i for begin, end in spans for i in range(begin + 1, end)}


@cache
def _apart(measures: tuple[str, ...]) -> re.Pattern[str]:
    """What parts a text into words; a measure after a figure goes with the figure."""
    return re.compile(rf"[\W\d_]*\d\s*(?:{_any_of(measures)})|[\W\d_]+")


def _any_of(names: Sequence[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


@cache
def _measures(names: tuple[str, ...]) -> re.Pattern[str]:
    counted = _any_of(names)
    figure = r"\d(?:[\d.,:/~–-]*\d)?"
    return re.compile(
        rf"(?:{figure}|[一二两三四五六七八九十百千几半]+)\s?(?:{counted})|{figure}\s(?P<sign>[A-Za-zµμΩ°℃]{{1,4}})(?![A-Za-z])"
    )


@lru_cache(maxsize=32)
def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _inside_any(text: str, lexicon: Sequence[str]) -> set[int]:
    inside: set[int] = set()
    for word in lexicon:
        at = text.find(word)
        while word and at >= 0:
            inside |= set(range(at + 1, at + len(word)))
            at = text.find(word, at + 1)
    return inside


def _cost(text: str, i: int, rules: BreakRules) -> float:
    """The cost of a new line before ``text[i]``; NEVER where there is no break at all."""
    before, after = text[i - 1], text[i]
    told = text[:i].rstrip()
    if after.isspace() or after in rules.closing or told[-1:] in tuple(rules.opening):
        return NEVER
    if after in _DASHES and text[i + 1 : i + 2].isspace():
        return NEVER
    if before == "’" and after.isalnum() and not wide(after) and text[i - 2 : i - 1].isalnum():
        return NEVER
    if not before.isspace() and not wide(before) and not wide(after):
        return NEVER
    if told and told[-1] in rules.sentence_end and (before.isspace() or wide(before)):
        return 0.0
    if told and told[-1] in rules.clause_end:
        return 0.1
    if before.isspace():
        return _cost_at_space(told, text[i:], rules)
    if not (wide(before) and wide(after)):
        return 3.0 if before.isdigit() else 0.8
    return _cost_between(text, i, rules)


def _cost_at_space(told: str, rest: str, rules: BreakRules) -> float:
    if told[-1:].isdigit() and rest[0].isalpha() and not wide(rest[0]):
        return _FIGURE
    if told[-1:].isdigit() or wide(rest[0]) or wide(told[-1:] or " "):
        return 1.4
    last = told.rsplit(maxsplit=1)[-1].lower() if told else ""
    if last in rules.small:
        return 1.2
    if len(rest.strip()) <= _WIDOW:
        return 1.6
    return 0.1 if rest.split(maxsplit=1)[0].lower() in rules.small else 0.5


def _cost_between(text: str, i: int, rules: BreakRules) -> float:
    if text[i] in rules.leaning:
        return 4.0
    if text.startswith(rules.before, i) and not _alone(text, i, rules):
        return 2.4 if _left_of_clause(text, i, rules) <= _WIDOW else 0.8
    if not text.endswith(rules.after, 0, i):
        return 2.4
    return 3.2 if _left_of_clause(text, i, rules) <= _WIDOW else 1.0


def _alone(text: str, i: int, rules: BreakRules) -> bool:
    """Whether one character of its clause would stand before ``i``: 等 of 等你来选."""
    return i == 1 or text[i - 2].isspace() or text[i - 2] in rules.clause_end or text[i - 2] in rules.sentence_end


def _left_of_clause(text: str, i: int, rules: BreakRules) -> int:
    """How many characters of a clause stand from ``i`` on."""
    ends = (rest for rest, mark in enumerate(text[i:]) if mark in rules.clause_end or mark in rules.sentence_end)
    return next(ends, len(text) - i)
