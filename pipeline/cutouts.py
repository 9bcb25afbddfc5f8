"""Cut-outs: the product of each photo on white, cut out once and kept; only good ones are used."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from domain.asset import Asset, AssetStore
from domain.errors import AssetError
from media.cutout import cut_out, png
from media.transparent import roomy
from pipeline.remembering import Found, recall, remember

_VERSION = 9
"""Counts up when products are cut another way, so that cut-outs of before are made anew."""


class _Known(Found):
    """What came of cutting a photo: the cut-out, or nothing good."""

    quality: float
    asset: Asset | None


def cut_products(images: Sequence[Asset], store: AssetStore, memory: Path | None) -> Mapping[str, Asset]:
    """For every photo on white that could be cut out well, by its hash, the product alone.

    ``memory`` is a folder where it is remembered what came of each photo.
    """
    found = {image.sha256: _cut(image, store, memory) for image in images if image.white_background}
    return {sha256: known.asset for sha256, known in found.items() if known.asset}


def _cut(image: Asset, store: AssetStore, memory: Path | None) -> _Known:
    known = recall(_Known, image, _VERSION, memory)
    if known is None or not _is_stored(known.asset, store):
        cut = cut_out(store.path(image.sha256))
        asset = None
        if cut and cut.good:
            stored = replace(cut, pixels=roomy(cut.pixels))
            asset = store.put_bytes(png(stored), f"{Path(image.name).stem}-cut.png")
        known = _Known(version=_VERSION, quality=cut.quality if cut else 0.0, asset=asset)
        remember(known, image, memory)
    return known


def _is_stored(asset: Asset | None, store: AssetStore) -> bool:
    """Whether a cut-out is still there, or there was none."""
    try:
        return asset is None or bool(store.path(asset.sha256))
    except AssetError:
        return False
