"""Intake: every file a brief names, checked and copied into the asset store before anything is spent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from domain.asset import Asset, AssetKind, AssetStore
from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import AssetError, BriefError
from pipeline.briefs import load_brand_kit

_ARTICLES: Mapping[AssetKind, str] = MappingProxyType({"image": "an image", "video": "a video", "audio": "a sound"})


@dataclass(frozen=True)
class Intake:
    """A brief whose files are all in the store, with the brand it asked for."""

    brief: Brief
    brand: BrandKit
    images: tuple[Asset, ...] = ()
    videos: tuple[Asset, ...] = ()
    logo: Asset | None = None


def take_in(brief: Brief, folder: Path, store: AssetStore) -> Intake:
    """Store the files of a brief lying in ``folder``. Raises AssetError or BriefError naming the field."""
    images = _put_all(brief.product.images, "product.images", "image", folder, store)
    videos = _put_all(brief.product.videos, "product.videos", "video", folder, store)
    if brief.brand_kit is None:
        return Intake(brief, BrandKit(), images, videos)
    path = folder / brief.brand_kit
    try:
        brand = load_brand_kit(path)
    except BriefError as error:
        raise BriefError(f"brand_kit: {error.message}", hint=error.hint) from error
    logo = _put("brand kit's logo", brand.logo, "image", path.parent, store) if brand.logo else None
    return Intake(brief, brand, images, videos, logo)


def _put_all(names: tuple[str, ...], field: str, kind: AssetKind, folder: Path, store: AssetStore) -> tuple[Asset, ...]:
    return tuple(_distinct(_put(f"{field}[{i}]", name, kind, folder, store) for i, name in enumerate(names)))


def _put(field: str, name: str, kind: AssetKind, folder: Path, store: AssetStore) -> Asset:
    try:
        asset = store.put_file(folder / name)
    except AssetError as error:
        raise AssetError(f"{field}: {error.message}", hint=error.hint) from error
    if asset.kind != kind:
        found = f"'{name}' is {_ARTICLES[asset.kind]}, not {_ARTICLES[kind]}"
        raise AssetError(f"{field}: {found}", hint="list photos under product.images and clips under product.videos")
    return asset


def _distinct(assets: Iterator[Asset]) -> Iterator[Asset]:
    """Each picture once, however often the brief lists it: a repeated shot looks like a mistake."""
    seen: set[str] = set()
    for asset in assets:
        if asset.sha256 not in seen:
            seen.add(asset.sha256)
            yield asset
