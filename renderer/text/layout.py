"""Text layout: lines, size and place of every unit that moves on its own."""

from dataclasses import dataclass

import skia
from skia import textlayout

from domain.base import Box
from domain.errors import TimelineError
from domain.timeline import TextLayer, TextStyle
from renderer.text.breaking import break_lines, unbreakable
from renderer.text.faces import Faces, FaceSet

# The em box of an ideograph hangs this far below the baseline; its middle is also where a Latin
# capital looks centred, so one constant sets both scripts evenly.
_DESCENT = 0.12
_WIDE = 1e6


@dataclass(frozen=True)
class Unit:
    """A stretch of text drawn by itself: its left edge, baseline and advance, in canvas pixels."""

    text: str
    x: float
    baseline: float
    width: float


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
        self, text: str, style: TextStyle, size: float, paint: skia.Paint | None = None
    ) -> skia.textlayout.Paragraph:
        """One shaped line, laid out without a width limit."""
        faces = self.faces(style)
        look = textlayout.TextStyle()
        look.setFontFamilies(faces.names)
        look.setFontSize(size)
        look.setLetterSpacing(style.tracking * size)
        if paint is not None:
            look.setForegroundPaint(paint)
        whole = textlayout.ParagraphStyle()
        whole.setTextStyle(look)
        builder = textlayout.ParagraphBuilder.make(whole, faces.collection, faces.unicode)
        builder.pushStyle(look)
        builder.addText(text)
        paragraph = builder.Build()
        paragraph.layout(_WIDE)
        return paragraph

    def width(self, text: str, style: TextStyle, size: float) -> float:
        """Advance width of one line in pixels, without the spacing after its last letter."""
        if not text:
            return 0.0
        return max(0.0, float(self.paragraph(text, style, size).MaxIntrinsicWidth) - style.tracking * size)


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
    inner, style = _inner(layer), layer.style

    def measure(text: str) -> float:
        return shaper.width(text, style, size)

    lines = break_lines(layer.text, inner.w, measure)
    height = size * style.line_height * (len(lines) - 1) + size
    fits = len(lines) <= layer.max_lines and height <= inner.h and all(measure(line) <= inner.w for line in lines)
    return lines if fits else None


def _place(layer: TextLayer, shaper: Shaper, size: int, lines: list[str]) -> Layout:
    inner, style = _inner(layer), layer.style
    step = size * style.line_height
    height = step * (len(lines) - 1) + size
    top = inner.y + {"top": 0.0, "middle": (inner.h - height) / 2, "bottom": inner.h - height}[style.valign]
    units = []
    for i, line in enumerate(lines):
        width = shaper.width(line, style, size)
        left = inner.x + {"left": 0.0, "centre": (inner.w - width) / 2, "right": inner.w - width}[style.align]
        units.append(Unit(line, left, top + step * i + size * (1 - _DESCENT), width))
    left = min(unit.x for unit in units)
    right = max(unit.x + unit.width for unit in units)
    box = Box(x=round(left), y=round(top), w=max(1, round(right - left)), h=max(1, round(height)))
    return Layout(size, tuple(units), box)


def split_units(layout: Layout, layer: TextLayer, shaper: Shaper) -> tuple[Unit, ...]:
    """The lines cut into what ``layer.by`` moves: lines, words or characters, in reading order."""
    if layer.by in ("whole", "line"):
        return layout.lines
    units: list[Unit] = []
    for line in layout.lines:
        pieces = unbreakable(line.text) if layer.by == "word" else list(line.text)
        done = ""
        for piece in pieces:
            x = line.x + shaper.width(done, layer.style, layout.size) if done else line.x
            done += piece
            if piece.strip():
                units.append(
                    Unit(piece.rstrip(), x, line.baseline, shaper.width(piece.rstrip(), layer.style, layout.size))
                )
    return tuple(units)
