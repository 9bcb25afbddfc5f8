"""Facts that give orders to a machine, and texts that show it obeyed."""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from agent.data import load, read_text
from agent.disguise import reveal, unsplit
from agent.finding import Finding
from domain.base import Frozen
from domain.brief import Brief

_SHINGLE = 6
_REASONS = {
    "label": "speaks of the AI label, which is the film's own and never the script's",
    "machine": "speaks of a machine and its instructions",
    "contact": "leads the viewer to an address outside the shop",
    "harm": "speaks against the product",
    "markup": "holds markup",
}


class _Patterns(Frozen):
    orders: tuple[str, ...]
    answers: dict[str, str]


@lru_cache(maxsize=4096)
def gives_orders(text: str) -> bool:
    """Whether a fact reads as an instruction to a machine instead of a fact about a product."""
    return any(_orders().search(form) for form in (reveal(text).lower(), unsplit(text)))


def check_obedience(texts: Mapping[str, str], brief: Brief) -> tuple[Finding, ...]:
    """Signs in ``texts`` that somebody's orders were followed: leaked rules, talk of labels, outside addresses."""
    found = (finding for place, text in texts.items() for finding in _signs(place, text, brief))
    return tuple(dict.fromkeys(found))


def _signs(place: str, text: str, brief: Brief) -> Iterator[Finding]:
    own = unsplit(f"{brief.product.name} {brief.product.brand}")
    for name, pattern in _answers():
        for form in dict.fromkeys((reveal(text).lower(), unsplit(text))):
            hit = pattern.search(form)
            if hit and (name == "label" or hit[0] not in own):
                yield Finding(place, hit[0][:60], _REASONS[name], f"obeys-{name}", suggestion="leave it out")
                break
    if gives_orders(text):
        yield Finding(place, text[:60], "gives orders to a machine", "obeys-orders", suggestion="leave it out")
    if _leaks(text):
        yield Finding(place, text[:60], "repeats the planner's rules", "obeys-leak", suggestion="leave it out")


def _leaks(text: str) -> bool:
    """Whether six words in a row are those of a prompt."""
    words = re.findall(r"[a-z0-9']+", reveal(text).lower())
    return any(tuple(words[i : i + _SHINGLE]) in _rules() for i in range(len(words) - _SHINGLE + 1))


@cache
def _rules() -> frozenset[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", read_text("prompts/write-script.md").lower())
    return frozenset(tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1))


@cache
def _patterns() -> _Patterns:
    return load("lexicon/injection.yaml", _Patterns)


@cache
def _orders() -> re.Pattern[str]:
    return re.compile("|".join(_patterns().orders), re.S)


@cache
def _answers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, re.S)) for name, pattern in _patterns().answers.items())
