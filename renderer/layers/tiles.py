"""Layers that are drawn once into a tile and then only moved: shapes and groups."""

from collections.abc import Hashable
from dataclasses import dataclass

from domain.base import Box
from domain.layers import GroupLayer, ImageLayer, ShapeLayer, TextLayer
from domain.paint import LinearGradient, RadialGradient
from renderer.blit import draw_tile
from renderer.canvas import Canvas
from renderer.layers.base import Span, Tools
from renderer.layers.photo import paint_photo, photo_margin
from renderer.paint import Surface, paint_shape, shadow_margin
from renderer.regions import Region, posed
from renderer.text.draw import paint_plate, paint_units, plate_box, set_text, text_margin
from renderer.tile import Tile, make_tile, soft_tile

StillLayer = ShapeLayer | TextLayer | ImageLayer
_UNSEEN = {"id": "", "start": 0, "end": None, "motion": ()}
"""What of a layer at rest does not show."""


@dataclass(frozen=True)
class TileLayer:
    """One tile, drawn at its layer's pose."""

    span: Span
    tile: Tile

    def state(self, frame: int) -> Hashable:
        return self.span.seen(frame)

    def draw(self, canvas: Canvas, frame: int) -> None:
        draw_tile(canvas, self.tile, self.span.pose(frame), self.span.centre)

    def touched(self, frame: int) -> list[Region]:
        pose = self.span.seen(frame)
        return [posed(self.tile.region, pose, self.span.centre)] if pose else []

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.touched(before) + self.touched(frame)


def draw_shape(layer: ShapeLayer, tools: Tools) -> TileLayer:
    """A shape layer, drawn."""
    return draw_alone(layer, tools)


def draw_alone(layer: StillLayer, tools: Tools) -> TileLayer:
    """A layer as one tile; its opacity is left to its pose."""
    opaque = layer.model_copy(update={"opacity": 1})
    return TileLayer(Span(layer, tools.frames), rasterise((opaque,), layer.box, tools))


def draw_group(layer: GroupLayer, tools: Tools) -> TileLayer:
    """A group layer, its children drawn together."""
    return TileLayer(Span(layer, tools.frames), rasterise(layer.layers, layer.box, tools))


def rasterise(layers: tuple[StillLayer, ...], box: Box, tools: Tools) -> Tile:
    """Layers at rest, each at its opacity, drawn into one tile large enough for all their ink."""
    look = (box, *(layer.model_copy(update=_UNSEEN) for layer in layers))
    tile = tools.in_use.tiles.get(look)
    if tile is None:
        tile = tools.in_use.tiles[look] = _drawn(layers, box, tools)
    return tile


def _drawn(layers: tuple[StillLayer, ...], box: Box, tools: Tools) -> Tile:
    surface = Surface(even_box([ink_box(layer, tools) for layer in layers] or [box]))
    for layer in layers:
        if layer.opacity < 1:
            surface.canvas.saveLayerAlpha(None, round(layer.opacity * 255))
        _paint(surface, layer, tools)
        if layer.opacity < 1:
            surface.canvas.restore()
    make = soft_tile if any(map(_is_soft, layers)) else make_tile
    return make(surface.pixels, surface.bounds.x, surface.bounds.y)


def _is_soft(layer: StillLayer) -> bool:
    """Whether a layer fades into what lies below it: a blurred shadow, or a gradient."""
    if isinstance(layer, TextLayer):
        return False
    gradient = isinstance(layer, ShapeLayer) and isinstance(layer.fill, LinearGradient | RadialGradient)
    return gradient or bool(layer.shadow and layer.shadow.blur)


def even_box(boxes: list[Box]) -> Box:
    """The smallest box with even edges around all the boxes."""
    x0, y0 = min(b.x for b in boxes) // 2 * 2, min(b.y for b in boxes) // 2 * 2
    x1, y1 = -(-max(b.right for b in boxes) // 2) * 2, -(-max(b.bottom for b in boxes) // 2) * 2
    return Box(x=x0, y=y0, w=x1 - x0, h=y1 - y0)


def ink_box(layer: StillLayer, tools: Tools) -> Box:
    """Everything a layer at rest may touch."""
    if isinstance(layer, TextLayer):
        layout = set_text(layer, tools.shaper)
        margin = text_margin(layer.style, layout.size)
        return even_box([layout.box.inset(-margin), plate_box(layer, layout)])
    if isinstance(layer, ImageLayer):
        return layer.box.inset(-photo_margin(layer))
    stroke = layer.stroke.width if layer.stroke else 0
    return layer.box.inset(-(int(stroke) + 2 + shadow_margin(layer.shadow)))


def _paint(surface: Surface, layer: StillLayer, tools: Tools) -> None:
    if isinstance(layer, TextLayer):
        layout = set_text(layer, tools.shaper)
        paint_plate(surface.canvas, layer, layout)
        paint_units(surface.canvas, layout.lines, layout, layer.style, tools.shaper)
    elif isinstance(layer, ImageLayer):
        paint_photo(surface.canvas, layer, tools.resources)
    else:
        paint_shape(surface.canvas, layer)
