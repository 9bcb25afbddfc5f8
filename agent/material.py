"""What a brief gives a writer: its facts, each in sayable words with the field it comes from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.addresses import has_address, note_on_address, without_addresses
from agent.grammar import Grammar, grammar
from agent.listed import Entry, compared, listed
from agent.mentions import mentions
from agent.naming import Name, name_product, short_name
from agent.points import Point, make_point, sayable
from agent.specs import specs
from agent.terms import terms
from agent.testimony import Quote, evidence, reviews
from agent.wording import clean, fits_subline, speaks
from domain.brief import Brief, Language, ProductFacts

_FIGURES = frozenset(("price", "percent", "discount", "quantity", "code"))


@dataclass(frozen=True)
class Material:
    """Everything sayable about a brief, in the language of its script."""

    brief: Brief
    name: Name
    short: str
    terms: dict[str, str]
    points: tuple[Point, ...]
    extras: tuple[Point, ...]
    reviews: tuple[Quote, ...]
    evidence: tuple[Quote, ...]
    specs: tuple[Entry, ...]
    steps: tuple[Entry, ...]
    included: tuple[Entry, ...]
    compared: Entry | None
    name_field: str
    brand_field: str
    category_field: str
    notes: tuple[str, ...] = ()

    @property
    def now_key(self) -> str:
        """Which price is the one to pay."""
        return "price" if self.brief.product.sale_price is None else "sale"

    @property
    def shown(self) -> str:
        """The product's name below a headline: whole where it fits there."""
        whole = self.name.full != self.name.noun and fits_subline(self.name.full, self.language)
        return self.name.full if whole else self.short

    @property
    def language(self) -> Language:
        return self.brief.language

    @property
    def grammar(self) -> Grammar:
        return grammar(self.brief.language)


def gather(brief: Brief) -> Material:
    """The material of a brief; facts that cannot be said in its language are left out and noted."""
    language = brief.language
    product = brief.product.localised(language)
    name = name_product(brief.product, product, language)
    points = _points(product, brief)
    return Material(
        brief=brief,
        name=name,
        short=short_name(name, language),
        terms=terms(brief, name),
        points=points,
        extras=_extras(product, brief, points),
        reviews=reviews(brief),
        evidence=evidence(brief),
        specs=specs(brief),
        steps=listed(brief, "steps"),
        included=listed(brief, "included"),
        compared=compared(brief),
        name_field=brief.product.path("name", language),
        brand_field=brief.product.path("brand", language),
        category_field=brief.product.path("category", language),
        notes=_notes(brief, product, points),
    )


def _points(product: ProductFacts, brief: Brief) -> tuple[Point, ...]:
    path = brief.product.path("selling_points", brief.language)
    made = (make_point(text, f"{path}[{i}]", brief.language) for i, text in enumerate(product.selling_points))
    points = _distinct([point for point in made if point is not None])
    return tuple(sorted(points, key=lambda point: _repeats(point.texts[0], product.name)))


def _repeats(text: str, name: str) -> bool:
    """Whether a point's figures already stand in the product's name: said right after it, they sound doubled."""
    keys = {mention.key for mention in mentions(name) if mention.kind in _FIGURES}
    return any(mention.key in keys for mention in mentions(text))


def _extras(product: ProductFacts, brief: Brief, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Sentences of the description that say something the points do not."""
    sentences = re.split(r"(?<=[。！？!?\n])|(?<=\.)\s", without_addresses(product.description))
    path = brief.product.path("description", brief.language)
    told = [text for point in points for text in point.texts]
    made = (make_point(text, path, brief.language) for text in _bare(sentences) if _whole(text, brief.language))
    fresh = [p for p in made if p is not None and not any(p.texts[0] in text or text in p.texts[0] for text in told)]
    return _distinct(fresh)[:4]


def _bare(sentences: Iterable[str]) -> Iterator[str]:
    return (clean(sentence).rstrip("。. ") for sentence in sentences)


def _whole(sentence: str, language: Language) -> bool:
    """Whether a sentence can be said as it stands; a description loses its sense in clauses."""
    said = sayable(sentence, language) if sentence and speaks(sentence, language) else ()
    return said[:1] == (sentence,)


def _distinct(points: list[Point]) -> tuple[Point, ...]:
    return tuple({point.texts[0].casefold(): point for point in reversed(points)}.values())[::-1]


def _notes(brief: Brief, product: ProductFacts, points: tuple[Point, ...]) -> tuple[str, ...]:
    notes, told = [], dict.fromkeys(product.selling_points)
    foreign = not all(speaks(clean(text), brief.language) for text in (product.name, *told))
    if foreign:
        notes.append(
            f"the brief's texts are not in {brief.language}: only names, figures and known subjects were used;"
            f" add product.translations.{brief.language}"
        )
    notes += [note_on_address(text) for text in told if has_address(text)]
    silent = {text for text in told if has_address(text) and not clean(without_addresses(text))}
    left_out = len({text.casefold() for text in told if text not in silent}) - len(points)
    if left_out > 0 and not foreign:
        notes.append(f"{left_out} selling points were left out: too long for one breath, or barred in advertising")
    return tuple(notes)
