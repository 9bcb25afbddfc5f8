"""What a video is made of, besides its template."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.asset import Asset
from domain.base import Colour
from domain.brand import BrandKit
from domain.brief import Aspect, CaptionMark, Platform, ProductFacts
from domain.presenter import Cast
from domain.script import Script
from domain.voice import Voiceover


@dataclass(frozen=True)
class ComposeInputs:
    """Everything a video is made of, besides its template.

    ``pair`` are the photos before and after, ``cutouts`` the product cut out of its photos (by the hash
    of the photo), ``beats`` the milliseconds at which the music has a beat. ``captions`` and ``scheme`` stand in
    for the template's caption style and the seed's palette; ``lengths`` are frames of each scene, kept unless
    its voice needs more; ``logo_inks`` are colours of a logo without a ground of its own.
    """

    script: Script
    voiceover: Voiceover
    product: ProductFacts
    brand: BrandKit
    images: tuple[Asset, ...]
    videos: tuple[Asset, ...]
    voice_assets: tuple[Asset, ...]
    effects: Mapping[str, Asset]
    logo: Asset | None
    aspect: Aspect
    platforms: tuple[Platform, ...]
    seed: int
    presenter: Cast | None = None
    pair: tuple[Asset, ...] = ()
    cutouts: Mapping[str, Asset] = field(default_factory=dict)
    beats: tuple[int, ...] = ()
    captions: CaptionMark | None = None
    scheme: str = ""
    lengths: tuple[int, ...] = ()
    logo_inks: tuple[Colour, ...] = ()
