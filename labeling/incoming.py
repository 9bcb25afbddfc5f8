"""The marks that photos and clips came with: read before they are used, kept in the lineage of what is made."""

import mmap
from pathlib import Path

from domain.errors import LabelError
from domain.label import IncomingMark
from labeling.c2pa_read import read_credentials
from labeling.c2pa_sign import Ingredient
from labeling.formats import Format, formats

_SIGNS = (b"AIGC", b"c2pa", b"C2PA")


def lineage_of(ingredients: tuple[Ingredient, ...], anchors: str = "") -> tuple[IncomingMark, ...]:
    """The marks of each ingredient that has any."""
    marks = (incoming_mark(ingredient, anchors) for ingredient in ingredients)
    return tuple(mark for mark in marks if mark is not None)


def incoming_mark(ingredient: Ingredient, anchors: str = "") -> IncomingMark | None:
    """What a photo or clip says of itself, or None when it carries neither AIGC metadata nor credentials."""
    asset = ingredient.asset
    kind = next((row for row in formats() if row.mime == asset.mime), None)
    if kind is None or not _has_sign(ingredient.path):
        return None
    aigc = _aigc(ingredient.path, kind)
    state, types = _credentials(ingredient.path, kind, anchors)
    if not aigc and not state:
        return None
    return IncomingMark(asset=asset.name, sha256=asset.sha256, aigc=aigc, credentials=state, source_types=types)


def _has_sign(path: Path) -> bool:
    """Whether the bytes hold a word every such mark has: most photos have none, and cost nothing more."""
    if not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return any(data.find(sign) >= 0 for sign in _SIGNS)


def _aigc(path: Path, kind: Format) -> tuple[str, ...]:
    try:
        return tuple(copy.text for copy in kind.read(path).copies)
    except LabelError:
        return ()


def _credentials(path: Path, kind: Format, anchors: str) -> tuple[str, tuple[str, ...]]:
    try:
        found = read_credentials(path, kind.mime, anchors)
    except LabelError as error:
        return f"unreadable: {error.message}", ()
    issuer = f" ({found.issuer})" if found.issuer else ""
    return (f"{found.state}{issuer}" if found.state else ""), found.source_types
