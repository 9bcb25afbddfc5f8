"""Legible: inks that a brand's colours would lose are made lighter or darker against what lies behind them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from domain.base import Box, Colour
from domain.layers import CaptionLayer, GroupLayer, ImageLayer, Layer, ShapeLayer, TextLayer, TextStyle
from domain.paint import Paint, Solid
from domain.timeline import Scene
from templates.grounds import ground_at
from templates.palette import contrast, legible_on, paint_colours, shaded
from templates.tones import alpha_of

AnyLayer = TypeVar("AnyLayer", bound=Layer)

TEXT, LARGE = 4.5, 3.0
"""The contrasts of text, and of large text and graphics, by WCAG 2.2, 1.4.3 and 1.4.11."""
_LARGE, _LARGE_BOLD, _BOLD = 72, 56, 700
"""Design units from which letters are large, and bold ones from the weight ``_BOLD`` on."""
_BOX = 1.3
"""The contrast of the spoken word's box, which has letters of its own."""
_SHARE = 0.1
"""The share of a layer's place that may be too like its ink."""
_SPOTS = tuple((x, y) for x in (0.03, 0.25, 0.5, 0.75, 0.97) for y in (0.1, 0.5, 0.9))


def legible(scene: Scene, frame: Box, brand: Set[Colour]) -> Scene:
    """The scene with every ink of text and captions told from its ground, and stars in a colour of the ``brand``.

    What a photo shows is not known; what is half transparent or has an outline stays.
    """
    layers: list[Layer] = []
    for layer in scene.layers:
        if isinstance(layer, GroupLayer):
            inner: list[ShapeLayer | TextLayer | ImageLayer] = []
            for child in layer.layers:
                inner.append(_inked(child, Behind(scene.background, frame, (*layers, *inner)), brand))
            layers.append(layer.model_copy(update={"layers": tuple(inner)}))
        else:
            layers.append(_inked(layer, Behind(scene.background, frame, layers), brand))
    return scene.model_copy(update={"layers": tuple(layers)})


def faint_inks(scene: Scene, frame: Box, brand: Set[Colour]) -> Iterator[tuple[str, Colour, Colour]]:
    """The layer, ink and ground of each ink of a scene that has less contrast than it needs."""
    below: list[Layer] = []
    for layer in scene.layers:
        for one in layer.layers if isinstance(layer, GroupLayer) else (layer,):
            behind = Behind(scene.background, frame, below)
            for ink, least in _inks(one, behind, brand):
                grounds = behind.grounds(one)
                if _lost(ink, grounds, least):
                    yield one.id, ink, min(grounds, key=partial(contrast, ink))
            below.append(one)


@dataclass(frozen=True)
class Behind:
    """What lies behind a layer of a scene: the background and the ``layers`` below it."""

    background: Paint
    frame: Box
    layers: Sequence[Layer]

    @property
    def unit(self) -> float:
        """Pixels of a design unit."""
        return min(self.frame.w, self.frame.h) / 1080

    def grounds(self, layer: Layer) -> tuple[Colour, ...]:
        """The opaque colour behind each spot of a layer, or those of its own plate where it has one."""
        plate = layer.plate if isinstance(layer, TextLayer | CaptionLayer) else None
        if plate and all(alpha_of(colour) == 1 for colour in paint_colours(plate)):
            return paint_colours(plate)
        box = layer.box
        spots = [(box.x + box.w * x, box.y + box.h * y) for x, y in _SPOTS]
        found = [ground_at(spot, self.background, self.frame, self.layers) for spot in spots]
        return tuple(at.colour[:7] for at in found if at.layer is not None)


def _lost(ink: Colour, grounds: Sequence[Colour], least: float) -> bool:
    """Whether a tenth or more of what lies behind an ink is too like it."""
    return sum(contrast(ink, ground) < least for ground in grounds) > _SHARE * len(grounds)


def _told(ink: Colour, grounds: Sequence[Colour], least: float) -> Colour:
    """The ink, or the tone of it nearest to it that is told from its grounds; a rare one counts where it can."""
    if not _lost(ink, grounds, least):
        return ink
    common = [colour for colour, times in Counter(grounds).items() if times > _SHARE * len(grounds)]
    tones = [shaded(ink, some, least) for some in (tuple(dict.fromkeys(grounds)), common) if some]
    return next((tone for tone in tones if not _lost(tone, grounds, least)), tones[0])


def _inks(layer: Layer, behind: Behind, brand: Set[Colour]) -> Iterator[tuple[Colour, float]]:
    """The inks of a layer that are to be told from its ground, and the contrast each needs."""
    if isinstance(layer, ShapeLayer):
        fill = layer.fill
        if ".rating." in layer.id and isinstance(fill, Solid) and fill.colour in brand:
            yield fill.colour, LARGE
    elif isinstance(layer, TextLayer | CaptionLayer) and not layer.style.stroke:
        style = layer.style
        size = style.size / behind.unit
        large = size >= (_LARGE_BOLD if style.weight >= _BOLD else _LARGE)
        if alpha_of(style.colour) == 1 and not style.fill:
            yield style.colour, LARGE if large else TEXT
        if isinstance(layer, CaptionLayer):
            yield layer.accent, _BOX if layer.mark == "box" else TEXT


def _inked(layer: AnyLayer, behind: Behind, brand: Set[Colour]) -> AnyLayer:
    """A layer in inks that are told from what lies behind it."""
    inks = dict(_inks(layer, behind, brand))
    grounds = behind.grounds(layer) if inks else ()
    new = {ink: _told(ink, grounds, least) for ink, least in inks.items()}
    if all(ink == other for ink, other in new.items()):
        return layer
    if isinstance(layer, ShapeLayer):
        return layer.model_copy(update={"fill": Solid(colour=next(iter(new.values())))})
    if isinstance(layer, TextLayer):
        return layer.model_copy(update={"style": _in_ink(layer.style, new)})
    if isinstance(layer, CaptionLayer):
        accent = new.get(layer.accent, layer.accent)
        on_accent = layer.on_accent if accent == layer.accent else legible_on(accent)
        style = _in_ink(layer.style, new)
        return layer.model_copy(update={"style": style, "accent": accent, "on_accent": on_accent})
    return layer


def _in_ink(style: TextStyle, new: Mapping[Colour, Colour]) -> TextStyle:
    return style.model_copy(update={"colour": new.get(style.colour, style.colour)})
