"""Caption layers: the page being spoken, its current word marked."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache

import skia

from domain.base import Box
from domain.errors import TimelineError
from domain.layers import CaptionLayer, CaptionPage, CaptionWord, TextStyle
from renderer.blit import draw_tile
from renderer.canvas import Canvas
from renderer.layers.base import Span, Tools
from renderer.layers.tiles import even_box
from renderer.paint import Surface, fill_paint, rounded, skia_colour
from renderer.regions import Region, posed
from renderer.text.draw import check_glyphs, paint_units, text_margin
from renderer.text.layout import Layout, Shaper, Unit
from renderer.text.order import from_the_right, place_pieces
from renderer.text.runs import Reading, reading_of
from renderer.tile import Tile, make_tile

_CLOSING = "，。！？、；：,.!?;:”’」』）"


@dataclass(frozen=True)
class _Page:
    """A page set: its layout, and for each word its frames and place."""

    page: CaptionPage
    layout: Layout
    words: tuple[tuple[CaptionWord, Unit], ...]
    free: tuple[tuple[bool, bool], ...]
    """Whether there is a space or the line's end to the left and to the right of each word."""


class CaptionTrack:
    """All pages of a caption layer, each drawn when first needed and forgotten when past."""

    def __init__(self, layer: CaptionLayer, tools: Tools) -> None:
        self._layer, self._shaper = layer, tools.shaper
        self._span = Span(layer, tools.frames)
        lines = [["".join(word.text for word in line).strip() for line in page.lines] for page in layer.pages]
        turned = iter(from_the_right([line for page in lines for line in page]))
        readings = [_readings(page, [next(turned) for _ in page]) for page in lines]
        self._pages = tuple(
            _set_page(page, layer, tools.shaper, reading) for page, reading in zip(layer.pages, readings, strict=True)
        )
        self._page_tile = lru_cache(maxsize=2)(self._draw_page)
        self._word_tile = lru_cache(maxsize=2)(self._draw_word)

    def state(self, frame: int) -> Hashable:
        pose, index = self._span.seen(frame), self._page_at(frame)
        return None if index is None or pose is None else (index, self._word_at(index, frame), pose)

    def draw(self, canvas: Canvas, frame: int) -> None:
        index = self._page_at(frame)
        if index is None:
            return
        pose, word = self._span.pose(frame), self._word_at(index, frame)
        draw_tile(canvas, self._page_tile(index), pose, self._span.centre)
        if word is not None:
            draw_tile(canvas, self._word_tile(index, word), pose, self._span.centre)

    def touched(self, frame: int) -> list[Region]:
        if self.state(frame) is None:
            return []
        index = self._page_at(frame)
        return [] if index is None else [self._posed(self._page_tile(index), frame), *self._word_box(frame)]

    def changed(self, before: int, frame: int) -> list[Region]:
        alike = self._page_at(before) == self._page_at(frame) and self._span.pose(before) == self._span.pose(frame)
        if alike and self._span.shows(before) and self._span.shows(frame):
            return self._word_box(before) + self._word_box(frame)
        return self.touched(before) + self.touched(frame)

    def _word_box(self, frame: int) -> list[Region]:
        index = self._page_at(frame)
        word = None if index is None else self._word_at(index, frame)
        return [] if index is None or word is None else [self._posed(self._word_tile(index, word), frame)]

    def _posed(self, tile: Tile, frame: int) -> Region:
        return posed(tile.region, self._span.pose(frame), self._span.centre)

    def _page_at(self, frame: int) -> int | None:
        return next((i for i, p in enumerate(self._pages) if p.page.start <= frame < p.page.end), None)

    def _word_at(self, index: int, frame: int) -> int | None:
        words = self._pages[index].words
        return next((i for i, (word, _) in enumerate(words) if word.start <= frame < word.end), None)

    def _draw_page(self, index: int) -> Tile:
        page, layer = self._pages[index], self._layer
        margin = text_margin(layer.style, page.layout.size) + layer.style.size // 2
        surface = Surface(even_box([page.layout.box.inset(-margin)]))
        if layer.plate:
            plate = page.layout.box.inset(-round(page.layout.size * 0.35))
            surface.canvas.drawRRect(rounded(plate, layer.plate_radius), fill_paint(layer.plate, plate))
        paint_units(surface.canvas, page.layout.lines, page.layout, layer.style, self._shaper)
        return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)

    def _draw_word(self, index: int, word: int) -> Tile:
        page, layer = self._pages[index], self._layer
        unit, size = page.words[word][1], page.layout.size
        box = Box(x=round(unit.x), y=round(unit.baseline - size * 0.88), w=max(1, round(unit.width)), h=size)
        margin = text_margin(layer.style, size) + size // 4
        surface = Surface(even_box([box.inset(-margin)]))
        colour = layer.accent
        if layer.mark == "box":
            colour = layer.on_accent
            left, right = (size // 8 if free else size // 24 for free in page.free[word])
            plate = Box(x=box.x - left, y=box.y - size // 10, w=box.w + left + right, h=size + size // 5)
            surface.canvas.drawRRect(rounded(plate, size * 0.18), _solid(layer.accent))
        if layer.mark == "pop":
            _enlarge(surface, box, size)
        style = layer.style.model_copy(update={"colour": colour, "fill": None, **_plain(layer)})
        paint_units(surface.canvas, (unit,), page.layout, style, self._shaper)
        return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)


def _plain(layer: CaptionLayer) -> dict[str, None]:
    """On its own plate a word needs no outline or shadow."""
    return {"stroke": None, "shadow": None} if layer.mark == "box" else {"shadow": None}


def _solid(colour: str) -> skia.Paint:
    return skia.Paint(AntiAlias=True, Color=skia_colour(colour))


def _enlarge(surface: Surface, box: Box, size: int) -> None:
    """Draw larger from here on, but never so much that a long word eats the spaces beside it."""
    x, y = box.x + box.w / 2, box.bottom
    grown = min(1.1, 1 + size * 0.1 / box.w)
    surface.canvas.translate(x, y)
    surface.canvas.scale(grown, grown)
    surface.canvas.translate(-x, -y)


def _readings(lines: list[str], turned: list[bool]) -> list[Reading]:
    """How the lines of a page are read, ``turned`` ones from the right."""
    whole = reading_of("".join(lines))
    return [replace(whole, rtl=rtl) for rtl in turned]


def _set_page(page: CaptionPage, layer: CaptionLayer, shaper: Shaper, readings: list[Reading]) -> _Page:
    lines = ["".join(word.text for word in line) for line in page.lines]
    check_glyphs("".join(lines), layer.style, shaper, f"caption layer '{layer.id}'")
    size = _size(lines, layer, shaper)
    style = layer.style
    step, height = size * style.line_height, size * style.line_height * (len(lines) - 1) + size
    top = layer.box.y + {"top": 0.0, "middle": (layer.box.h - height) / 2, "bottom": layer.box.h - height}[style.valign]
    units, words, free = [], [], []
    for i, (text, line, reading) in enumerate(zip(lines, page.lines, readings, strict=True)):
        unit = _line_unit(text.strip(), layer, shaper, size, top + step * i + size * 0.88, reading)
        units.append(unit)
        words += _place_words(line, unit, style, size, shaper)
        free += _free_sides(line, reading.rtl)
    left, right = min(u.x for u in units), max(u.x + u.width for u in units)
    box = Box(x=round(left), y=round(top), w=max(1, round(right - left)), h=max(1, round(height)))
    return _Page(page, Layout(size, tuple(units), box), tuple(words), tuple(free))


def _size(lines: list[str], layer: CaptionLayer, shaper: Shaper) -> int:
    """The style's size, or smaller when a line is too wide; TimelineError below min_size."""
    style = layer.style
    widest = max(shaper.width(line.strip(), style, style.size) for line in lines)
    size = style.size if widest <= layer.box.w else int(style.size * layer.box.w / widest)
    if size < style.min_size:
        raise TimelineError(
            f"caption line '{max(lines, key=len)}' does not fit {layer.box.w} pixels at size {style.min_size}",
            hint="break the caption into shorter lines",
        )
    return size


def _line_unit(text: str, layer: CaptionLayer, shaper: Shaper, size: int, baseline: float, reading: Reading) -> Unit:
    width = shaper.width(text, layer.style, size, reading)
    room = layer.box.w - width
    left = {"left": 0.0, "centre": room / 2, "right": room}[layer.style.align]
    return Unit(text, layer.box.x + left, baseline, width, reading)


def _place_words(
    line: tuple[CaptionWord, ...], unit: Unit, style: TextStyle, size: int, shaper: Shaper
) -> list[tuple[CaptionWord, Unit]]:
    def measure(text: str) -> float:
        return shaper.width(text, style, size, unit.reading)

    places = place_pieces([word.text for word in line], unit.reading.rtl, measure, _CLOSING)
    placed = []
    for word, place in zip(line, places, strict=True):
        if place.text:
            placed.append((word, Unit(place.text, unit.x + place.x, unit.baseline, place.width, unit.reading)))
    return placed


def _free_sides(line: tuple[CaptionWord, ...], rtl: bool) -> list[tuple[bool, bool]]:
    """For each word of a line that is drawn whether its left and its right side are free."""
    sides, texts = [], [word.text for word in line]
    for i, text in enumerate(texts):
        bare = text.strip()
        before = i == 0 or text[:1].isspace() or texts[i - 1][-1:].isspace()
        last = i == len(texts) - 1 or text[-1:].isspace() or texts[i + 1][:1].isspace()
        after = last and bare[-1:] not in _CLOSING
        if bare:
            sides.append((after, before) if rtl else (before, after))
    return sides


def draw_caption(layer: CaptionLayer, tools: Tools) -> CaptionTrack:
    """A caption layer, ready to draw."""
    return CaptionTrack(layer, tools)
