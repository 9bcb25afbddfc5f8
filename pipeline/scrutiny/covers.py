"""Covers: words, and the product, that something drawn later hides."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.base import Box
from domain.layers import GroupLayer, ImageLayer, Layer, TextLayer, VideoLayer
from pipeline.scrutiny.faults import Fault
from pipeline.scrutiny.parts import Drawn, drawn, grid, in_place, posed
from pipeline.scrutiny.staged import Staged
from templates.framing import Framing, margins
from templates.layers import PhotoSpec, RatingSpec

HIDES = 0.5
"""The opacity from which on something hides what lies below it."""
WORDS, PRODUCT = 0.1, 0.25
"""How much of words and of the product may be hidden."""
_ACROSS, _DOWN = 16, 8


@dataclass(frozen=True)
class Shown:
    """Something to be seen: where it rests in its layer, and what may be drawn over it."""

    name: str
    layer: Layer
    box: Box
    above: tuple[Drawn, ...]


def covered_words(staged: Staged) -> Iterator[Fault]:
    """Words that something drawn later hides."""
    yield from _covered(staged, _words(staged), WORDS, "put it before them in 'layers', or give it another place")


def covered_products(staged: Staged) -> Iterator[Fault]:
    """The product, where a badge or anything else drawn later hides much of it."""
    remedy = "give it a smaller place in 'places', or one beside the product"
    yield from _covered(staged, _products(staged), PRODUCT, remedy)


def _covered(staged: Staged, found: Iterable[Shown], most: float, remedy: str) -> Iterator[Fault]:
    for shown in found:
        cover, share = _most_hidden(staged, shown)
        if cover and share > most:
            spec, where = staged.spec_of(cover), staged.way_to(cover)
            thing = f"scene '{staged.spec.id}': the {spec.type} at '{spec.at}'" if spec else "'progress'"
            reason = f"hides {share:.0%} of {shown.name}"
            yield Fault(where if spec else ("progress",), thing, reason, remedy, share)


def _words(staged: Staged) -> Iterator[Shown]:
    layers = [*staged.scene.layers, *staged.timeline.overlays]
    for i, layer in enumerate(layers):
        later = tuple(map(drawn, layers[i + 1 :]))
        if isinstance(layer, TextLayer):
            yield Shown(_quoted(layer), layer, layer.box, later)
        elif isinstance(layer, GroupLayer) and isinstance(staged.spec_of(layer), RatingSpec):
            yield Shown("the stars", layer, layer.box, later)
        elif isinstance(layer, GroupLayer):
            texts = [(k, child) for k, child in enumerate(layer.layers) if isinstance(child, TextLayer)]
            for k, text in texts:
                yield Shown(_quoted(text), layer, text.box, (drawn(layer, after=k + 1), *later))


def _quoted(text: TextLayer) -> str:
    return f"the text “{text.text.replace(chr(10), ' ')}”"


def _products(staged: Staged) -> Iterator[Shown]:
    layers = staged.scene.layers
    for i, layer in enumerate(layers):
        if isinstance(layer, ImageLayer | VideoLayer) and isinstance(staged.spec_of(layer), PhotoSpec):
            later = [above for above in layers[i + 1 :] if staged.way_to(above) != staged.way_to(layer)]
            yield Shown("the product", layer, _product_box(staged, layer), tuple(map(drawn, later)))


def _product_box(staged: Staged, layer: ImageLayer | VideoLayer) -> Box:
    """Where in its picture the product is; all of it where that is not known."""
    box, asset = layer.box, staged.timeline.assets[layer.asset]
    if asset.subject is None or isinstance(layer, VideoLayer):
        return box
    around = margins(Framing(box, layer.fit, layer.focus, layer.camera), asset)
    left, top, right, bottom = (max(0.0, side) for side in around)
    w, h = max(1, round(box.w * (1 - left - right))), max(1, round(box.h * (1 - top - bottom)))
    return Box(x=box.x + round(left * box.w), y=box.y + round(top * box.h), w=w, h=h)


def _most_hidden(staged: Staged, shown: Shown) -> tuple[Layer | None, float]:
    """What hides most of something, and how much of it at least half of the time it is to be seen."""
    poses = [(frame, posed(shown.layer, frame)) for frame in staged.moments]
    rest = grid(shown.box, _ACROSS, _DOWN)
    places = [(frame, in_place(rest, pose, shown.layer.box)) for frame, pose in poses if pose.opacity > HIDES]
    most: tuple[Layer | None, float] = (None, 0.0)
    for cover in shown.above if places else ():
        shares = sorted(float((cover.hides(points, frame) >= HIDES).mean()) for frame, points in places)
        most = max(most, (cover.layer, shares[len(shares) // 2]), key=lambda pair: pair[1])
    return most
