"""Whose law a video answers to, and which rules for kinds of products it falls under."""

import re
from functools import cache
from typing import Literal

from agent.data import load
from agent.disguise import unsplit
from agent.naming import find_noun
from agent.wording import clean
from domain.base import Frozen
from domain.brief import Brief, Language, Platform

Market = Literal["cn", "eu", "uk", "us"]
Category = Literal[
    "alcohol",
    "children",
    "cosmetics",
    "education",
    "finance",
    "food",
    "health",
    "infant_food",
    "jewellery",
    "medical",
    "pet",
    "tobacco",
]


class _Markets(Frozen):
    platforms: dict[Platform, Market]
    currencies: dict[str, Market]
    otherwise: dict[Language, Market]
    kinds: dict[Category, tuple[str, ...]]
    words: dict[Category, str]


def markets_of(brief: Brief) -> tuple[Market, ...]:
    """The markets a brief's video is for: by its platforms, then by its currency, then by its language."""
    table = _table()
    home = table.currencies.get(brief.product.currency, table.otherwise.get(brief.language, "us"))
    named = [table.platforms.get(platform, home) for platform in brief.platforms]
    return tuple(dict.fromkeys(named or [home]))


def categories_of(brief: Brief) -> frozenset[Category]:
    """The categories with rules of their own that the product belongs to."""
    product, table = brief.product, _table()
    texts = (product.name, product.category, product.description)
    found = find_noun(clean(product.name)) or find_noun(clean(product.category))
    kind = found[0].category if found else ""
    by_kind = {category for category, kinds in table.kinds.items() if kind in kinds}
    text = unsplit(" ; ".join(texts))
    return frozenset(by_kind | {category for category, words in table.words.items() if re.search(words, text)})


@cache
def _table() -> _Markets:
    return load("adlaw/markets.yaml", _Markets)
