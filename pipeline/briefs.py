"""Briefs and brand kits from files: strict, and every mistake answered in the seller's words."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import BriefError
from pipeline.currencies import CODES, SAID
from pipeline.documents import BRAND_KIT, BRIEF, Document, read_document
from pipeline.explain import FieldHints, explain, explain_value

_COLOUR = "write a colour as '#RRGGBB', in quotes"

BRIEF_HINTS: FieldHints = MappingProxyType(
    {
        "product": "begin with 'product:' and give it a name and images",
        "product.no_media": "list one under product.images or product.videos",
        "product.sale_above_price": "price is what it costs before the discount; swap or correct the two",
        "product.name": "write the product's name, up to 120 characters",
        "product.price": 'write the price as a number of 0 or more, such as "129.00"',
        "product.sale_price": 'write the price as a number of 0 or more, such as "99.00"',
        "product.currency": "write the three capital letters of ISO 4217, such as CNY or USD",
        "product.description": "shorten it to 2,000 characters; the video uses a sentence or two of it",
        "product.images": "list the photos as [photo-1.jpg, photo-2.jpg]; up to 20, paths relative to the brief",
        "product.videos": "list the clips as [clip.mp4]; up to 10, paths relative to the brief",
        "product.specs": "write them as {name: value}",
        "product.reviews.rating": "write a number from 1 to 5",
        "seconds": "ask for 6 to 60 whole seconds",
        "aspects": 'choose from "9:16", "4:5", "1:1" and "16:9", as a list',
        "platforms": "choose from douyin, kuaishou, xiaohongshu, tiktok, reels and shorts, as a list",
        "template": "write auto, or a name that 'vitrine templates' lists",
        "presenter": "write auto or none",
        "voice": "write auto, or the name of a voice that 'vitrine doctor' lists",
        "captions": "write auto, colour, box or pop",
        "music": "write auto, none, a track that 'vitrine music' lists, or the path of your own",
        "seed": "write a whole number from 0 to 2147483647; it makes the result repeatable",
    }
)
BRAND_HINTS: FieldHints = MappingProxyType(
    {
        "primary": _COLOUR,
        "accent": _COLOUR,
        "background": _COLOUR,
        "call_to_action": "shorten it to 24 characters",
        "font": "choose display, text, condensed, serif or hand",
        "music": "write a track that 'vitrine music' lists, or the path of your own",
        "pronunciations": "write them as {as written: as said}, in letters and digits, such as {NORDLEAF: nord leaf}",
        "logo": "write the path of a PNG or JPEG, relative to the brand kit",
    }
)


def load_brief(path: Path) -> Brief:
    """The brief in a YAML or JSON file. Raises BriefError naming each wrong field, why, and the remedy."""
    return parse_brief(read_document(path, BRIEF))


def parse_brief(document: Document) -> Brief:
    """The brief in a parsed document."""
    try:
        brief = Brief.model_validate(document.value)
    except ValidationError as error:
        raise explain(error, document, Brief, BRIEF_HINTS) from error
    _check_currency(brief, document)
    return brief


def load_brand_kit(path: Path) -> BrandKit:
    """The brand kit in a YAML or JSON file. Raises BriefError naming each wrong field."""
    document = read_document(path, BRAND_KIT)
    try:
        return BrandKit.model_validate(document.value)
    except ValidationError as error:
        raise explain(error, document, BrandKit, BRAND_HINTS) from error


def override(brief: Brief, changes: Mapping[str, object], options: Mapping[str, str]) -> Brief:
    """The brief with some fields replaced, as a command line does; ``options`` names each field's option.

    Raises BriefError naming the option.
    """
    given = {field: value for field, value in changes.items() if value is not None}
    if not given:
        return brief
    try:
        return Brief.model_validate({**brief.model_dump(), **given})
    except ValidationError as error:
        option = options[str(error.errors()[0]["loc"][0])]
        reason, remedy = explain_value(error, option, BRIEF_HINTS)
        raise BriefError(reason, hint=remedy) from error


def _check_currency(brief: Brief, document: Document) -> None:
    code = brief.product.currency
    if code in CODES:
        return
    line = document.lines.get(("product", "currency"))
    where = f" (line {line})" if line else ""
    raise BriefError(
        f"brief '{document.path}': product.currency{where} is '{code}', which is not an ISO 4217 code",
        hint=f"write {SAID[code]}" if code in SAID else BRIEF_HINTS["product.currency"],
    )
