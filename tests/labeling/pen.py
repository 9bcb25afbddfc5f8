"""A small text painter of our own, so that the label tests do not lean on the renderer."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia
from numpy.typing import NDArray

from domain.layers import TextLayer
from domain.paint import Solid

_FAMILIES = ("Inter", "Noto Sans CJK SC")
_MARGIN = 6


@dataclass(frozen=True)
class Pen:
    """Measures and draws one line, Latin in Inter and the rest in Noto Sans CJK."""

    def width(self, text: str, role: str, weight: int, size: int) -> float:
        return float(sum(font.measureText(run) for font, run in self._runs(text, weight, size)))

    def cap_height(self, role: str, weight: int, size: int) -> float:
        font = self._font("I", weight, size)
        return float(-font.getBounds(font.textToGlyphs("I"))[0].top())

    def missing(self, text: str, role: str) -> str:
        return "".join(c for c in text if not any(_typeface(f, 400).unicharToGlyph(ord(c)) for f in _FAMILIES))

    def mask(self, layer: TextLayer) -> NDArray[np.uint8]:
        """Coverage of the letters' fill in the layer's box."""
        surface = skia.Surface.MakeRasterN32Premul(layer.box.w, layer.box.h)
        with surface as canvas:
            canvas.translate(-layer.box.x, -layer.box.y)
            self._text(canvas, layer, "#FFFFFF", 0)
        return np.ascontiguousarray(surface.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType)[..., 3])

    def stamp(self, frame: NDArray[np.uint8], layer: TextLayer) -> NDArray[np.uint8]:
        """The RGB frame with the layer on it: plate, outline, letters."""
        top, left = max(0, layer.box.y - _MARGIN), max(0, layer.box.x - _MARGIN)
        part = (slice(top, layer.box.bottom + _MARGIN), slice(left, layer.box.right + _MARGIN))
        over = overlay(self, layer, left, top)[: frame[part].shape[0], : frame[part].shape[1]]
        alpha = over[..., 3:] / 255
        out = frame.copy()
        out[part] = np.clip(frame[part] * (1 - alpha) + over[..., :3] * alpha, 0, 255).round().astype(np.uint8)
        return out

    def draw(self, canvas: skia.Canvas, layer: TextLayer) -> None:
        if isinstance(layer.plate, Solid):
            rect = skia.Rect.MakeXYWH(layer.box.x, layer.box.y, layer.box.w, layer.box.h)
            paint = skia.Paint(AntiAlias=True, Color=_colour(layer.plate.colour))
            canvas.drawRoundRect(rect, layer.plate_radius, layer.plate_radius, paint)
        if layer.style.stroke:
            self._text(canvas, layer, layer.style.stroke.colour, 2 * layer.style.stroke.width)
        self._text(canvas, layer, layer.style.colour, 0)

    def _text(self, canvas: skia.Canvas, layer: TextLayer, colour: str, stroke: float) -> None:
        style, box = layer.style, layer.box
        paint = skia.Paint(AntiAlias=True, Color=_colour(colour))
        if stroke:
            paint.setStyle(skia.Paint.kStroke_Style)
            paint.setStrokeWidth(stroke)
            paint.setStrokeJoin(skia.Paint.kRound_Join)
        x = box.x + (box.w - self.width(layer.text, style.font, style.weight, style.size)) / 2
        y = box.y + box.h / 2 + self.cap_height(style.font, style.weight, style.size) / 2
        for font, run in self._runs(layer.text, style.weight, style.size):
            canvas.drawString(run, x, y, font, paint)
            x += font.measureText(run)

    def _runs(self, text: str, weight: int, size: int) -> list[tuple[skia.Font, str]]:
        return [(self._font(c, weight, size), c) for c in text]

    def _font(self, char: str, weight: int, size: int) -> skia.Font:
        family = next(f for f in _FAMILIES if _typeface(f, weight).unicharToGlyph(ord(char)))
        font = skia.Font(_typeface(family, weight), size)
        font.setSubpixel(True)
        font.setHinting(skia.FontHinting.kNone)
        return font


@lru_cache
def _typeface(family: str, weight: int) -> skia.Typeface:
    return skia.Typeface.MakeFromName(family, skia.FontStyle(weight, 5, skia.FontStyle.kUpright_Slant))


@lru_cache(maxsize=8)
def overlay(pen: Pen, layer: TextLayer, left: int, top: int) -> NDArray[np.float32]:
    """The layer as straight RGBA, 0–255, with a margin, its corner at (left, top)."""
    surface = skia.Surface.MakeRasterN32Premul(layer.box.right + _MARGIN - left, layer.box.bottom + _MARGIN - top)
    with surface as canvas:
        canvas.translate(-left, -top)
        pen.draw(canvas, layer)
    return np.asarray(surface.toarray(colorType=skia.ColorType.kRGBA_8888_ColorType), np.float32)


def resized(layer: TextLayer, size: int) -> TextLayer:
    """The layer set at another em size, in the middle of its box."""
    return layer.model_copy(update={"style": layer.style.model_copy(update={"size": size, "min_size": size})})


def reworded(layer: TextLayer, text: str) -> TextLayer:
    """The layer saying something else."""
    return layer.model_copy(update={"text": text})


def _colour(text: str) -> int:
    red, green, blue = (int(text[i : i + 2], 16) for i in (1, 3, 5))
    return int(skia.Color(red, green, blue, int(text[7:9] or "FF", 16)))
