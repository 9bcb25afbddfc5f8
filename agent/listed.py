"""What a brief lists for the picture, and what is told of it: the steps of use, what is included, a comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agent.points import barred
from agent.tongue import german
from agent.wording import clean, lowered, speaks, spoken, width
from domain.brief import Brief

_LONGEST = 40
"""Characters of an entry that a scene can show."""
_BREATH = 50
"""The width of a list that is told in one breath: so many hanzi, or twice as many letters."""


@dataclass(frozen=True)
class Entry:
    """A line of a list: ``text`` said, ``item`` shown."""

    text: str
    item: str
    field: str


def breathes(entries: Sequence[Entry]) -> bool:
    """Whether a list can be told in one breath; a longer one can only be pointed at, where it is shown."""
    return bool(entries) and sum(width(entry.text) + 1 for entry in entries) <= _BREATH


def compared(brief: Brief) -> Entry | None:
    """What the product is compared with, where the brief says in which points and it can be said."""
    product, language = brief.product.localised(brief.language), brief.language
    other = clean(product.compared_with)
    if not product.comparison or not other or not speaks(other, language) or barred(other):
        return None
    said = lowered(other) if language == "en" else other
    return Entry(spoken(said, language), other, brief.product.path("compared_with", language))


def listed(brief: Brief, name: Literal["steps", "included"]) -> tuple[Entry, ...]:
    """All lines of a list, or none where there are not several, or one of them cannot be said or shown.

    A product told in German keeps the capitals of its nouns.
    """
    product = brief.product.localised(brief.language)
    lines = getattr(product, name)
    path, language = brief.product.path(name, brief.language), brief.language
    own_capitals = language != "en" or german(
        " ".join((product.name, product.category, *product.selling_points, *lines))
    )
    entries = [
        Entry(spoken(line if own_capitals else lowered(line), language), line, f"{path}[{i}]")
        for i, line in enumerate(clean(line).rstrip("。.;；,，") for line in lines)
        if 0 < len(line) <= _LONGEST and speaks(line, language) and not barred(line)
    ]
    return tuple(entries) if len(entries) == len(lines) > 1 else ()
