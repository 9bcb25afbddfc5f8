"""Cut-outs: the product of each photo on white, cut out once and kept; only good ones are used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from domain.asset import Asset, AssetStore
from domain.base import Frozen
from domain.errors import AssetError
from media.cutout import cut_out, png
from media.transparent import roomy

_VERSION = 6
"""Counts up when products are cut another way, so that cut-outs of before are made anew."""


class _Known(Frozen):
    """What came of cutting a photo: the cut-out, or nothing good."""

    version: int
    quality: float
    asset: Asset | None


def cut_products(images: Sequence[Asset], store: AssetStore, memory: Path | None) -> Mapping[str, Asset]:
    """For every photo on white that could be cut out well, by its hash, the product alone.

    ``memory`` is a folder where it is remembered what came of each photo.
    """
    found = {image.sha256: _cut(image, store, memory) for image in images if image.white_background}
    return {sha256: known.asset for sha256, known in found.items() if known.asset}


def _cut(image: Asset, store: AssetStore, memory: Path | None) -> _Known:
    note = memory / f"{image.sha256}.json" if memory else None
    known = _remembered(note, store) if note else None
    if known is None:
        cut = cut_out(store.path(image.sha256))
        asset = None
        if cut and cut.good:
            stored = replace(cut, pixels=roomy(cut.pixels))
            asset = store.put_bytes(png(stored), f"{Path(image.name).stem}-cut.png")
        known = _Known(version=_VERSION, quality=cut.quality if cut else 0.0, asset=asset)
        if note:
            note.parent.mkdir(parents=True, exist_ok=True)
            fresh = note.with_suffix(".new")
            fresh.write_text(known.model_dump_json(), encoding="utf-8")
            fresh.replace(note)
    return known


def _remembered(note: Path, store: AssetStore) -> _Known | None:
    try:
        known = _Known.model_validate_json(note.read_bytes())
        if known.asset:
            store.path(known.asset.sha256)
    except (OSError, ValidationError, AssetError):
        return None
    return known if known.version == _VERSION else None
