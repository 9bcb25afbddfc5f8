"""What others say of a product: reviews and evidence that can be quoted whole."""

import re
from dataclasses import dataclass

from agent.addresses import without_addresses
from agent.grammar import grammar
from agent.points import barred, clauses, phrase_cuts, quantities, titled
from agent.wording import clean, fits_headline, fits_subline, space, speaks, spoken, width
from domain.brief import Brief, Language
from domain.script import Claim

_PARTS = re.compile(r"[^,，;；、]+[,，;；、]?")


@dataclass(frozen=True)
class Quote:
    """Words of a review or of evidence that can be said whole; ``by`` is the author or the source."""

    text: str
    by: str
    head: str
    claims: tuple[Claim, ...]


def reviews(brief: Brief) -> tuple[Quote, ...]:
    """Good reviews in the script's language, the seller's order kept."""
    path = brief.product.path("reviews", brief.language)
    quotes = []
    for i, review in enumerate(brief.product.localised(brief.language).reviews):
        text = _breath_of(review.text, brief.language)
        if review.rating >= 4 and text:
            quotes.append(_quote(text, _author(review.author, brief.language), f"{path}[{i}].text", brief.language))
    return tuple(quotes[:4])


def evidence(brief: Brief) -> tuple[Quote, ...]:
    """Evidence in the script's language, with its source where that can be read."""
    path = brief.product.path("evidence", brief.language)
    quotes = []
    for i, item in enumerate(brief.product.localised(brief.language).evidence):
        text = _breath_of(item.claim, brief.language)
        source = clean(without_addresses(item.source))
        if text:
            quote = _quote(text, source if speaks(source, brief.language) else "", f"{path}[{i}].claim", brief.language)
            claims = (*quote.claims, *([Claim(text=source[:300], field=f"{path}[{i}].source")] if quote.by else []))
            quotes.append(Quote(quote.text, quote.by, quote.head or _short_of(text, brief.language), claims))
    return tuple(quote for quote in quotes if quote.head or fits_subline(quote.text, brief.language))[:2]


def sources(quote: Quote, template: str, language: Language) -> tuple[str, ...]:
    """The line under evidence that names its source, the fullest first: whole, or its leading parts."""
    parts = _PARTS.findall(quote.by)
    named = [template.format(source=quote.by), quote.by]
    named += [template.format(source="".join(parts[:n]).strip(" ，,;；、")) for n in range(len(parts) - 1, 0, -1)]
    return tuple(line for line in named if quote.by and fits_subline(space(line), language))


def _short_of(text: str, language: Language) -> str:
    """A claim without figures for a headline: whole where it fits, else its last clause that does, or its beginning."""
    cuts = phrase_cuts(text) if language == "en" else []
    options = (text, *reversed(clauses(text, language)), *cuts)
    return next((titled(part, language) for part in options if fits_headline(part, language) and width(part) >= 3), "")


def _quote(text: str, by: str, path: str, language: Language) -> Quote:
    said = spoken(text, language)
    return Quote(said, by, _punch(text, language), (Claim(text=said, field=path),))


def _punch(text: str, language: Language) -> str:
    """The part of a quotation worth showing: the last clause that fits, one with a figure if it has figures."""
    parts = [titled(part, language) for part in clauses(text, language)][::-1]
    cuts = [titled(cut, language) for part in parts for cut in phrase_cuts(part)] if language == "en" else []
    fitting = [part for part in (*parts, *cuts) if fits_headline(f"“{part}”", language) and width(part) >= 3]
    telling = [part for part in fitting if quantities(part, language)]
    return next(iter(telling if quantities(text, language) else [p for p in fitting if p not in cuts]), "")


def _breath_of(text: str, language: Language) -> str:
    """The text whole, or its leading sentences, short enough to quote; empty when it cannot be said."""
    plain = clean(without_addresses(text))
    if not speaks(plain, language) or not plain:
        return ""
    sentences = [s.strip() for s in re.split(r"(?<=[。！？!?])|(?<=\.)\s", plain) if s.strip()]
    glue = grammar(language).writing.glue
    leading = (glue.join(sentences[:n]) for n in range(len(sentences), 0, -1))
    limit = 44 if language == "zh" else 130
    size = width if language == "zh" else len
    return next((t.rstrip("。") for t in leading if size(t) <= limit and not barred(t)), "")


def _author(author: str, language: Language) -> str:
    name = clean(author)
    anonymous = grammar(language).writing.anonymous
    short = width(name) <= 8 and not barred(name) and not re.search(r"\d|@", name)
    return name if name and short and (language == "zh" or speaks(name, language)) else anonymous
