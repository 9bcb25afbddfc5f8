"""Sealing with this installation's producer, certificates, regimes and ledger: one method per kind of output."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from domain.asset import AssetStore
from domain.base import Box
from domain.fonts import TextMeasurer
from domain.label import (
    Labelled,
    LabelledAudio,
    LabelledBundle,
    LabelledImage,
    LabelledText,
    LabelledVideo,
)
from domain.layers import GroupLayer, shown_assets
from domain.render import Render
from domain.timeline import Scene, Timeline
from labeling.c2pa_sign import Ingredient
from labeling.certificates import SigningIdentity
from labeling.pattern import MarkPainter
from labeling.regimes import Regime
from labeling.request import Ledger, SealRequest
from labeling.rhythm import Samples
from labeling.seal import seal_animation, seal_image, seal_video
from labeling.seal_audio import seal_audio
from labeling.seal_bundle import seal_bundle
from labeling.seal_text import seal_text
from pipeline.clock import Clock


@dataclass(frozen=True)
class LocalSealer:
    """Who seals here, and with what."""

    producer: str
    signer: SigningIdentity
    store: AssetStore
    measure: TextMeasurer
    paint: MarkPainter
    ledger: Ledger
    now: Clock
    quarantine: Path
    regimes: frozenset[Regime]

    def video(self, render: Render, timeline: Timeline, out: Path) -> LabelledVideo:
        """Seal a render of the whole timeline as MP4 or MOV."""
        return seal_video(render, self.request(timeline, pictures(timeline.scenes)), out)

    def image(self, picture: NDArray[np.uint8], timeline: Timeline, out: Path) -> LabelledImage:
        """Seal the timeline's cover as JPEG, PNG or WebP."""
        return seal_image(picture, self.request(timeline, pictures(scenes_at(timeline, timeline.cover))), out)

    def animation(
        self, stills: Sequence[NDArray[np.uint8]], milliseconds: int, timeline: Timeline, out: Path
    ) -> LabelledImage:
        """Seal frames of the marked timeline, at any size, as an animated WebP or GIF."""
        request = self.request(timeline, pictures(timeline.scenes))
        factor = stills[0].shape[1] / timeline.width if stills else 1.0
        return seal_animation(stills, milliseconds, replace(request, safe=_scaled(timeline.safe, factor)), out)

    def audio(self, samples: Samples, rate: int, timeline: Timeline, out: Path) -> LabelledAudio:
        """Seal the voice alone as WAV, MP3 or M4A; the audible mark is put before it."""
        return seal_audio(samples, rate, self.request(timeline, frozenset()), out)

    def text(self, text: str, timeline: Timeline, out: Path) -> LabelledText:
        """Seal captions (SRT, VTT) or post text (TXT)."""
        return seal_text(text, self.request(timeline, frozenset()), out)

    def bundle(
        self, files: Mapping[str, Labelled], papers: Mapping[str, bytes], timeline: Timeline, out: Path
    ) -> LabelledBundle:
        """Seal sealed files, and the JSON that describes them, as one ZIP."""
        return seal_bundle(files, papers, self.request(timeline, pictures(timeline.scenes)), out)

    def request(self, timeline: Timeline, shown: frozenset[str]) -> SealRequest:
        """What sealing a file of this timeline, with these assets in it, needs to know."""
        assets = (timeline.assets[sha256] for sha256 in sorted(shown))
        return SealRequest(
            title=timeline.title,
            version=version("vitrine"),
            producer=self.producer,
            language=timeline.language,
            safe=timeline.safe,
            signer=self.signer,
            ingredients=tuple(Ingredient(asset, self.store.path(asset.sha256)) for asset in assets),
            paint=self.paint,
            measure=self.measure,
            new_id=uuid4,
            ledger=self.ledger,
            created=self.now(),
            quarantine=self.quarantine,
            style=timeline.mark_style,
            regimes=self.regimes,
        )


def pictures(scenes: Iterable[Scene]) -> frozenset[str]:
    """The photos and clips that these scenes show, by hash."""
    layers = [layer for scene in scenes for layer in scene.layers]
    inner = [child for layer in layers if isinstance(layer, GroupLayer) for child in layer.layers]
    return frozenset(asset for layer in (*layers, *inner) for asset in shown_assets(layer))


def scenes_at(timeline: Timeline, frame: int) -> tuple[Scene, ...]:
    """The scenes that are on the screen at a frame of the video."""
    spans = zip(timeline.starts, timeline.scenes, strict=True)
    return tuple(scene for start, scene in spans if start <= frame < start + scene.frames)


def _scaled(box: Box, factor: float) -> Box:
    return Box(x=round(box.x * factor), y=round(box.y * factor), w=round(box.w * factor), h=round(box.h * factor))
