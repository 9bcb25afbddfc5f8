"""Drawing set text: plate, shadow, stroke, fill and strike-through, in that order."""

from collections.abc import Sequence

import skia

from domain.base import Box
from domain.errors import TimelineError
from domain.layers import TextLayer, TextStyle
from renderer.paint import fill_paint, rounded, shadow_margin, shadow_paint, skia_colour
from renderer.text.layout import Layout, Shaper, Unit, layout_text

_STRIKE_HEIGHT = 0.34
_STRIKE_WIDTH = 0.07


def check_glyphs(text: str, style: TextStyle, shaper: Shaper, where: str) -> None:
    """Raise TimelineError when a character of the text has no glyph in any face of its role."""
    missing = shaper.faces(style).missing(text)
    if missing:
        names = ", ".join(f"'{c}' (U+{ord(c):04X})" for c in missing)
        raise TimelineError(
            f"{where}: no installed font of role '{style.font}' has the character {names}",
            hint="replace the character, or install a font that has it: apt install fonts-noto-core has most scripts",
        )


def set_text(layer: TextLayer, shaper: Shaper) -> Layout:
    """The layer's layout, after checking that every character can be drawn."""
    check_glyphs(layer.text, layer.style, shaper, f"text layer '{layer.id}'")
    return layout_text(layer, shaper)


def text_margin(style: TextStyle, size: int) -> int:
    """How far ink may reach beyond the text's box: overhang, stroke and shadow, in pixels."""
    stroke = style.stroke.width if style.stroke else 0
    return int(size * (0.25 + style.embolden) + stroke) + shadow_margin(style.shadow) + 2


def paint_plate(canvas: skia.Canvas, layer: TextLayer, layout: Layout) -> None:
    """The plate behind the text, as wide as the text and its padding."""
    if layer.plate is None:
        return
    box = plate_box(layer, layout)
    canvas.drawRRect(rounded(box, min(layer.plate_radius, box.h / 2)), fill_paint(layer.plate, box))


def plate_box(layer: TextLayer, layout: Layout) -> Box:
    across, down = layer.plate_padding
    box = layout.box
    return Box(x=box.x - across, y=box.y - down, w=box.w + 2 * across, h=box.h + 2 * down)


def paint_units(canvas: skia.Canvas, units: Sequence[Unit], layout: Layout, style: TextStyle, shaper: Shaper) -> None:
    """The letters of some units of a layout."""
    if style.shadow:
        _paint_shadow(canvas, units, layout, style, shaper)
    if style.stroke and style.stroke.width:
        outline = skia.Paint(AntiAlias=True, Color=skia_colour(style.stroke.colour))
        _paint(
            canvas,
            units,
            layout.size,
            style,
            shaper,
            _thickened(outline, style.stroke.width * 2 + _bold(style, layout)),
        )
    fill = (
        fill_paint(style.fill, layout.box)
        if style.fill
        else skia.Paint(AntiAlias=True, Color=skia_colour(style.colour))
    )
    _paint(canvas, units, layout.size, style, shaper, _thickened(fill, _bold(style, layout)))
    if style.strike:
        _paint_strike(canvas, units, layout.size, fill)


def _paint_shadow(canvas: skia.Canvas, units: Sequence[Unit], layout: Layout, style: TextStyle, shaper: Shaper) -> None:
    if style.shadow is None:
        return
    stroke = style.stroke.width * 2 if style.stroke else 0
    paint = _thickened(shadow_paint(style.shadow), stroke + _bold(style, layout))
    canvas.save()
    canvas.translate(style.shadow.dx, style.shadow.dy)
    _paint(canvas, units, layout.size, style, shaper, paint)
    canvas.restore()


def _bold(style: TextStyle, layout: Layout) -> float:
    return style.embolden * layout.size


def _thickened(paint: skia.Paint, width: float) -> skia.Paint:
    if width:
        paint.setStyle(skia.Paint.kStrokeAndFill_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def _paint(
    canvas: skia.Canvas, units: Sequence[Unit], size: int, style: TextStyle, shaper: Shaper, paint: skia.Paint
) -> None:
    for unit in units:
        paragraph = shaper.paragraph(unit.text, style, size, unit.reading, paint)
        paragraph.paint(canvas, unit.x - shaper.lead(unit, style, size), unit.baseline - paragraph.AlphabeticBaseline)


def _paint_strike(canvas: skia.Canvas, units: Sequence[Unit], size: int, fill: skia.Paint) -> None:
    line = skia.Paint(fill)
    line.setStyle(skia.Paint.kStroke_Style)
    line.setStrokeWidth(size * _STRIKE_WIDTH)
    line.setStrokeCap(skia.Paint.kRound_Cap)
    for unit in units:
        y = unit.baseline - size * _STRIKE_HEIGHT
        canvas.drawLine(unit.x - size * 0.05, y, unit.x + unit.width + size * 0.05, y, line)
