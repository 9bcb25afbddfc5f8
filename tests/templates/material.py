"""What template tests are made of: a measurer without fonts, pictures without files, scripts and voices."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.asset import Asset
from domain.base import Area, Box, Point
from domain.brand import BrandKit
from domain.brief import Aspect, Language, ProductFacts
from domain.fonts import FontRole
from domain.layers import GroupLayer, ImageLayer, TextLayer, VideoLayer
from domain.script import Script
from domain.timeline import Scene, Timeline
from templates.breaking import wide
from templates.catalogue import load_template
from templates.compose import compose
from templates.inputs import ComposeInputs
from templates.rehearsal import rehearse
from templates.spec import TemplateSpec

ASPECTS: tuple[Aspect, ...] = ("9:16", "4:5", "1:1", "16:9")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
TEMPLATES = (
    "before-after",
    "comparison",
    "feature-list",
    "flash-sale",
    "gift-guide",
    "how-to",
    "lookbook",
    "presenter",
    "problem-solution",
    "spotlight",
    "testimonial",
    "top-three",
    "unboxing",
)
_SCRIPTS = Path(__file__).parent / "scripts"
_NARROW = {"condensed": 0.42, "serif": 0.5}


class EvenMeasurer:
    """Ideographs are square, Latin letters about half as wide."""

    def width(self, text: str, role: FontRole, weight: int, size: int) -> float:
        return sum(size if wide(c) else size * _NARROW.get(role, 0.56) for c in text)

    def cap_height(self, role: FontRole, weight: int, size: int) -> float:
        return size * 0.7

    def ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        return size * 0.7, size * 0.1

    def missing(self, text: str, role: FontRole) -> str:
        return ""


def picture(digit: str, **facts: Any) -> Asset:
    facts = {"width": 1600, "height": 1600, "kind": "image", "mime": "image/jpeg"} | facts
    return Asset(sha256=digit * 64, name=f"{digit}.jpg", **facts)


PACK = picture("a", white_background=True, subject=Area(x=0.4, y=0.1, w=0.2, h=0.72))
LIFE = picture("b", subject=Area(x=0.43, y=0.18, w=0.34, h=0.64), focus=Point(x=0.6, y=0.5))
CLIP = picture("c", kind="video", mime="video/mp4", width=1080, height=1920, duration_ms=5000)
BEFORE = picture("8", width=1200, height=1500)
AFTER = picture("9", width=1200, height=1500)
CUT = picture("0", mime="image/png", width=300, height=1060)
LOGO = picture("d", mime="image/png", width=1200, height=310)
SOUNDS = {
    name: picture(digit, kind="audio", mime="audio/wav")
    for name, digit in {"whoosh": "1", "pop": "2", "tick": "3", "thud": "4", "shimmer": "5", "ding": "6"}.items()
}
MUSIC = picture("7", kind="audio", mime="audio/wav", duration_ms=60_000)


def product(language: Language = "zh", **changes: Any) -> ProductFacts:
    """The bottle of the example brief, with its discount and reviews."""
    path = Path(__file__).parents[2] / "examples" / "briefs" / "thermos.yaml"
    facts = ProductFacts.model_validate(yaml.safe_load(path.read_text("utf-8"))["product"])
    steps = {"zh": ("装满热水", "拧紧杯盖", "放进背包"), "en": ("Fill it up", "Close the lid", "Drop it in your bag")}
    return facts.localised(language).model_copy(update={"steps": steps[language], **changes})


def without_prices(facts: ProductFacts) -> ProductFacts:
    return facts.model_copy(update={"price": None, "sale_price": None})


def full_price(facts: ProductFacts) -> ProductFacts:
    return facts.model_copy(update={"price": Decimal("129"), "sale_price": None})


def script(language: Language = "zh", name: str = "thermos") -> Script:
    return Script.model_validate(yaml.safe_load((_SCRIPTS / f"{name}.{language}.yaml").read_text("utf-8")))


def changed(written: Script, scene: str, **fields: Any) -> Script:
    """The script with fields of one scene changed."""
    scenes = tuple(s.model_copy(update=fields) if s.id == scene else s for s in written.scenes)
    return written.model_copy(update={"scenes": scenes})


def inputs(written: Script | None = None, **changes: Any) -> ComposeInputs:
    written = written or script()
    base = ComposeInputs(
        script=written,
        voiceover=rehearse(written),
        product=product(written.language),
        brand=BrandKit(),
        images=(PACK, LIFE),
        videos=(),
        voice_assets=(),
        effects={},
        logo=None,
        aspect="9:16",
        platforms=(),
        seed=7,
        pair=(BEFORE, AFTER),
        cutouts={PACK.sha256: CUT},
    )
    return replace(base, **changes)


@cache
def loaded(name: str) -> TemplateSpec:
    return load_template(name)


def composed(template: str | TemplateSpec, written: Script | None = None, **changes: Any) -> Timeline:
    spec = loaded(template) if isinstance(template, str) else template
    return compose(spec, inputs(written, **changes), EvenMeasurer())


def pictures_of(scene: Scene) -> Iterator[ImageLayer | VideoLayer]:
    inner = [child for layer in scene.layers if isinstance(layer, GroupLayer) for child in layer.layers]
    yield from (layer for layer in (*scene.layers, *inner) if isinstance(layer, ImageLayer | VideoLayer))


def upright_texts(scene: Scene) -> list[tuple[str, Box]]:
    """Texts with their boxes as if nothing were tilted."""
    inner = [child for layer in scene.layers if isinstance(layer, GroupLayer) for child in layer.layers]
    return [(layer.text, layer.box) for layer in (*scene.layers, *inner) if isinstance(layer, TextLayer)]


def area(points: Sequence[tuple[float, float]]) -> float:
    """How much of the unit square a polygon covers."""
    pairs = zip(points, (*points[1:], points[0]), strict=True)
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)) / 2
