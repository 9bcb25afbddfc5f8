"""Text layout: lines, size and place of every unit that moves on its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import skia
from skia import textlayout

from domain.base import Box
from domain.clusters import clusters, has_right_to_left, is_close_set
from domain.errors import TimelineError
from domain.layers import TextLayer, TextStyle
from domain.unit_signs import unit_spans
from renderer.text.breaking import break_lines, unbreakable
from renderer.text.faces import Faces, FaceSet
from renderer.text.narrow import NarrowRun, StandIn
from renderer.text.order import directed, join_opposed, place_pieces
from renderer.text.runs import PLAIN, Reading, Run, begins_trimmed, reading_of, split_runs

# The em box of an ideograph hangs this far below the baseline; its middle is also where a Latin
# capital looks centred, so one constant sets both scripts evenly.
_DESCENT = 0.12
_WIDE = 1e6
_NARROW_QUOTES = "ko"
"""The language whose quotation marks the faces for Chinese draw as wide as their ink."""


@dataclass(frozen=True)
class Unit:
    """A stretch of text drawn by itself: its left edge, baseline and advance, in canvas pixels.

    ``reading`` is that of the whole text it belongs to.
    """

    text: str
    x: float
    baseline: float
    width: float
    reading: Reading = PLAIN


@dataclass(frozen=True)
class Layout:
    """Text set: the em size used, each line as units, and the box the lines fill."""

    size: int
    lines: tuple[Unit, ...]
    box: Box


class Shaper:
    """Measures and shapes single lines in the faces of a font book."""

    def __init__(self, faces: Faces) -> None:
        self._faces = faces

    def faces(self, style: TextStyle) -> FaceSet:
        return self._faces.get(style.font, style.weight)

    def paragraph(
        self, text: str, style: TextStyle, size: float, reading: Reading, paint: skia.Paint | None = None
    ) -> "skia.textlayout.Paragraph | Pieced":
        """One shaped line, laid out without a width limit; in pieces where units are drawn by a stand-in."""
        faces = self.faces(style)
        if faces.capitals and faces.stand_in and not reading.rtl and not has_right_to_left(text):
            runs = split_runs(text, style.tracking, reading.quotes, faces.spare, capitals=True)
            if any(run.faces == "cased" for run in runs):
                return _in_pieces(runs, faces, faces.stand_in, style.tracking, size, paint)
        line = directed(text, reading.rtl)
        runs = split_runs(line, style.tracking, reading.quotes, faces.spare, capitals=faces.capitals)
        return _shaped(runs, faces, style.tracking, size, paint)

    def width(self, text: str, style: TextStyle, size: float, reading: Reading | None = None) -> float:
        """Advance width of one line in pixels, without the spacing before its first and after its last letter.

        Without a ``reading`` the line is a whole text.
        """
        if not text:
            return 0.0
        whole = float(self.paragraph(text, style, size, reading or reading_of(text)).MaxIntrinsicWidth)
        return max(0.0, whole - _half_spacing(text[0], style, size) - _half_spacing(text[-1], style, size))

    def lead(self, unit: Unit, style: TextStyle, size: float) -> float:
        """How far inside a paragraph its leftmost letter begins: half the letter spacing stands before it.

        What takes room away before a line's first mark draws it half of that too far to the left.
        """
        trimmed = begins_trimmed(unit.text, unit.reading.quotes) and not unit.reading.rtl
        spare = self.faces(style).spare * size / 2 if trimmed else 0.0
        return _half_spacing(unit.text[-1 if unit.reading.rtl else 0], style, size) - spare


@dataclass(frozen=True)
class Pieced:
    """A line in pieces side by side, each with its left edge: shaped ones, and those of a stand-in."""

    pieces: tuple[tuple[float, skia.textlayout.Paragraph | NarrowRun], ...]
    MaxIntrinsicWidth: float
    AlphabeticBaseline: float
    ink: skia.Paint

    def paint(self, canvas: skia.Canvas, x: float, y: float) -> None:
        """Draw the line with its upper left corner there, as a paragraph is drawn."""
        for left, piece in self.pieces:
            if isinstance(piece, NarrowRun):
                piece.paint(canvas, x + left, y + self.AlphabeticBaseline, self.ink)
            else:
                piece.paint(canvas, x + left, y + self.AlphabeticBaseline - piece.AlphabeticBaseline)


def _in_pieces(
    runs: Sequence[Run], faces: FaceSet, stand_in: StandIn, tracking: float, size: float, paint: skia.Paint | None
) -> Pieced:
    pieces: list[tuple[float, skia.textlayout.Paragraph | NarrowRun]] = []
    x, baseline = 0.0, 0.0
    for cased, found in groupby(runs, lambda run: run.faces == "cased"):
        stretch = list(found)
        if cased:
            unit = stand_in.set("".join(run.text for run in stretch), size, stretch[0].spacing * size)
            pieces.append((x, unit))
            x += unit.width
        else:
            shaped = _shaped(stretch, faces, tracking, size, paint)
            pieces.append((x, shaped))
            x += shaped.MaxIntrinsicWidth
            baseline = max(baseline, shaped.AlphabeticBaseline)
    return Pieced(tuple(pieces), x, baseline or size, paint or skia.Paint(AntiAlias=True))


def _shaped(
    runs: Sequence[Run], faces: FaceSet, tracking: float, size: float, paint: skia.Paint | None
) -> skia.textlayout.Paragraph:
    whole = textlayout.ParagraphStyle()
    whole.setTextStyle(_look(Run("", "role", tracking), faces, size, paint))
    builder = textlayout.ParagraphBuilder.make(whole, faces.collection, faces.unicode)
    for run in runs:
        builder.pushStyle(_look(run, faces, size, paint))
        builder.addText(run.text)
        builder.pop()
    paragraph = builder.Build()
    paragraph.layout(_WIDE)
    return paragraph


def _half_spacing(character: str, style: TextStyle, size: float) -> float:
    return 0.0 if is_close_set(character) else style.tracking * size / 2


def _look(run: Run, faces: FaceSet, size: float, paint: skia.Paint | None) -> textlayout.TextStyle:
    look = textlayout.TextStyle()
    look.setFontFamilies(faces.order(run.faces))
    look.setFontSize(size)
    look.setLetterSpacing(run.spacing * size)
    if run.narrow:
        look.setLocale(_NARROW_QUOTES)
    if paint is not None:
        look.setForegroundPaint(paint)
    return look


def layout_text(layer: TextLayer, shaper: Shaper) -> Layout:
    """Set a layer's text at the largest size that fits, or raise TimelineError naming the layer."""
    style = layer.style
    size = style.size
    while size >= style.min_size:
        lines = _fit(layer, shaper, size)
        if lines is not None:
            return _place(layer, shaper, size, lines)
        size = size - max(1, size // 24)
    raise TimelineError(
        f"text '{_short(layer.text)}' of layer '{layer.id}' does not fit its {layer.box.w}×{layer.box.h} pixels "
        f"at the smallest size, {style.min_size}",
        hint="shorten the text, or give the layer a larger box or a smaller min_size",
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _inner(layer: TextLayer) -> Box:
    across, down = layer.plate_padding if layer.plate else (0, 0)
    box = layer.box
    return Box(x=box.x + across, y=box.y + down, w=max(1, box.w - 2 * across), h=max(1, box.h - 2 * down))


def _fit(layer: TextLayer, shaper: Shaper, size: int) -> list[str] | None:
    inner, style, reading = _inner(layer), layer.style, reading_of(layer.text)

    def measure(text: str) -> float:
        return shaper.width(text, style, size, reading)

    lines = break_lines(layer.text, inner.w, measure)
    height = size * style.line_height * (len(lines) - 1) + size
    fits = len(lines) <= layer.max_lines and height <= inner.h and all(measure(line) <= inner.w for line in lines)
    return lines if fits else None


def _place(layer: TextLayer, shaper: Shaper, size: int, lines: list[str]) -> Layout:
    inner, style = _inner(layer), layer.style
    step = size * style.line_height
    height = step * (len(lines) - 1) + size
    top = inner.y + {"top": 0.0, "middle": (inner.h - height) / 2, "bottom": inner.h - height}[style.valign]
    units, reading = [], reading_of(layer.text)
    for i, line in enumerate(lines):
        width = shaper.width(line, style, size, reading)
        left = inner.x + {"left": 0.0, "centre": (inner.w - width) / 2, "right": inner.w - width}[style.align]
        units.append(Unit(line, left, top + step * i + size * (1 - _DESCENT), width, reading))
    left = min(unit.x for unit in units)
    right = max(unit.x + unit.width for unit in units)
    box = Box(x=round(left), y=round(top), w=max(1, round(right - left)), h=max(1, round(height)))
    return Layout(size, tuple(units), box)


def split_units(layout: Layout, layer: TextLayer, shaper: Shaper) -> tuple[Unit, ...]:
    """The lines cut into what ``layer.by`` moves: lines, words or characters, in reading order.

    Hebrew, Arabic and Indic letters keep together as words, and words read against the line as one.
    """
    if layer.by in ("whole", "line"):
        return layout.lines
    return tuple(unit for line in layout.lines for unit in _split_line(line, layout.size, layer, shaper))


def _with_units_whole(parts: list[str], text: str) -> list[str]:
    """The parts of a text, those of a unit and the figure before it in one: alone they would be no unit."""
    spans = unit_spans(text)
    inside = {i for begin, end in spans for i in range(begin + (not text[:begin][-1:].isdigit()), end)}
    joined, at = [""], 0
    for part in parts:
        if at not in inside:
            joined.append("")
        joined[-1] += part
        at += len(part)
    return [part for part in joined if part]


def _split_line(line: Unit, size: int, layer: TextLayer, shaper: Shaper) -> list[Unit]:
    apart = layer.by == "char" and not any(map(is_close_set, line.text))
    if apart and shaper.faces(layer.style).capitals:
        pieces = _with_units_whole(clusters(line.text), line.text)
    else:
        pieces = clusters(line.text) if apart else join_opposed(unbreakable(line.text), line.reading.rtl)
    places = place_pieces(pieces, line.reading.rtl, lambda text: shaper.width(text, layer.style, size, line.reading))
    return [
        Unit(place.text, line.x + place.x, line.baseline, place.width, line.reading) for place in places if place.text
    ]
