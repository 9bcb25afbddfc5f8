"""The words that fill the placeholders of the phrases."""

import re

from agent.grammar import grammar
from agent.naming import Name
from agent.points import barred
from agent.wording import clean, speaks, spoken_price, width
from domain.brief import Brief, Language
from domain.money import format_money


def terms(brief: Brief, name: Name) -> dict[str, str]:
    """The words that fill the placeholders of phrases; a missing one rules its phrases out."""
    own = _OWN_TERMS.get(brief.language, _pack_terms)(name, brief.language)
    filled = own | {"brand": name.brand, "noun": name.noun, "audience": _audience(brief)} | _price_terms(brief)
    return {key: text for key, text in filled.items() if text}


def _chinese_terms(name: Name, language: Language) -> dict[str, str]:
    kind = f"{name.measure}{name.noun}" if name.noun else "一款"
    return {
        "this": f"这{kind}",
        "title": name.full or f"这{kind}",
        "one": f"一{name.measure}" if name.noun else "",
        "full": name.full or f"这{kind}",
    }


def _english_terms(name: Name, language: Language) -> dict[str, str]:
    several = name.plural
    article = "an" if name.noun[:1] in "aeiou" else "a"
    this = f"{'these' if several else 'this'} {name.noun or ('ones' if several else 'one')}"
    full = f"the {name.full}" if _takes_article(name) else name.full
    return {
        "this": this,
        "a": (name.noun if several else f"{article} {name.noun}") if name.noun else "",
        "full": full or this,
        "title": name.full or this,
        "it": "they" if several else "it",
        "they_are": "they are" if several else "it is",
        "them": "them" if several else "it",
        "is": "are" if several else "is",
        "were": "were" if several else "was",
        "comes": "come" if several else "comes",
        "feels": "feel" if several else "feels",
    }


def _pack_terms(name: Name, language: Language) -> dict[str, str]:
    """The terms that a language pack makes from its own words."""
    words = {"noun": name.noun, "full": name.full or name.noun}
    made = {key: forms[name.plural].format_map(words) for key, forms in grammar(language).writing.terms.items()}
    return {"full": words["full"], "title": words["full"]} | made


_OWN_TERMS = {"zh": _chinese_terms, "en": _english_terms}


def _takes_article(name: Name) -> bool:
    """Whether a name describes a thing (``Sourdough Starter Kit``) instead of being its own, as a brand is."""
    words = name.full.split()
    if not words or name.full == name.brand or words[0].lower() in {"the", "a", "an", "my", "your", "our"}:
        return False
    return bool(name.noun) or (len(words) > 1 and words[-1].isalpha())


def _audience(brief: Brief) -> str:
    audience = clean(brief.audience)
    short = width(audience) <= 8 if brief.language == "zh" else len(audience) <= 22
    said = speaks(audience, brief.language) and bool(re.search(r"[^\W\d]", audience))
    return audience if audience and short and said and not barred(audience) else ""


def _price_terms(brief: Brief) -> dict[str, str]:
    product, terms = brief.product, {}
    now = product.price if product.sale_price is None else product.sale_price
    amounts = {"price": product.price, "now": now, "save": product.saving}
    if product.saving is not None:
        amounts["sale"] = product.sale_price
    for key, amount in amounts.items():
        if amount is not None and amount > 0:
            terms[key] = spoken_price(amount, product.currency, brief.language)
            terms[f"{key}_screen"] = format_money(amount, product.currency, brief.language)
    return terms
