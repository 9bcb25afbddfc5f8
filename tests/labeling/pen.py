"""A small text painter of our own, so that the label tests do not lean on the renderer."""

from dataclasses import dataclass

import numpy as np
import skia
from numpy.typing import NDArray

from domain.timeline import Solid, TextLayer

_FAMILIES = ("Inter", "Noto Sans CJK SC")


@dataclass(frozen=True)
class Pen:
    """Measures and draws one line, Latin in Inter and the rest in Noto Sans CJK."""

    def width(self, text: str, role: str, weight: int, size: int) -> float:
        return float(sum(font.measureText(run) for font, run in self._runs(text, weight, size)))

    def cap_height(self, role: str, weight: int, size: int) -> float:
        font = self._font("I", weight, size)
        return float(-font.getBounds(font.textToGlyphs("I"))[0].top())

    def missing(self, text: str, role: str) -> str:
        return "".join(c for c in text if not any(self._typeface(f, 400).unicharToGlyph(ord(c)) for f in _FAMILIES))

    def mask(self, layer: TextLayer) -> NDArray[np.uint8]:
        """Coverage of the letters' fill in the layer's box."""
        return self._drawn(layer, (layer.box.w, layer.box.h), 0, 0)

    def stamp(self, frame: NDArray[np.uint8], layer: TextLayer) -> NDArray[np.uint8]:
        """The RGB frame with the layer on it: plate, outline, letters."""
        height, width = frame.shape[:2]
        surface = skia.Surface.MakeRasterN32Premul(width, height)
        canvas = surface.getCanvas()
        if isinstance(layer.plate, Solid):
            box, radius = layer.box, layer.plate_radius
            rect = skia.Rect.MakeXYWH(box.x, box.y, box.w, box.h)
            canvas.drawRoundRect(rect, radius, radius, skia.Paint(AntiAlias=True, Color=_colour(layer.plate.colour)))
        if layer.style.stroke:
            self._text(canvas, layer, layer.style.stroke.colour, 2 * layer.style.stroke.width)
        self._text(canvas, layer, layer.style.colour, 0)
        over = surface.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType).astype(np.float32)
        alpha = over[..., 3:] / 255
        straight = frame * (1 - alpha) + over[..., :3] * alpha
        return np.clip(straight.round(), 0, 255).astype(np.uint8)

    def _text(
        self, canvas: skia.Canvas, layer: TextLayer, colour: str, stroke: float, dx: int = 0, dy: int = 0
    ) -> None:
        style, box = layer.style, layer.box
        paint = skia.Paint(AntiAlias=True, Color=_colour(colour))
        if stroke:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        x = box.x + (box.w - self.width(layer.text, style.font, style.weight, style.size)) / 2 - dx
        y = box.y + box.h / 2 + self.cap_height(style.font, style.weight, style.size) / 2 - dy
        if style.align == "left":
            x = float(box.x - dx)
        for font, run in self._runs(layer.text, style.weight, style.size):
            canvas.drawString(run, x, y, font, paint)
            x += font.measureText(run)

    def _drawn(self, layer: TextLayer, size: tuple[int, int], dx: int, dy: int) -> NDArray[np.uint8]:
        surface = skia.Surface.MakeRasterN32Premul(*size)
        self._text(surface.getCanvas(), layer, "#FFFFFF", 0, layer.box.x, layer.box.y)
        return np.ascontiguousarray(surface.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)[..., 3])

    def _runs(self, text: str, weight: int, size: int) -> list[tuple[skia.Font, str]]:
        return [(self._font(c, weight, size), c) for c in text]

    def _font(self, char: str, weight: int, size: int) -> skia.Font:
        family = next(f for f in _FAMILIES if self._typeface(f, weight).unicharToGlyph(ord(char)))
        font = skia.Font(self._typeface(family, weight), size)
        font.setSubpixel(True)
        font.setHinting(skia.FontHinting.kNone)
        return font

    def _typeface(self, family: str, weight: int) -> skia.Typeface:
        return skia.Typeface.MakeFromName(family, skia.FontStyle(weight, 5, skia.FontStyle.kUpright_Slant))


def resized(layer: TextLayer, size: int) -> TextLayer:
    """The layer set at another em size, its box unchanged, from its left edge."""
    return layer.model_copy(update={"style": layer.style.model_copy(update={"size": size, "align": "left"})})


def reworded(layer: TextLayer, text: str) -> TextLayer:
    """The layer saying something else."""
    return layer.model_copy(update={"text": text})


def _colour(text: str) -> int:
    red, green, blue = (int(text[i : i + 2], 16) for i in (1, 3, 5))
    return skia.Color(red, green, blue, int(text[7:9] or "FF", 16))

