"""Chinese words: where they begin in text that is written without spaces between them."""

import re
from collections.abc import Iterator, Mapping, Set
from functools import cache
from importlib.resources import files

_HANZI = re.compile("[\u4e00-\u9fff]+")
_LONGEST = 5
_UNKNOWN = 24
"""What a character costs in bits that no list has."""
_OF_PRODUCTS = 15
"""What a word of products costs at most: as much as one that is met now and then."""
_OWN = 10
"""What a word costs at most that the caller knows."""


def chinese_words(text: str, own: Set[str] = frozenset()) -> tuple[tuple[int, int], ...]:
    """Where each word of the text begins and ends; ``own`` are words besides the common ones.

    They are the likeliest row of words; a character that belongs to none is one of its own. Only hanzi count.
    """
    costs = _costs()
    return tuple(span for run in _HANZI.finditer(text) for span in _words(run.group(), run.start(), own, costs))


def inside_words(text: str, own: Set[str] = frozenset()) -> frozenset[int]:
    """Every place of the text that parts a Chinese word."""
    return frozenset(i for begin, end in chinese_words(text, own) for i in range(begin + 1, end))


def new_words(text: str, own: Set[str] = frozenset()) -> tuple[str, ...]:
    """What can only be words of the text's own, such as names: two to four characters in a row of no known word."""
    rows = [""]
    at = 0
    for begin, end in chinese_words(text, own):
        if begin > at or end - begin > 1:
            rows.append("")
        if end - begin == 1:
            rows[-1] += text[begin:end]
        at = end
    return tuple(row for row in rows if 2 <= len(row) <= 4)


def _words(run: str, start: int, own: Set[str], costs: Mapping[str, int]) -> list[tuple[int, int]]:
    """The cheapest row of words for a run of hanzi, found from its end backwards."""
    best: list[tuple[int, int]] = [(0, 0)] * (len(run) + 1)
    for i in range(len(run) - 1, -1, -1):
        best[i] = min(
            (_cost(run[i:k], own, costs) + best[k][0], k) for k in range(i + 1, min(i + _LONGEST, len(run)) + 1)
        )
    spans, at = [], 0
    while at < len(run):
        spans.append((start + at, start + best[at][1]))
        at = best[at][1]
    return spans


def _cost(word: str, own: Set[str], costs: Mapping[str, int]) -> int:
    known = costs.get(word, _UNKNOWN if len(word) == 1 else 1000)
    return min(known, _OWN) if word in own else known


@cache
def _costs() -> dict[str, int]:
    """Every common word and what it costs, and the words of products."""
    costs: dict[str, int] = {}
    for cost, *words in _lists("words.zh.txt"):
        costs.update(dict.fromkeys(words, int(cost)))
    products = (word for words in _lists("words.products.zh.txt") for word in words)
    return costs | {word: min(_OF_PRODUCTS, costs.get(word, _OF_PRODUCTS)) for word in products}


def _lists(name: str) -> Iterator[list[str]]:
    """The words of each line of a list."""
    for line in files("templates").joinpath(name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split()
