"""What a product page says of its product, and where it said so."""

import html
import json
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from selectolax.lexbor import LexborHTMLParser as HTMLParser

_AMOUNT = re.compile(r"\d[\d.,\s'’]*")
MAX_IMAGES = 8


@dataclass(frozen=True)
class PageReview:
    """A buyer's words on the page."""

    author: str
    rating: float
    text: str


@dataclass(frozen=True)
class PageFacts:
    """A product as one part of a page describes it; empty where that part says nothing. ``source`` names the part.

    ``price`` is what it costs before a discount; ``sale_price`` what it costs now, where that is less.
    """

    source: str
    name: str = ""
    brand: str = ""
    category: str = ""
    description: str = ""
    price: Decimal | None = None
    sale_price: Decimal | None = None
    currency: str = ""
    language: str = ""
    specs: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
    reviews: tuple[PageReview, ...] = field(default=())


def plain_text(value: object, most: int = 4000) -> str:
    """A value of the page as plain words: no markup, no control or invisible characters, white space folded."""
    text = str(value) if isinstance(value, str | int | float | Decimal) else ""
    text = text[: 4 * most]
    if "<" in text or "&" in text:
        text = HTMLParser(html.unescape(text)).text(separator=" ") if "<" in text else html.unescape(text)
    seen = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text)
    return re.sub(r"\s+", " ", seen).strip()[:most]


def amount(value: object) -> Decimal | None:
    """A price in any spelling (``1,299.00``, ``1.299,00``, ``¥ 99``) as an amount; ``None`` when it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    found = _AMOUNT.search(str(value))
    if found is None:
        return None
    digits = re.sub(r"[\s'’]", "", found[0]).rstrip(".,")
    if "," in digits and "." in digits:
        comma_last = digits.rfind(",") > digits.rfind(".")
        digits = digits.replace(".", "").replace(",", ".") if comma_last else digits.replace(",", "")
    elif "," in digits:
        head, _, tail = digits.rpartition(",")
        digits = f"{head.replace(',', '')}.{tail}" if len(tail) in (1, 2) else digits.replace(",", "")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    try:
        known = Decimal(digits)
    except InvalidOperation:
        return None
    return known.quantize(Decimal("0.01")) if 0 < known < 10**9 else None


def read_json(text: str) -> object | None:
    """JSON of a stranger; ``None`` when it is broken, too large or nested too deeply to be a product."""
    if len(text) > 2_000_000:
        return None
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def texts_of(value: object) -> tuple[str, ...]:
    """A text or a list of texts, and the ``url`` or ``name`` of objects among them."""
    items = value if isinstance(value, list) else [value]
    found = (
        item.get("url") or item.get("contentUrl") or item.get("name") if isinstance(item, dict) else item
        for item in items
    )
    return tuple(plain_text(one, 2000) for one in found if isinstance(one, str) and one.strip())
