"""Measuring text as it will be drawn, for those who compose and check layouts."""

from functools import lru_cache

import numpy as np
import skia

from domain.fonts import FontBook, FontRole
from domain.layers import TextStyle
from renderer.text.faces import Faces
from renderer.text.layout import Shaper
from renderer.text.runs import reading_of

_FAINT = 40
"""Of 255: what is fainter at the edge of a letter is no ink."""


class SkiaMeasurer:
    """The renderer's own measure: a ``domain.fonts.TextMeasurer``."""

    def __init__(self, fonts: FontBook, faces: Faces | None = None) -> None:
        """``faces`` are those of ``fonts`` where they have been opened already."""
        self._faces = faces or Faces(fonts)
        self._shaper = Shaper(self._faces)
        self._inks = lru_cache(maxsize=4096)(self._drawn_ink)

    def width(self, text: str, role: FontRole, weight: int, size: int) -> float:
        """Advance width of one line, in pixels."""
        return self._shaper.width(text, TextStyle(font=role, weight=weight, size=size), size)

    def cap_height(self, role: FontRole, weight: int, size: int) -> float:
        """Height of the ink of a Latin capital I, in pixels, in the face that draws it."""
        faces = self._faces.get(role, weight)
        drawing = next(face for face in faces.typefaces if face.unicharToGlyph(ord("I")))
        return -float(_ink_top(drawing, size))

    def ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        """How far the ink of one line reaches above its baseline and below it, in pixels; found by drawing it."""
        return self._inks(text, role, weight, size)

    def _drawn_ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        style, reading = TextStyle(font=role, weight=weight, size=size), reading_of(text)
        line = self._shaper.paragraph(text, style, size, reading, skia.Paint(Color=skia.ColorWHITE))
        width, base = int(line.MaxIntrinsicWidth) + 2 * size, 2 * size
        rows = np.zeros((3 * size, width), np.uint8)
        surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(width, len(rows)), rows)
        line.paint(surface.getCanvas(), size, base - line.AlphabeticBaseline)
        inked = np.flatnonzero(rows.max(axis=1) > _FAINT)
        return (float(base - inked[0]), float(inked[-1] + 1 - base)) if inked.size else (0.0, 0.0)

    def missing(self, text: str, role: FontRole) -> str:
        """The characters that no face of the role can draw, each once, in order."""
        return self._faces.get(role, 400).missing(text)


def _ink_top(typeface: skia.Typeface, size: int) -> float:
    font = skia.Font(typeface, size)
    return float(font.getBounds([font.unicharToGlyph(ord("I"))])[0].top())
