"""Reading a product page: fetched safely, each part read as data, the parts put together."""

from dataclasses import fields, replace
from typing import Protocol
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from domain.errors import FetchError
from media.fetch import Fetched
from media.page.facts import MAX_IMAGES, PageFacts
from media.page.jsonld import read_json_ld
from media.page.opengraph import read_open_graph
from media.page.shopify import read_shopify, shopify_url

_PAGE = "text/html,application/xhtml+xml;q=0.9"


class Fetches(Protocol):
    """Fetches by address, safely."""

    def get(self, url: str, accept: str = "*/*") -> Fetched:
        """The file at ``url``. Raises FetchError."""


def read_product_page(url: str, fetcher: Fetches) -> PageFacts:
    """What the page at ``url`` says of its product; ``source`` names every part that said something.

    Raises FetchError when the page cannot be fetched or describes no product.
    """
    fetched = fetcher.get(url, _PAGE)
    page = HTMLParser(_text(fetched))
    language = page.root.attributes.get("lang") or "" if page.root else ""
    found = [read_json_ld(page), _shopify(page, fetched.url, fetcher), read_open_graph(page)]
    known = [facts for facts in found if facts]
    if not known:
        raise FetchError(
            f"'{url}' describes no product", hint="give a page with JSON-LD or Open Graph data, or write a brief"
        )
    whole = _joined(known)
    images = tuple(dict.fromkeys(urljoin(fetched.url, image) for image in whole.images))
    return replace(whole, images=images[:MAX_IMAGES], language=whole.language or language)


def _shopify(page: HTMLParser, url: str, fetcher: Fetches) -> PageFacts | None:
    """Shopify's own JSON, asked for only where the page shows that it is Shopify's."""
    address = shopify_url(url)
    if not address or "shopify" not in (page.html or "").lower():
        return None
    try:
        return read_shopify(_text(fetcher.get(address, "application/json")))
    except FetchError:
        return None


def _text(fetched: Fetched) -> str:
    try:
        return fetched.body.decode(fetched.charset or "utf-8", errors="replace")
    except LookupError:
        return fetched.body.decode("utf-8", errors="replace")


def _joined(parts: list[PageFacts]) -> PageFacts:
    """Each field from the first part that has it; the two prices always from the same part."""
    priced = next((one for one in parts if one.price is not None), parts[0])
    values = {
        field.name: next((value for one in parts if (value := getattr(one, field.name))), getattr(parts[0], field.name))
        for field in fields(PageFacts)
    }
    values |= {"price": priced.price, "sale_price": priced.sale_price}
    values["currency"] = priced.currency or values["currency"]
    return PageFacts(**{**values, "source": " + ".join(one.source for one in parts)})
