"""A brief without the parts that give orders to a machine."""

from typing import TypeVar

from agent.injection import gives_orders
from domain.brief import Brief, Evidence, ProductFacts, ProductTranslation, Review

Facts = TypeVar("Facts", ProductFacts, ProductTranslation)

_TEXTS = ("name", "brand", "category", "description", "compared_with")
_LINES = ("selling_points", "steps", "included")


def scrub(brief: Brief) -> tuple[Brief, tuple[str, ...]]:
    """The brief with such parts emptied in place, so that the paths of all others stay, and one note for each."""
    notes: list[str] = []
    product = _facts(brief.product, "", notes)
    languages = {key: _facts(part, f"translations.{key}.", notes) for key, part in product.translations.items()}
    product = product.model_copy(update={"translations": languages})
    audience = _text(brief.audience, "audience", notes)
    return brief.model_copy(update={"product": product, "audience": audience}), tuple(notes)


def _facts(facts: Facts, root: str, notes: list[str]) -> Facts:
    texts = {name: _text(getattr(facts, name), root + name, notes) for name in _TEXTS}
    lines = {
        name: tuple(_text(text, f"{root}{name}[{i}]", notes) for i, text in enumerate(getattr(facts, name)))
        for name in _LINES
    }
    specs = {key: value for key, value in facts.specs.items() if _text(f"{key} {value}", f"{root}specs.{key}", notes)}
    lists = {
        "reviews": tuple(_review(item, f"{root}reviews[{i}]", notes) for i, item in enumerate(facts.reviews)),
        "evidence": tuple(_evidence(item, f"{root}evidence[{i}]", notes) for i, item in enumerate(facts.evidence)),
    }
    return facts.model_copy(update={**texts, **lines, "specs": specs, **lists})


def _review(item: Review, name: str, notes: list[str]) -> Review:
    text = _text(item.text, name, notes)
    return item.model_copy(update={"text": text, "author": "" if gives_orders(item.author) else item.author})


def _evidence(item: Evidence, name: str, notes: list[str]) -> Evidence:
    claim = _text(item.claim, name, notes)
    return item.model_copy(update={"claim": claim, "source": "" if gives_orders(item.source) else item.source})


def _text(text: str, name: str, notes: list[str]) -> str:
    """The text, or nothing where it gives orders."""
    if not gives_orders(text):
        return text
    notes.append(f"{name} reads as an order to a machine and was left out")
    return ""
