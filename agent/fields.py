"""The brief's fields by path, as claims name them: ``product.specs.容量``, ``product.reviews[0].text``."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from domain.base import Frozen
from domain.brief import Brief, Language, ProductFacts, ProductTranslation

PRICES = ("product.sale_price", "product.price")
_TEXTS = ("name", "brand", "category", "description", "compared_with")
_SPECS = re.compile(r"product\.(?:translations\.(\w+)\.)?specs\.(.+)", re.S)
_KEY_UNIT = re.compile(r"[(（]\s*([^()（）]{1,12})\s*[)）]$")
_STEP = re.compile(r"(\w+)(?:\[(\d{1,2})\])?")
_LINES = ("selling_points", "steps", "included")
_GROUNDS = {*_TEXTS, *_LINES, "reviews", "evidence", "price", "sale_price"}


def field_value(brief: Brief, path: str) -> object | None:
    """What stands at ``path``: a text, an amount or a rating; ``None`` when the brief has no such field."""
    specs = _SPECS.fullmatch(path)
    if specs:
        return _holder(brief, specs[1]).specs.get(specs[2]) if _known(brief, specs[1]) else None
    steps = [_STEP.fullmatch(step) for step in path.split(".")[1:]]
    value: object | None = brief.product
    for step in steps:
        if step is None or (value is brief.product and step[1] not in {*_GROUNDS, "translations"}):
            return None
        value = _member(value, step[1], step[2])
    return value if isinstance(value, (str, int, float)) or hasattr(value, "quantize") else None


def field_text(brief: Brief, path: str) -> str:
    """The field as text; a spec's value stands between its key and the unit the key names: ``重量(g): 290 g``."""
    text = str(field_value(brief, path) or "")
    specs = _SPECS.fullmatch(path)
    if specs is None:
        return text
    unit = _KEY_UNIT.search(specs[2])
    return f"{specs[2]}: {text} {unit[1] if unit else ''}"


def fields(brief: Brief) -> Iterator[str]:
    """Every path a claim may rest on, prices first, then the brief's own texts, then its translations."""
    yield from (path for path in PRICES if field_value(brief, path) is not None)
    yield from _text_paths("product", brief.product)
    for language, translation in brief.product.translations.items():
        yield from _text_paths(f"product.translations.{language}", translation)


def _text_paths(root: str, facts: ProductFacts | ProductTranslation) -> Iterator[str]:
    yield from (f"{root}.{name}" for name in _TEXTS if getattr(facts, name))
    for name in _LINES:
        yield from (f"{root}.{name}[{i}]" for i in range(len(getattr(facts, name))))
    yield from (f"{root}.specs.{key}" for key in facts.specs)
    for i in range(len(facts.reviews)):
        yield from (f"{root}.reviews[{i}].{part}" for part in ("text", "rating", "author"))
    for i in range(len(facts.evidence)):
        yield from (f"{root}.evidence[{i}].{part}" for part in ("claim", "source"))


def _known(brief: Brief, language: str | None) -> bool:
    return language is None or language in brief.product.translations


def _holder(brief: Brief, language: str | None) -> ProductFacts | ProductTranslation:
    return brief.product.translations[cast("Language", language)] if language else brief.product


def _member(value: object | None, name: str, index: str | None) -> object | None:
    if isinstance(value, Mapping):
        value = value.get(name)
    else:
        known = isinstance(value, Frozen) and name in type(value).model_fields
        value = getattr(value, name) if known else None
    if index is None:
        return value
    return value[int(index)] if isinstance(value, tuple) and int(index) < len(value) else None
