"""The first step: the facts in one spelling, and the selling points ranked for the audience."""

import re
from collections.abc import Iterable
from functools import cache

from pydantic import RootModel

from agent.data import load
from agent.material import Material, gather
from agent.mentions import mentions
from agent.points import Point, quantities
from agent.terms import terms
from agent.testimony import Quote
from domain.base import Frozen
from domain.brief import Brief
from domain.plan import RankedFact, Understanding

_BY_PLACE = 0.15
_FIGURE, _AUDIENCE, _SAID = 0.35, 0.8, 0.5


class Audience(Frozen):
    """People known by words of the brief, and the topics they care for."""

    id: str
    match: str
    topics: tuple[str, ...]


class _Audiences(RootModel[tuple[Audience, ...]]):
    pass


@cache
def _audiences() -> tuple[Audience, ...]:
    return load("steps/audiences.yaml", _Audiences).root


def understand(brief: Brief) -> Understanding:
    """What the brief says of the product, and what should matter most to whom it is for."""
    material = gather(brief)
    words = terms(brief, material.name)
    return Understanding(
        product=material.name.full or brief.product.name,
        brand=material.name.brand,
        kind=material.name.noun,
        category=material.name.category,
        audience=brief.audience,
        language=brief.language,
        price=words.get("price_screen", ""),
        sale_price=words.get("sale_screen", ""),
        saving=words.get("save_screen", ""),
        figures=_figures(material, brief),
        points=_ranked(material.points, brief),
        proofs=tuple(_proof(quote) for quote in (*material.reviews, *material.evidence)),
        left_out=material.notes,
    )


def arranged(brief: Brief, understanding: Understanding) -> tuple[Brief, tuple[int, ...]]:
    """The brief with its selling points in the order understood, and where each of them stood before.

    A point that the understanding does not name keeps its place after those it does.
    """
    product, language = brief.product, brief.language
    path = product.path("selling_points", language)
    points = product.localised(language).selling_points
    named = [int(found[1]) for fact in understanding.points if (found := _place(fact.field, path))]
    order = tuple(dict.fromkeys(i for i in (*named, *range(len(points))) if i < len(points)))
    told = tuple(points[i] for i in order)
    if told == points:
        return brief, tuple(range(len(points)))
    return with_points(brief, told, path), order


def with_points(brief: Brief, points: tuple[str, ...], path: str) -> Brief:
    """The brief with other selling points at ``path``, the list its script is written from."""
    product, language = brief.product, brief.language
    if ".translations." not in path:
        return brief.model_copy(update={"product": product.model_copy(update={"selling_points": points})})
    own = product.translations[language].model_copy(update={"selling_points": points})
    translations = {**product.translations, language: own}
    return brief.model_copy(update={"product": product.model_copy(update={"translations": translations})})


def _place(field: str, path: str) -> "re.Match[str] | None":
    return re.fullmatch(re.escape(path) + r"\[(\d+)\]", field)


def _figures(material: Material, brief: Brief) -> tuple[str, ...]:
    texts = [point.texts[0] for point in (*material.points, *material.extras)]
    texts += [f"{key} {value}" for key, value in brief.product.localised(brief.language).specs.items()]
    found = (figure for text in texts for figure in quantities(text, brief.language))
    return tuple(dict.fromkeys(found))[:20]


def _ranked(points: Iterable[Point], brief: Brief) -> tuple[RankedFact, ...]:
    told = [_fact(point, place, brief) for place, point in enumerate(points)]
    return tuple(sorted(told, key=lambda fact: -fact.score))


def _fact(point: Point, place: int, brief: Brief) -> RankedFact:
    """The seller's order counts; then a figure, and what the audience cares for."""
    score, reasons = 1.0 - _BY_PLACE * place, [f"number {place + 1} in the brief"]
    if quantities(point.texts[0], brief.language):
        score, reasons = score + _FIGURE, [*reasons, "has a figure"]
    cared = [
        one.id for one in _audiences() if re.search(one.match, brief.audience.lower()) and point.topic in one.topics
    ]
    if cared:
        score, reasons = score + _AUDIENCE, [*reasons, f"{point.topic} matters to {', '.join(cared)}"]
    if _shared(point.texts[0], brief.audience):
        score, reasons = score + _SAID, [*reasons, "the audience's own words"]
    return RankedFact(text=point.texts[0], field=point.field, score=round(score, 2), reason="; ".join(reasons))


def _shared(text: str, audience: str) -> bool:
    """Whether a word of the audience, or two hanzi of it, stand in the text."""
    words = set(re.findall(r"[a-z]{4,}", audience.lower()))
    pairs = {audience[i : i + 2] for i in range(len(audience) - 1) if re.fullmatch(r"[一-鿿]{2}", audience[i : i + 2])}
    return any(word in text.lower() for word in words) or any(pair in text for pair in pairs)


def _proof(quote: Quote) -> RankedFact:
    figures = bool(mentions(quote.text))
    reason = f"{quote.by or 'stated'}{', with a figure' if figures else ''}"
    return RankedFact(text=quote.text, field=quote.claims[0].field, score=1.0 + 0.2 * figures, reason=reason)
