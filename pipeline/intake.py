"""Intake: every file a brief names, checked and copied into the asset store before anything is spent.

A name such as ``asset:<sha256>`` means what is in the store already: so a brief is complete without its folder.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType

from domain.asset import Asset, AssetKind, AssetStore
from domain.base import Colour
from domain.brand import BrandKit
from domain.brief import Brief, names_a_file
from domain.errors import AssetError, BriefError
from media.logo import inks_of
from media.transparent import trimmed
from pipeline.briefs import load_brand_kit
from pipeline.clips import look_at_clips
from pipeline.cutouts import cut_products
from templates.casting import shows_clips
from templates.spec import TemplateSpec

STORED = "asset:"
"""How the name of a medium begins that is in the store already; its SHA-256 follows."""
_MAY_BE_CLEAR = frozenset(("image/png", "image/webp"))
_ARTICLES: Mapping[AssetKind, str] = MappingProxyType({"image": "an image", "video": "a video", "audio": "a sound"})


@dataclass(frozen=True)
class Taken:
    """A brief whose files are all in the store, with the brand it asked for.

    ``pair`` are the photos before and after, ``music`` is the seller's own, ``logo_inks`` are colours of
    a logo that has no ground of its own.
    """

    brief: Brief
    brand: BrandKit
    images: tuple[Asset, ...] = ()
    videos: tuple[Asset, ...] = ()
    logo: Asset | None = None
    pair: tuple[Asset, ...] = ()
    music: Asset | None = None
    logo_inks: tuple[Colour, ...] = ()

    @property
    def wants_music(self) -> bool:
        """Whether a piece is to be written: there is to be music, and the seller gave none."""
        return self.brief.music != "none" and self.music is None


@dataclass(frozen=True, kw_only=True)
class Intake(Taken):
    """The same while products are still being cut out of their photos; ``look`` gives ``videos`` with where the product
    is in them."""

    cutting: Future[Mapping[str, Asset]]
    look: Callable[[], tuple[Asset, ...]]

    @property
    def cutouts(self) -> Mapping[str, Asset]:
        """The products cut out, by their photo's hash; waits until they are, and raises what cutting raised."""
        return self.cutting.result()

    def filmed(self, template: TemplateSpec) -> tuple[Asset, ...]:
        """The clips, looked at where this template shows them: that takes a while."""
        return self._looked_at if shows_clips(template) or not self.images else self.videos

    @cached_property
    def _looked_at(self) -> tuple[Asset, ...]:
        return self.look()

    @property
    def pictures(self) -> tuple[Asset, ...]:
        """Every photo and clip there is to show."""
        logo = (self.logo,) if self.logo else ()
        return (*self.images, *self.videos, *self.pair, *self.cutouts.values(), *logo)


def take_in(
    brief: Brief, folder: Path, store: AssetStore, brand: BrandKit | None = None, memory: Path | None = None
) -> Intake:
    """Store the files of a brief lying in ``folder`` and begin to cut its products out: that takes half a second, in
    which the script is written and spoken.

    ``brand`` stands in for the file it names, ``memory`` is a folder that remembers which photos could be cut out and
    what was seen in clips. Raises AssetError or BriefError naming the field.
    """
    taken = take_files(brief, folder, store, brand)
    return with_cutouts(taken, partial(cut_products, taken.images, store, memory), store, memory)


def take_files(brief: Brief, folder: Path, store: AssetStore, brand: BrandKit | None = None) -> Taken:
    """The files of a brief in the store, as ``take_in`` takes them."""
    images = _put_all(brief.product.images, "product.images", "image", folder, store)
    videos = _put_all(brief.product.videos, "product.videos", "video", folder, store)
    path = folder / (brief.brand_kit or "")
    kit = brand or (_brand_kit(path) if brief.brand_kit else BrandKit())
    logo = _put("brand kit's logo", kit.logo, "image", path.parent, store) if kit.logo else None
    pair, music = _put_pair(brief, folder, store), _put_music(brief, kit, folder, path.parent, store)
    inks = inks_of(store.path(logo.sha256)) if logo else ()
    return Taken(brief, kit, images, videos, logo, pair, music, inks)


def with_cutouts(
    taken: Taken, cut: Callable[[], Mapping[str, Asset]], store: AssetStore, memory: Path | None
) -> Intake:
    """What was taken in, while ``cut`` cuts the products out in a thread."""
    pool = ThreadPoolExecutor(1, "cut-outs")
    cutting = pool.submit(cut)
    pool.shutdown(wait=False)
    return Intake(**vars(taken), cutting=cutting, look=partial(look_at_clips, taken.videos, store, memory))


def _brand_kit(path: Path) -> BrandKit:
    try:
        return load_brand_kit(path)
    except BriefError as error:
        raise BriefError(f"brand_kit: {error.message}", hint=error.hint) from error


def stored_kit(path: Path, store: AssetStore) -> BrandKit:
    """The brand kit in a file with its logo and music in the store. Raises AssetError or BriefError."""
    kit = _brand_kit(path)
    logo = _put("brand kit's logo", kit.logo, "image", path.parent, store) if kit.logo else None
    own = kit.music and names_a_file(kit.music)
    music = _put("brand kit's music", kit.music or "", "audio", path.parent, store) if own else None
    return kit.model_copy(update={
        "logo": f"{STORED}{logo.sha256}" if logo else None,
        "music": f"{STORED}{music.sha256}" if music else kit.music,
    })  # fmt: skip


def _put_pair(brief: Brief, folder: Path, store: AssetStore) -> tuple[Asset, ...]:
    """The photos before and after, where there are both."""
    before, after = brief.product.before, brief.product.after
    if before is None or after is None:
        return ()
    named = (("product.before", before), ("product.after", after))
    return tuple(_put(field_, name, "image", folder, store) for field_, name in named)


def _put_music(brief: Brief, kit: BrandKit, folder: Path, kit_folder: Path, store: AssetStore) -> Asset | None:
    """The brief's own music; the brand's own where the brief leaves it open."""
    if brief.own_music:
        return _put("music", brief.own_music, "audio", folder, store)
    if brief.music == "auto" and kit.music and names_a_file(kit.music):
        return _put("brand kit's music", kit.music, "audio", kit_folder, store)
    return None


def _put_all(names: tuple[str, ...], field: str, kind: AssetKind, folder: Path, store: AssetStore) -> tuple[Asset, ...]:
    """Two files are looked at side by side; of those that cannot be used, the first in the list is named."""
    with ThreadPoolExecutor(2, "intake") as pool:
        found = pool.map(
            lambda i: _trimmed(_put(f"{field}[{i}]", names[i], kind, folder, store), store), range(len(names))
        )
        return tuple(_distinct(found))


def _trimmed(asset: Asset, store: AssetStore) -> Asset:
    """A picture of a product on nothing without what is empty around it, which would be taken for picture."""
    if asset.mime not in _MAY_BE_CLEAR or not asset.white_background:
        return asset
    data = trimmed(store.path(asset.sha256))
    return store.put_bytes(data, asset.name) if data else asset


def _put(field: str, name: str, kind: AssetKind, folder: Path, store: AssetStore) -> Asset:
    if "://" in name:
        raise AssetError(
            f"{field}: '{name[:80]}' is an address, and addresses are not fetched",
            hint="download the file and name it; 'vitrine make --url' reads a product page",
        )
    try:
        stored = name.startswith(STORED)
        asset = store.get(name.removeprefix(STORED)) if stored else store.put_file(folder / name)
    except AssetError as error:
        raise AssetError(f"{field}: {error.message}", hint=error.hint) from error
    if asset.kind != kind:
        found = f"'{name}' is {_ARTICLES[asset.kind]}, not {_ARTICLES[kind]}"
        raise AssetError(f"{field}: {found}", hint="photos: product.images; clips: product.videos; sound: music")
    return asset


def _distinct(assets: Iterator[Asset]) -> Iterator[Asset]:
    """Each picture once, however often the brief lists it: a repeated shot looks like a mistake."""
    seen: set[str] = set()
    for asset in assets:
        if asset.sha256 not in seen:
            seen.add(asset.sha256)
            yield asset
