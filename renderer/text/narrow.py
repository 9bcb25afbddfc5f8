"""Small letters for a face of capitals alone: those of another face, narrowed to its proportions."""

from collections.abc import Sequence
from dataclasses import dataclass

import skia

_CAPITALS, _SIGNS = "HNEU", "gmµ²³/"
_REFERENCE = 1000
_OWN_WIDTH = 0.25
"""The share of its own width that a narrowed face keeps: narrowed to the last, it would be all horizontal strokes."""


@dataclass(frozen=True)
class StandIn:
    """A face that draws small letters for another one: its size as a share of the other's, and how far it is
    narrowed."""

    typeface: skia.Typeface
    share: float
    narrowed: float

    def set(self, text: str, size: float, spacing: float) -> "NarrowRun":
        """Letters with ``spacing`` pixels shared out on both sides of each."""
        font = _font(self.typeface, size * self.share)
        font.setScaleX(self.narrowed)
        glyphs = font.textToGlyphs(text)
        widths = [width + spacing for width in font.getWidths(glyphs)]
        places = [spacing / 2 + sum(widths[:i]) for i in range(len(widths))]
        return NarrowRun(font, tuple(glyphs), tuple(places), float(sum(widths)))


@dataclass(frozen=True)
class NarrowRun:
    """Letters of a stand-in, placed from their left edge, ``width`` pixels in all."""

    font: skia.Font
    glyphs: tuple[int, ...]
    places: tuple[float, ...]
    width: float

    def paint(self, canvas: skia.Canvas, x: float, baseline: float, paint: skia.Paint) -> None:
        """Draw them on a baseline."""
        run = skia.TextBlobBuilder()
        run.allocRunPosH(self.font, list(self.glyphs), list(self.places), 0)
        canvas.drawTextBlob(run.make(), x, baseline, paint)


def stand_in(first: skia.Typeface, others: Sequence[skia.Typeface]) -> StandIn | None:
    """The one of the ``others`` whose stems come nearest to those of ``first`` once narrowed; None when there is none
    with all letters that units have."""
    able = [face for face in others if all(face.unicharToGlyph(ord(sign)) for sign in _SIGNS)]
    fitted = [_fitted(first, face) for face in able]
    return min(fitted, key=lambda one: abs(_stem(one.typeface, "l") * one.narrowed - _stem(first, "I")), default=None)


def _fitted(first: skia.Typeface, other: skia.Typeface) -> StandIn:
    share = _cap_height(first) / _cap_height(other)
    alike = _width(first) / (_width(other) * share)
    return StandIn(other, share, min(1.0, alike + (1 - alike) * _OWN_WIDTH))


def _font(typeface: skia.Typeface, size: float) -> skia.Font:
    font = skia.Font(typeface, size)
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font


def _width(typeface: skia.Typeface) -> float:
    font = _font(typeface, _REFERENCE)
    return float(sum(font.getWidths(font.textToGlyphs(_CAPITALS))))


def _cap_height(typeface: skia.Typeface) -> float:
    return -float(_bounds(typeface, "I").top())


def _stem(typeface: skia.Typeface, letter: str) -> float:
    return float(_bounds(typeface, letter).width())


def _bounds(typeface: skia.Typeface, letter: str) -> skia.Rect:
    font = _font(typeface, _REFERENCE)
    return font.getBounds(font.textToGlyphs(letter))[0]
