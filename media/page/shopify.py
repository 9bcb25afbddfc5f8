"""Shopify's product JSON, which every Shopify shop serves beside its pages."""

import re
from urllib.parse import urlsplit, urlunsplit

from media.page.facts import MAX_IMAGES, PageFacts, amount, plain_text, read_json

_PRODUCT = re.compile(r"^(.*/products/[^/?#]+?)(?:\.json|\.js)?/?$")


def shopify_url(url: str) -> str:
    """Where a Shopify shop would serve the product of this page; empty when the page cannot be one."""
    parts = urlsplit(url)
    found = _PRODUCT.match(parts.path)
    return urlunsplit((parts.scheme, parts.netloc, f"{found[1]}.json", "", "")) if found else ""


def read_shopify(text: str) -> PageFacts | None:
    """The product in Shopify's JSON; ``None`` when it is something else."""
    value = read_json(text)
    product = value.get("product") if isinstance(value, dict) else None
    if not isinstance(product, dict) or not product.get("title"):
        return None
    variants = product.get("variants")
    first = variants[0] if isinstance(variants, list) and variants and isinstance(variants[0], dict) else {}
    now, before = amount(first.get("price")), amount(first.get("compare_at_price"))
    cut = now if now and before and before > now else None
    images = product.get("images")
    sources = [one.get("src") for one in (images if isinstance(images, list) else []) if isinstance(one, dict)]
    return PageFacts(
        source="Shopify",
        name=plain_text(product.get("title"), 300),
        brand=plain_text(product.get("vendor"), 100),
        category=plain_text(product.get("product_type"), 200),
        description=plain_text(product.get("body_html")),
        price=before if cut else now,
        sale_price=cut,
        currency=plain_text(first.get("price_currency"), 3).upper(),
        images=tuple(str(one) for one in sources if one)[:MAX_IMAGES],
    )
