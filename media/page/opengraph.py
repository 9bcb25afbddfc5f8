"""Open Graph: what a page tells those who share it."""

from selectolax.lexbor import LexborHTMLParser as HTMLParser

from media.page.facts import MAX_IMAGES, PageFacts, amount, plain_text


def read_open_graph(page: HTMLParser) -> PageFacts | None:
    """The product in a page's Open Graph tags; ``None`` where they name nothing."""
    found: dict[str, list[str]] = {}
    for tag in page.css("meta[content]")[:300]:
        name = (tag.attributes.get("property") or tag.attributes.get("name") or "").lower()
        if name.startswith(("og:", "product:")):
            found.setdefault(name, []).append(plain_text(tag.attributes.get("content")))
    first = {name: values[0] for name, values in found.items() if values[0]}
    if "og:title" not in first:
        return None
    now = amount(first.get("product:sale_price:amount"))
    full = amount(first.get("product:price:amount")) or amount(first.get("og:price:amount"))
    lower = now if now and full and now < full else None
    currency = first.get("product:price:currency") or first.get("og:price:currency") or ""
    return PageFacts(
        source="Open Graph",
        name=first["og:title"][:300],
        brand=first.get("product:brand", ""),
        category=first.get("product:category", ""),
        description=first.get("og:description", ""),
        price=full or now,
        sale_price=lower,
        currency=currency[:3].upper(),
        language=first.get("og:locale", "")[:10],
        images=tuple(found.get("og:image", []) or found.get("og:image:secure_url", []))[:MAX_IMAGES],
    )
