"""Slots: what a scene has to say, by name, and text with those names filled in."""

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal

from domain.brand import BrandKit
from domain.brief import Language, ProductFacts, Review
from domain.money import format_money
from domain.script import Script, ScriptScene

_SLOT = re.compile(r"\{([a-z_.]+(?:\[\d\])?)\}")
_TEXTS = {
    "headline", "subline", "brand", "product", "price", "sale_price", "now_price", "was_price", "saving",
    "percent", "review.text", "review.author", "review.rating", "review.stars", "cta", "number", "item", "name",
    "count", "compared_with",
}  # fmt: skip
FLAGS = {
    "sale", "pack", "life", "video", "in_use", "logo", "before", "after", "reviews", "cutout", "presenter", "slim",
    "filled", "short", "framed",
}  # fmt: skip
_ITEM = re.compile(r"(?:items|steps|included|specs|comparison)\[[0-5]\]")
_REVIEW = re.compile(r"^product\.(?:translations\.[a-z]+\.)?reviews\[(\d+)\]")
_LISTED = re.compile(r"^product\.(?:translations\.[a-z]+\.)?(steps|included|compared_with)\b")
_CALLS: dict[Language, tuple[str, ...]] = {
    "zh": ("立即选购", "去看看", "查看详情", "现在选购", "了解更多", "去选购", "马上看看"),
    "en": ("Shop now", "See more", "Order yours", "Take a look", "Get yours", "Find out more", "See it now"),
}
"""What a button says; scripts of neighbouring seeds have others."""
_LONG_NAME: dict[Language, int] = {"zh": 20, "en": 40}
"""Characters from which on a name is a shop's title."""
_OTHER_CALLS: dict[Language, tuple[str, ...]] = {
    "zh": ("看看详情", "点这里", "看看实物"),
    "en": ("Learn more", "Discover it", "Check it out"),
}
"""The same where the headline says it already."""

Slots = Mapping[str, str]
"""Filled slots only: a name that is not there is empty. Flags hold ``yes``."""


def known_slot(name: str, labels: Collection[str] = ()) -> bool:
    """Whether a template may use this slot or flag."""
    if name in _TEXTS or name in FLAGS or _ITEM.fullmatch(name):
        return True
    return name.startswith("label.") and name.removeprefix("label.") in labels


def slots_in(text: str) -> Iterator[str]:
    """The slots a text names, in order."""
    yield from _SLOT.findall(text)


def holds(conditions: Collection[str], slots: Slots) -> bool:
    """Whether every condition holds: ``name`` is filled, ``!name`` is empty."""
    return all((name.lstrip("!") in slots) != name.startswith("!") for name in conditions)


def fill(text: str, slots: Slots) -> str:
    """The text with its slots filled in; empty as soon as one of them is empty."""
    names = list(slots_in(text))
    if any(name not in slots for name in names):
        return ""
    return _SLOT.sub(lambda match: slots[match.group(1)], text).strip()


def product_slots(product: ProductFacts, brand: BrandKit, language: Language) -> dict[str, str]:
    """Slots that are the same in every scene: names, prices, call to action."""
    slots = {
        "product": product.name,
        "brand": product.brand or brand.name,
        "cta": brand.call_to_action or _CALLS[language][0],
        "compared_with": product.compared_with,
        "reviews": "yes" if product.reviews else "",
        **_prices(product, language),
        **{f"steps[{i}]": step for i, step in enumerate(product.steps)},
        **{f"included[{i}]": part for i, part in enumerate(product.included)},
        **{f"specs[{i}]": value for i, value in enumerate(list(product.specs.values())[:6])},
        **{f"name.specs[{i}]": name for i, name in enumerate(list(product.specs)[:6])},
        **{f"comparison[{i}]": row.point for i, row in enumerate(product.comparison)},
    }
    return {name: value for name, value in slots.items() if value}


def shown_name(product: ProductFacts, script: Script) -> str:
    """The product's name as it is shown: where a shop's title goes on and on, what the script is called instead."""
    return script.title if len(script.title) < len(product.name) > _LONG_NAME[script.language] else product.name


def call_to_action(script: Script, brand: BrandKit) -> str:
    """What the button of a script's video says: the brand's own words, else some that its last headline does not."""
    calls = _CALLS[script.language]
    call = calls[script.seed % len(calls)]
    others = _OTHER_CALLS[script.language]
    echo = call.casefold() == script.scenes[-1].headline.casefold()
    return brand.call_to_action or (others[script.seed % len(others)] if echo else call)


def _prices(product: ProductFacts, language: Language) -> dict[str, str]:
    def money(amount: Decimal | None) -> str:
        return "" if amount is None else format_money(amount, product.currency, language)

    price, sale = product.price, product.sale_price
    slots = {"price": money(price), "sale_price": money(sale), "now_price": money(price if sale is None else sale)}
    if price is not None and sale is not None and sale < price:
        slots |= {"sale": "yes", "was_price": money(price), "saving": money(price - sale)}
        percent = int((price - sale) * 100 / price)
        slots["percent"] = f"{percent}%" if percent >= 1 else ""
    return slots


def scene_slots(scene: ScriptScene, number: int, product: ProductFacts) -> dict[str, str]:
    """Slots of one scene; ``number`` counts the scenes of its role from 1."""
    slots = {"headline": scene.headline, "subline": scene.subline, **number_slots(number)}
    slots |= {f"items[{i}]": item for i, item in enumerate(scene.items)}
    review = _review(scene, product)
    if review:
        slots |= {
            "review.text": review.text,
            "review.author": review.author,
            "review.rating": f"{review.rating:g}",
            "review.stars": "★" * int(review.rating) + "☆" * (5 - int(review.rating)),
        }
    return {name: value for name, value in slots.items() if value}


def number_slots(number: int) -> dict[str, str]:
    """``number`` and ``count`` of what is told in a series, both empty for what stands alone, the number 0."""
    return {"number": f"{number:02d}" if number else "", "count": str(number) if number else ""}


def _review(scene: ScriptScene, product: ProductFacts) -> Review | None:
    """The review that a claim of this scene rests on."""
    for claim in scene.claims:
        found = _REVIEW.match(claim.field)
        if found and int(found.group(1)) < len(product.reviews):
            return product.reviews[int(found.group(1))]
    return None


def told_lists(scene: ScriptScene) -> set[str]:
    """Which lists of the brief a scene tells: ``steps``, ``included``, and ``compared_with`` for a comparison."""
    return {found[1] for claim in scene.claims if (found := _LISTED.match(claim.field))}


def role_numbers(script: Script) -> tuple[int, ...]:
    """For each scene, how many scenes of its role there are up to it."""
    roles = [scene.role for scene in script.scenes]
    return tuple(roles[: i + 1].count(role) for i, role in enumerate(roles))
