"""Measuring text as it will be drawn, for those who compose and check layouts."""

import skia

from domain.fonts import FontBook, FontRole
from domain.layers import TextStyle
from renderer.text.faces import Faces
from renderer.text.layout import Shaper


class SkiaMeasurer:
    """The renderer's own measure: a ``domain.fonts.TextMeasurer``."""

    def __init__(self, fonts: FontBook, faces: Faces | None = None) -> None:
        """``faces`` are those of ``fonts`` where they have been opened already."""
        self._faces = faces or Faces(fonts)
        self._shaper = Shaper(self._faces)

    def width(self, text: str, role: FontRole, weight: int, size: int) -> float:
        """Advance width of one line, in pixels."""
        return self._shaper.width(text, TextStyle(font=role, weight=weight, size=size), size)

    def cap_height(self, role: FontRole, weight: int, size: int) -> float:
        """Height of the ink of a Latin capital I, in pixels, in the face that draws it."""
        faces = self._faces.get(role, weight)
        drawing = next(face for face in faces.typefaces if face.unicharToGlyph(ord("I")))
        return -float(_ink_top(drawing, size))

    def missing(self, text: str, role: FontRole) -> str:
        """The characters that no face of the role can draw, each once, in order."""
        return self._faces.get(role, 400).missing(text)


def _ink_top(typeface: skia.Typeface, size: int) -> float:
    font = skia.Font(typeface, size)
    return float(font.getBounds([font.unicharToGlyph(ord("I"))])[0].top())
