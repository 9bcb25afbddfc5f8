"""A product page as the brief: its facts and photos, shown before they are used."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from domain.brief import Brief, Language
from domain.errors import BriefError, FetchError
from media.page.facts import PageFacts
from media.page.read import Fetches, read_product_page
from pipeline.currencies import CODES
from pipeline.export import slug
from pipeline.files import write_whole

_KINDS = ((b"\xff\xd8\xff", ".jpg"), (b"\x89PNG\r\n\x1a\n", ".png"), (b"RIFF", ".webp"))
_LONGEST = {"name": 120, "brand": 60, "category": 120, "description": 2000}


@dataclass(frozen=True)
class Photo:
    """A photo of the page: where it came from, its bytes, and the name it is kept under."""

    url: str
    data: bytes
    name: str


@dataclass(frozen=True)
class PageBrief:
    """The brief a page came to, with its photos; ``notes`` say what was left out or could not be fetched."""

    url: str
    source: str
    brief: Brief
    photos: tuple[Photo, ...]
    notes: tuple[str, ...]

    def write(self, file: Path) -> None:
        """The brief as YAML at ``file``, its photos beside it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        for photo in self.photos:
            target = file.parent / photo.name
            target.parent.mkdir(exist_ok=True)
            write_whole(target, photo.data)
        plain = self.brief.model_dump(mode="json", exclude_defaults=True)
        head = f"# From {self.url} ({self.source}). Look through it: what stands here is what the video may say.\n"
        write_whole(file, (head + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=120)).encode())


def brief_from_page(url: str, fetcher: Fetches, language: Language | None = None) -> PageBrief:
    """The brief that the page at ``url`` comes to. Raises FetchError, and BriefError when it lacks what is needed."""
    facts = read_product_page(url, fetcher)
    notes: list[str] = []
    photos = tuple(_photos(facts, fetcher, notes))
    if not photos:
        raise BriefError(f"'{url}' has no photo that could be fetched", hint="write a brief with photos of your own")
    values = {"product": _product(facts, photos, notes), "language": language or _language(facts)}
    try:
        brief = Brief.model_validate(values)
    except ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(str(part) for part in detail["loc"])
        raise BriefError(f"'{url}': {where}: {detail['msg']}", hint="write a brief by hand") from error
    return PageBrief(url, facts.source, brief, photos, tuple(notes))


def _photos(facts: PageFacts, fetcher: Fetches, notes: list[str]) -> Iterator[Photo]:
    folder = slug(facts.name)[:40]
    for number, url in enumerate(facts.images, start=1):
        try:
            data = fetcher.get(url, "image/jpeg,image/png,image/webp").body
        except FetchError as error:
            notes.append(f"photo {number} was left out: {error.message}")
            continue
        kind = next((suffix for head, suffix in _KINDS if data.startswith(head)), "")
        if kind == ".webp" and data[8:12] != b"WEBP":
            kind = ""
        if kind:
            yield Photo(url, data, f"{folder}/photo-{number}{kind}")
        else:
            notes.append(f"photo {number} was left out: it is no JPEG, PNG or WebP")


def _product(facts: PageFacts, photos: tuple[Photo, ...], notes: list[str]) -> dict[str, Any]:
    texts = {name: _within(name, getattr(facts, name), notes) for name in _LONGEST}
    priced = _priced(facts, notes)
    specs = {key: value for key, value in facts.specs[:30] if key and value}
    reviews = [{"author": one.author, "rating": one.rating, "text": one.text} for one in facts.reviews]
    if reviews:
        notes.append(f"{len(reviews)} reviews were taken over: keep those whose authors agreed")
    values = {**texts, **priced, "specs": specs, "reviews": reviews, "images": [photo.name for photo in photos]}
    return {name: value for name, value in values.items() if value}


def _priced(facts: PageFacts, notes: list[str]) -> dict[str, str]:
    """Prices only with a currency: a number alone would be told as yuan."""
    if facts.price is None:
        return {}
    if facts.currency not in CODES:
        notes.append(f"the price {facts.price} was left out: the page names no currency for it")
        return {}
    sale: dict[str, Decimal] = {"sale_price": facts.sale_price} if facts.sale_price else {}
    return {name: str(value) for name, value in {"price": facts.price, **sale}.items()} | {"currency": facts.currency}


def _within(name: str, text: str, notes: list[str]) -> str:
    """The text, or its whole words that fit; what was left out is noted."""
    most = _LONGEST[name]
    if len(text) <= most:
        return text
    cut = text[:most]
    whole = cut.rsplit(" ", 1)[0] if " " in cut[most // 2 :] else cut
    notes.append(f"{name} was shortened to {len(whole)} of {len(text)} characters")
    return whole


def _language(facts: PageFacts) -> Language:
    """The page's own language, else the one its name is written in."""
    if facts.language[:2].lower() in ("zh", "en"):
        return "zh" if facts.language[:2].lower() == "zh" else "en"
    return "zh" if any("一" <= char <= "鿿" for char in facts.name) else "en"
