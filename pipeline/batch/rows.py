"""Rows: a product of a catalogue becomes the briefs of its videos, or says what is wrong with it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, get_args

from pydantic import ValidationError

from domain.batch import BatchOptions, RowError
from domain.brand import BrandKit
from domain.brief import Brief, Language
from domain.errors import InputError
from pipeline.batch.catalogue import Catalogue, Cell, Product
from pipeline.batch.cells import (
    Price,
    language_of,
    points_of,
    read_languages,
    read_list,
    read_media,
    read_packet_images,
    read_price,
    read_specs,
    read_words,
    shortened,
    text_of,
)
from pipeline.batch.dialects import TRANSLATED, in_language
from pipeline.batch.sheet import MAX_CELL
from pipeline.explain import reason
from pipeline.planned import AUTO
from pipeline.planning import check_choices
from templates.catalogue import template_names

_NAME, _TEXT, _ID = 120, 2000, 200
_MOST = {"images": 20, "videos": 10, "selling_points": 12}
_COLUMNS = {"name": "title", "language": "language", "sale_price": "sale_price"}
_OF_THE_WHOLE = {"sale_above_price": "sale_price"}
"""Where to look for what is wrong with a product as a whole."""
_NOUGHT_IS_NONE = ("sale_price", "compare_at")
MAX_VARIANTS = 10


@dataclass(frozen=True)
class Ask:
    """One video that a row asks for. ``digest`` is the hash of everything that makes it what it is.

    ``several`` says that it is one of more variants, which keep their distance from each other.
    """

    row: int
    line: int
    external_id: str
    brief: Brief
    variant: int
    several: bool
    digest: str


@dataclass
class Reading:
    """What reading a catalogue's rows came to."""

    asks: list[Ask] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)


def read_rows(catalogue: Catalogue, options: BatchOptions, brand: BrandKit | None = None) -> Reading:
    """Every row's briefs, errors and warnings; a bad row never stops a good one."""
    reading, seen, choices = Reading(), dict[str, int](), Choices(frozenset({AUTO, *template_names()}))
    columns = {field: column for column, field in reversed(catalogue.mapping)}
    for product in catalogue.products:
        row = _Row(product, options, options.currency or catalogue.dialect.currency, choices, columns)
        found = _checked(row, catalogue, seen)
        reading.errors += row.errors
        reading.warnings += row.warnings
        if not row.errors:
            several = any(variant > 1 for _, variant in found)
            reading.asks += (_ask(row, brief, variant, brand, several=several) for brief, variant in found)
    return reading


def _checked(row: "_Row", catalogue: Catalogue, seen: dict[str, int]) -> list[tuple[Brief, int]]:
    """The briefs of a row; what is wrong is noted in it."""
    width = len(catalogue.header.cells)
    for line in row.product.lines:
        if any(cell.strip() for cell in line.cells[width:]):
            row.error("", "too_many_cells", f"line {line.number} has more cells than the header")
        for column, cell in zip(catalogue.header.cells, line.cells, strict=False):
            if len(cell) > MAX_CELL:
                told = f"line {line.number} has a cell of {len(cell)} characters; {MAX_CELL} are read"
                row.error(column.strip(), "cell_too_long", told)
    before = seen.setdefault(row.external_id, row.product.line)
    if before != row.product.line:
        row.error("external_id", "duplicate_id", f"'{row.external_id[:60]}' is the id of line {before} too")
    return [] if row.errors else list(row.briefs())


def digest_of(brief: Brief, brand: BrandKit | None, variant: int = 0) -> str:
    """The hash of everything that makes a video what it is; ``variant`` is 0 for one that has none beside it."""
    made_of: dict[str, Any] = {"brief": brief.model_dump(mode="json")}
    made_of |= {"brand": brand.model_dump(mode="json") if brand else None}
    made_of |= {"variant": variant} if variant else {}
    return hashlib.sha256(json.dumps(made_of, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _ask(row: "_Row", brief: Brief, variant: int, brand: BrandKit | None, *, several: bool) -> Ask:
    digest = digest_of(brief, brand, variant if several else 0)
    return Ask(row.product.row, row.product.line, row.external_id, brief, variant, several, digest)


class _Row:
    """One product on its way to briefs, gathering what is wrong with it."""

    def __init__(
        self, product: Product, options: BatchOptions, currency: str, choices: "Choices", columns: Mapping[str, str]
    ) -> None:
        self.product, self.options, self.currency, self.choices = product, options, currency, choices
        self.columns = columns
        self.errors: list[RowError] = []
        self.warnings: list[RowError] = []
        self.external_id = (product.text("external_id") or product.text("title"))[:_ID]

    def error(self, field_: str, code: str, message: str) -> None:
        self.errors.append(self._said(field_, code, message))

    def warn(self, field_: str, code: str, message: str) -> None:
        self.warnings.append(self._said(field_, code, message))

    def briefs(self) -> Iterator[tuple[Brief, int]]:
        """The brief of every language and variant."""
        product = self._product()
        variants = self._variants()
        if self.errors:
            return
        for language in self._languages(product):
            brief = self._brief({**self._choices(), "product": product, "language": language})
            if brief is None:
                return
            yield from ((brief, variant) for variant in range(1, variants + 1))

    def _said(self, field_: str, code: str, message: str) -> RowError:
        cells = ("sells_at", "compare_at") if field_ in ("price", "sale_price") else ("packet_images",)
        column = next(filter(None, map(self.product.column, (field_, *cells))), "")
        column = column or next(filter(None, map(self.columns.get, (field_, *cells))), "")
        return RowError(
            row=self.product.row, line=self.product.line, column=column or field_, code=code, message=message
        )

    # --- what it is about -----------------------------------------------------------------------------

    def _product(self) -> dict[str, Any]:
        text, price = self.product.text, self._prices()
        name = self._short("title", text("title"), _NAME)
        if not name:
            self.error("title", "missing_title", "the product has no name")
        if not text("external_id"):
            self.warn("external_id", "no_id", "the row has no id; its name stands in for one")
        description = text("description")
        points = [point for cell in self.product.cells.get("selling_points", ()) for point in read_list(cell.text)]
        found: dict[str, Any] = {
            "name": name,
            "brand": shortened(text("brand"), 60),
            "category": shortened(text("category"), _NAME),
            "description": text_of(description, _TEXT),
            "selling_points": self._few("selling_points", points or points_of(description)),
            "images": self._few("images", self._media("images")),
            "videos": self._few("videos", self._media("videos")),
            "specs": self._specs(),
            "translations": self._translations(),
            **price,
        }
        if not found["images"] and not found["videos"]:
            self.error("images", "no_media", "there is no photo or clip of the product")
        return {name: value for name, value in found.items() if value}

    def _translations(self) -> dict[str, dict[str, Any]]:
        """The product's words in other languages, from columns such as ``title_en``."""
        found = {language: self._translation(language) for language in get_args(Language)}
        return {language: texts for language, texts in found.items() if texts}

    def _translation(self, language: str) -> dict[str, Any]:
        fields = {field: in_language(field, language) for field in TRANSLATED}
        text = {field: self.product.text(name) for field, name in fields.items()}
        points = [
            part for cell in self.product.cells.get(fields["selling_points"], ()) for part in read_list(cell.text)
        ]
        found = {
            "name": self._short(fields["title"], text["title"], _NAME),
            "brand": shortened(text["brand"], 60),
            "category": shortened(text["category"], _NAME),
            "description": text_of(text["description"], _TEXT),
            "selling_points": list((points or points_of(text["description"]))[: _MOST["selling_points"]]),
        }
        return {name: value for name, value in found.items() if value}

    def _media(self, field_: str) -> list[str]:
        names = [name for cell in self.product.cells.get(field_, ()) for name in read_media(cell.text)]
        if field_ == "images":
            packets = self.product.cells.get("packet_images", ())
            names += [name for cell in packets for name in read_packet_images(cell.text)]
        return list(dict.fromkeys(names))

    def _few(self, field_: str, values: list[str] | tuple[str, ...]) -> list[str]:
        most = _MOST[field_]
        if len(values) > most:
            self.warn(field_, "too_many", f"{len(values)} {field_.replace('_', ' ')}; the first {most} are used")
        return list(values[:most])

    def _short(self, field_: str, text: str, most: int) -> str:
        plain = text_of(text, most)
        if len(text) > most:
            self.warn(field_, "shortened", f"{len(text)} characters; the first {len(plain)} are used")
        return plain

    def _specs(self) -> dict[str, str]:
        specs = read_specs(self.product.text("specs")) if self.product.first("specs") else {}
        if specs is None:
            self.error("specs", "specs_invalid", "write specs as 'name: value | name: value'")
        return specs or {}

    # --- what it costs --------------------------------------------------------------------------------

    def _prices(self) -> dict[str, str]:
        """Before and after a discount, and the currency, which is never guessed."""
        price, sale = self._price("price"), self._price("sale_price")
        sells, before = self._price("sells_at"), self._price("compare_at")
        if sells is not None:  # Shopify: what a variant costs now, and what that same variant is compared at
            discount = before is not None and before.amount > sells.amount
            price, sale = (before, sells) if discount else (sells, None)
        if price is None:
            price, sale = sale, None
        if price is None:
            return {}
        currency = self.product.text("currency").upper() or price.currency or self.currency
        if not currency:
            self.error("price", "currency_missing", "no currency is named; say which with a column or an option")
        if sale is not None and sale.currency and sale.currency != currency:
            self.error("sale_price", "currency_differs", f"price is in {currency}, the sale price in {sale.currency}")
        found = {"price": _money(price.amount), "currency": currency}
        return {**found, "sale_price": _money(sale.amount)} if sale is not None else found

    def _price(self, field_: str) -> Price | None:
        cell = self._beside_price() if field_ == "compare_at" else self.product.first(field_)
        if cell is None or (field_ in _NOUGHT_IS_NONE and not cell.text.strip("0., ")):
            return None
        found = read_price(cell.text)
        if found is None:
            self.error(field_, "price_invalid", f"'{cell.text[:40]}' is no price")
        return found

    def _beside_price(self) -> Cell | None:
        """What the product's price is compared at: on the same line, for another variant's is no discount of this."""
        price = self.product.first("sells_at")
        cells = self.product.cells.get("compare_at", ())
        return next((cell for cell in cells if price and cell.line == price.line), None)

    # --- how it is made -------------------------------------------------------------------------------

    def _choices(self) -> dict[str, Any]:
        text, options = self.product.text, self.options
        return {
            "template": text("template") or options.template,
            "voice": text("voice") or options.voice,
            "presenter": text("presenter") or options.presenter,
            "tone": text("tone") or options.tone,
            "audience": text("audience"),
            "seconds": text("seconds") or options.seconds,
            "aspects": list(dict.fromkeys(read_words(text("aspects")))) or list(options.aspects),
            "platforms": list(dict.fromkeys(read_words(text("platforms").lower()))) or list(options.platforms),
            "seed": text("seed") or 7,
        }

    def _languages(self, product: Mapping[str, Any]) -> tuple[str, ...]:
        own = language_of(product["name"])
        languages = read_languages(self.product.text("language")) or self.options.languages or (own,)
        for language in languages:
            if language != own and not product.get("translations", {}).get(language, {}).get("name"):
                told = f"the product's words are in {own} and no column title_{language} translates them; "
                told += f"without a language model the video in {language} says them as they are"
                self.warn("title", "not_translated", told)
        return languages

    def _variants(self) -> int:
        text = self.product.text("variants")
        count = int(text) if text.isdecimal() else 0 if text else self.options.variants
        if not 1 <= count <= MAX_VARIANTS:
            self.error("variants", "variants_invalid", f"variants is a whole number from 1 to {MAX_VARIANTS}")
        return count

    def _brief(self, values: dict[str, Any]) -> Brief | None:
        try:
            brief = Brief.model_validate(values)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                place = [part for part in detail["loc"] if isinstance(part, str) and part != "product"]
                name = place[0] if place else _OF_THE_WHOLE.get(detail["type"], "images")
                self.error(_COLUMNS.get(name, name), f"{name}_invalid", reason(detail))
            return None
        for name, problem in self.choices.problems(brief):
            self.error(name, f"{name}_unknown", problem)
        return None if self.errors else brief


@dataclass
class Choices:
    """What a row may choose by name; every voice is looked up once."""

    templates: frozenset[str]
    _voices: dict[str, str] = field(default_factory=dict)

    def problems(self, brief: Brief) -> Iterator[tuple[str, str]]:
        """The fields that name something unknown, and what to say of them."""
        if brief.template not in self.templates:
            yield "template", f"template '{brief.template}' is unknown; 'vitrine templates' lists them"
        if brief.voice not in self._voices:
            try:
                check_choices(brief)
                self._voices[brief.voice] = ""
            except InputError as error:
                self._voices[brief.voice] = str(error)
        if problem := self._voices[brief.voice]:
            yield "voice", problem


def _money(value: Decimal) -> str:
    return f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else str(value)
