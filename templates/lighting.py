"""Lighting: what lies behind a product cut out is made lighter where the two are hardly told apart."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as pairs

from domain.asset import Asset
from domain.base import Box, Colour, Point
from domain.layers import CaptionLayer, GroupLayer, ImageLayer, Layer, ShapeLayer, TextLayer
from domain.paint import LinearGradient, Paint, RadialGradient, Solid, Stop
from templates.grounds import Ground, Spot, along, ground_at
from templates.palette import contrast, legible_on
from templates.tones import alpha_of, apart, deepened, lightened, mixed

_SEEN, _ALIKE = 1.8, 0.165
"""The contrast from which a colour is seen on another, and how far apart they look from which it is seen anyhow."""
_LOST, _LEFT = 0.5, 0.25
"""The share of a product's outline that is hardly seen from which it is lost, and what a light leaves of that."""
_READ = (4.0, 3.0)
"""The contrast that words keep over a light, and where that is too much to ask; those that had less keep theirs."""
_REACHES = (3.2, 2.6, 2.1, 1.7)
"""How far a light reaches, in half the product's diagonal: the widest that leaves the words to be read."""
_STRENGTHS = (0.16, 0.22, 0.28, 0.34, 0.4, 0.46, 0.52)
_TONES = (0.3, 0.4, 0.5, 0.6, 0.7)
"""How much lighter a light, and how much lighter or darker a plate may be: as little as does."""
_WALL = 4
"""How many times as large as its product a shape is that gets a light; a smaller one is a plate and gets a lighter
tone."""
_FADING = tuple(step / 8 for step in range(9))
_PLACES = 7
"""Places along each side of a product at which its ground is looked at."""


@dataclass(frozen=True)
class _Ground:
    """What lies behind a product: the number of its layer (−1: the background), its paint, and the box it fills."""

    layer: int
    paint: Paint
    box: Box


@dataclass(frozen=True)
class _Words:
    """Words of a scene: the number of their layer, a place in them, their colour there, and the contrast they have."""

    number: int
    spot: Spot
    ink: Colour
    contrast: float


@dataclass(frozen=True)
class Lighting:
    """A scene as it is built, before a light is in it; ``layers`` bottom to top."""

    background: Paint
    layers: tuple[Layer, ...]
    frame: Box

    def lit(self, cutouts: Mapping[str, Asset]) -> "Lighting":
        """The scene with a better ground for the first product that would be lost on a dark one, if there is one."""
        rims = {asset.sha256: asset.rim for asset in cutouts.values()}
        for number, layer in enumerate(self.layers):
            if isinstance(layer, ImageLayer) and (rim := rims.get(layer.asset)):
                better = self._better(_Product(number, layer.box, rim))
                if better:
                    return better
        return self

    def _better(self, product: "_Product") -> "Lighting | None":
        """The scene with a better ground for a product; None where that is seen well, or no ground is better."""
        grounds = [self._at(spot, product.number) for spot in product.outline]
        dark = [at.colour for at in grounds if legible_on(at.colour) == "#FFFFFF"]
        if product.lost_on(dark) * len(dark) <= _LOST * len(grounds):
            return None
        ground = self._ground(Counter(at.layer for at in grounds).most_common(1)[0][0])
        lost = product.lost_on([at.colour for at in grounds])
        return self._best(ground, product, lost) if ground else None

    def _best(self, ground: _Ground, product: "_Product", least: float) -> "Lighting | None":
        """The first remedy that leaves all words readable and the product seen, else the one it is seen best on, if
        it is less lost there than the share ``least``."""
        words, best = list(self._words(product.box)), None
        for read, paint in pairs(_READ, tuple(_remedies(ground, product.box))):
            trial = self._repainted(ground.layer, paint)
            if all(trial._contrast(each) >= min(read, each.contrast) for each in words):
                lost = product.lost_on([trial._at(spot, product.number).colour for spot in product.outline])
                if lost < least:
                    best, least = trial, lost
                if lost <= _LEFT:
                    break
        return best

    def _contrast(self, words: _Words) -> float:
        return contrast(words.ink, self._at(words.spot, words.number).colour)

    def _at(self, spot: Spot, below: int) -> Ground:
        """What lies at a place below a layer."""
        return ground_at(spot, self.background, self.frame, self.layers[:below])

    def _ground(self, layer: int | None) -> _Ground | None:
        if layer is None or layer == -1:
            return _Ground(-1, self.background, self.frame) if layer else None
        shape = self.layers[layer]
        return _Ground(layer, shape.fill, shape.box) if isinstance(shape, ShapeLayer) and shape.fill else None

    def _words(self, box: Box) -> Iterator[_Words]:
        """The words that have no plate of their own."""
        for number, layer in enumerate(self.layers):
            for text in layer.layers if isinstance(layer, GroupLayer) else (layer,):
                if isinstance(text, TextLayer | CaptionLayer) and text.plate is None:
                    for spot, colour in pairs(_spots(text.box, _middle(box)), _inks(text)):
                        below = self._at(spot, number).colour
                        ink = mixed(colour, below, alpha_of(colour))
                        yield _Words(number, spot, ink, contrast(ink, below))

    def _repainted(self, layer: int, paint: Paint) -> "Lighting":
        if layer == -1:
            return Lighting(paint, self.layers, self.frame)
        shape = self.layers[layer].model_copy(update={"fill": paint})
        return Lighting(self.background, (*self.layers[:layer], shape, *self.layers[layer + 1 :]), self.frame)


@dataclass(frozen=True)
class _Product:
    """A product cut out: the number of its layer, where it is, the shades of its rim."""

    number: int
    box: Box
    rim: Sequence[Colour]

    @property
    def outline(self) -> list[Spot]:
        """Places along its left, its top and its right; its foot stands on something else, in a shadow."""
        box, shares = self.box, [(step + 0.5) / _PLACES for step in range(_PLACES)]
        sides = [(x, box.y + box.h * share * 0.85) for share in shares for x in (box.x + 1, box.right - 2)]
        return [*sides, *((box.x + box.w * share, box.y + 1) for share in shares)]

    def lost_on(self, grounds: Sequence[Colour]) -> float:
        """The share of its outline that is hardly told from the grounds along it."""
        told = [
            contrast(ink, ground) >= _SEEN or apart(ink, ground) >= _ALIKE for ground in grounds for ink in self.rim
        ]
        return told.count(False) / max(1, len(told))


def _remedies(ground: _Ground, box: Box) -> Iterator[Paint]:
    """Better paints of the ground behind a product, the best looking first: a wall gets a light, or one that it has is
    dimmed; a plate becomes lighter or darker."""
    wall = ground.box.w * ground.box.h > _WALL * box.w * box.h
    if wall:
        yield from _lights(ground, box)
    else:
        yield from _toned(ground.paint, lightened)
    if not wall or not isinstance(ground.paint, Solid):
        yield from _toned(ground.paint, deepened)


def _lights(ground: _Ground, box: Box) -> Iterator[Paint]:
    """Broad lights behind a product, in the hue of its ground, that fade into it; a ground lit already has that light
    turned to the product."""
    x, y = _middle(box)
    centre = Point(x=_unit((x - ground.box.x) / ground.box.w), y=_unit((y - ground.box.y) / ground.box.h))
    longer, half = max(ground.box.w, ground.box.h), math.hypot(box.w, box.h) / 2
    if isinstance(ground.paint, LinearGradient):
        return
    for reach in _REACHES:
        for strength in _STRENGTHS:
            own = ground.paint.radius * longer if isinstance(ground.paint, RadialGradient) else half * reach
            whole = min(max(own, half * reach), 3 * longer)
            stops = []
            for at in _FADING:
                far = at * whole
                colour = along(ground.paint, min(1.0, far / own))
                stops.append(Stop(at=at, colour=lightened(colour, strength * _fade(far / (half * reach)))))
            yield RadialGradient(centre=centre, radius=whole / longer, stops=tuple(stops))


def _toned(paint: Paint, tone: Callable[[Colour, float], Colour]) -> Iterator[Paint]:
    """Lighter or darker tones of a paint."""
    for share in _TONES:
        if isinstance(paint, Solid):
            yield Solid(colour=tone(paint.colour, share))
        else:
            stops = tuple(Stop(at=stop.at, colour=tone(stop.colour, share)) for stop in paint.stops)
            yield paint.model_copy(update={"stops": stops})


def _fade(far: float) -> float:
    """What is left of a light at a share of its reach."""
    return (1 + math.cos(math.pi * min(1.0, far))) / 2


def _inks(text: TextLayer | CaptionLayer) -> tuple[Colour, ...]:
    if isinstance(text, CaptionLayer) and text.mark == "colour":
        return text.style.colour, text.accent
    return (text.style.colour,)


def _middle(box: Box) -> Spot:
    return box.x + box.w / 2, box.y + box.h / 2


def _spots(box: Box, to: Spot) -> list[Spot]:
    """Places in a box: the one nearest to another, and some along its middle."""
    nearest = min(max(to[0], box.x), box.right - 1), min(max(to[1], box.y), box.bottom - 1)
    return [nearest, *((box.x + box.w * share, box.y + box.h / 2) for share in (0.1, 0.5, 0.9))]


def _unit(share: float) -> float:
    return min(1.0, max(0.0, share))
