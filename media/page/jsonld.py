"""schema.org Product in JSON-LD."""

from collections.abc import Iterator
from decimal import Decimal

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from media.page.facts import MAX_IMAGES, PageFacts, PageReview, amount, plain_text, read_json, texts_of

_TYPES = frozenset({"product", "productgroup", "individualproduct", "productmodel"})
_DEPTH, _SCRIPTS, _REVIEWS = 8, 20, 5
_BEFORE = ("listprice", "strikethroughprice", "srp", "msrp")


def read_json_ld(page: HTMLParser) -> PageFacts | None:
    """The first product that the page's JSON-LD describes."""
    for script in page.css('script[type="application/ld+json"]')[:_SCRIPTS]:
        for thing in _things(read_json(script.text()), _DEPTH):
            if _kinds(thing) & _TYPES and thing.get("name"):
                return _facts(thing)
    return None


def _things(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth == 0:
        return
    if isinstance(value, dict):
        yield value
        for part in (value.get("@graph"), value.get("mainEntity"), value.get("itemListElement"), value.get("item")):
            yield from _things(part, depth - 1)
    elif isinstance(value, list):
        for part in value[:50]:
            yield from _things(part, depth - 1)


def _kinds(thing: dict[str, object]) -> frozenset[str]:
    kind = thing.get("@type")
    return frozenset(str(one).rpartition("/")[2].lower() for one in (kind if isinstance(kind, list) else [kind]))


def _facts(thing: dict[str, object]) -> PageFacts:
    offer = _offer(thing)
    now, before = _prices(offer)
    return PageFacts(
        source="JSON-LD",
        name=plain_text(thing.get("name"), 300),
        brand=next(iter(texts_of(_named(thing.get("brand")))), ""),
        category=next(iter(texts_of(_named(thing.get("category")))), ""),
        description=plain_text(thing.get("description")),
        price=before or now,
        sale_price=now if before else None,
        currency=plain_text(offer.get("priceCurrency") or _specification(offer).get("priceCurrency"), 3).upper(),
        language=plain_text(thing.get("inLanguage"), 10),
        specs=tuple(_specs(thing)),
        images=texts_of(thing.get("image"))[:MAX_IMAGES],
        reviews=tuple(_reviews(thing))[:_REVIEWS],
    )


def _named(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


def _offer(thing: dict[str, object]) -> dict[str, object]:
    variants = thing.get("hasVariant")
    first = variants[0] if isinstance(variants, list) and variants else {}
    offers = thing.get("offers") or (first.get("offers") if isinstance(first, dict) else None)
    one = offers[0] if isinstance(offers, list) and offers else offers
    if isinstance(one, dict) and isinstance(one.get("offers"), list) and one["offers"] and not one.get("lowPrice"):
        one = one["offers"][0]
    return one if isinstance(one, dict) else {}


def _specification(offer: dict[str, object]) -> dict[str, object]:
    stated = offer.get("priceSpecification")
    one = stated[0] if isinstance(stated, list) and stated else stated
    return one if isinstance(one, dict) else {}


def _prices(offer: dict[str, object]) -> tuple[Decimal | None, Decimal | None]:
    """What it costs now, and before where that was more."""
    now = amount(offer.get("price")) or amount(offer.get("lowPrice")) or amount(_specification(offer).get("price"))
    stated = offer.get("priceSpecification")
    specifications = stated if isinstance(stated, list) else [stated]
    before = None
    for one in specifications:
        if isinstance(one, dict) and str(one.get("priceType", "")).rpartition("/")[2].lower() in _BEFORE:
            before = amount(one.get("price"))
    return now, before if before and now and before > now else None


def _specs(thing: dict[str, object]) -> Iterator[tuple[str, str]]:
    for name in ("material", "color", "size", "weight", "width", "height", "depth"):
        value = thing.get(name)
        text = plain_text(_measured(value), 200)
        if text:
            yield name, text
    extra = thing.get("additionalProperty")
    for one in (extra if isinstance(extra, list) else [])[:20]:
        if isinstance(one, dict) and plain_text(one.get("name")) and plain_text(_measured(one)):
            yield plain_text(one.get("name"), 200), plain_text(_measured(one), 200)


def _measured(value: object) -> object:
    if not isinstance(value, dict):
        return value
    unit = value.get("unitText") or value.get("unitCode") or ""
    return f"{value.get('value') or value.get('name') or ''} {unit}".strip()


def _reviews(thing: dict[str, object]) -> Iterator[PageReview]:
    stated = thing.get("review")
    for one in stated if isinstance(stated, list) else [stated]:
        if not isinstance(one, dict):
            continue
        rating = one.get("reviewRating")
        value = amount(rating.get("ratingValue")) if isinstance(rating, dict) else None
        text, author = plain_text(one.get("reviewBody"), 500), plain_text(_named(one.get("author")), 200)
        if text and value and 1 <= value <= 5:
            yield PageReview(author or "a buyer", float(value), text)
