"""Vector drawing with Skia: paints, strokes, shadows and shapes, onto RGBA surfaces."""

import math
from collections.abc import Callable

import numpy as np
import skia
from numpy.typing import NDArray

from domain.base import Box
from domain.layers import ShapeLayer
from domain.paint import LinearGradient, Paint, RadialGradient, Shadow, Solid, Stroke
from renderer.colour import parse_colour, rgb_to_yuv


class Surface:
    """A premultiplied RGBA surface showing the canvas pixels inside ``bounds``."""

    def __init__(self, bounds: Box) -> None:
        self.bounds = bounds
        self.pixels: NDArray[np.uint8] = np.zeros((bounds.h, bounds.w, 4), np.uint8)
        info = skia.ImageInfo.Make(
            bounds.w, bounds.h, skia.ColorType.kRGBA_8888_ColorType, skia.AlphaType.kPremul_AlphaType
        )
        self._surface = skia.Surface.MakeRasterDirect(info, self.pixels)
        self.canvas: skia.Canvas = self._surface.getCanvas()
        self.canvas.translate(-bounds.x, -bounds.y)


def skia_colour(text: str) -> int:
    r, g, b, a = parse_colour(text)
    return int(skia.ColorSetARGB(a, r, g, b))


def skia_yuv(text: str) -> int:
    """A colour as Y, U and V where Skia has red, green and blue: what is drawn with such colours alone is YUV already.

    Laying one colour over another is the same sum for every channel, whatever it stands for.
    """
    *rgb, a = parse_colour(text)
    y, u, v = np.rint(rgb_to_yuv(np.array(rgb, np.float32)))
    return int(skia.ColorSetARGB(a, int(y), int(u), int(v)))


def fill_paint(paint: Paint, box: Box, colour: Callable[[str], int] = skia_colour) -> skia.Paint:
    """A Skia paint that fills ``box`` with a solid colour or a gradient."""
    out = skia.Paint(AntiAlias=True, Dither=True)
    if isinstance(paint, Solid):
        out.setColor(colour(paint.colour))
        return out
    colours = [colour(stop.colour) for stop in paint.stops]
    places = [stop.at for stop in paint.stops]
    out.setShader(_shader(paint, box, colours, places))
    return out


def _shader(paint: LinearGradient | RadialGradient, box: Box, colours: list[int], places: list[float]) -> skia.Shader:
    if isinstance(paint, LinearGradient):
        start, end = gradient_line(paint.angle, box)
        return skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], colours, places)
    centre = skia.Point(box.x + box.w * paint.centre.x, box.y + box.h * paint.centre.y)
    longer, flattened = max(box.w, box.h), skia.Matrix()
    if paint.oval:
        flattened.setScale(box.w / longer, box.h / longer, centre.x(), centre.y())
    return skia.GradientShader.MakeRadial(centre, paint.radius * longer, colours, places, localMatrix=flattened)


def gradient_line(angle: float, box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    """Start and end of a gradient at ``angle`` degrees that just covers the box, as CSS draws it."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    half = (abs(box.w * cos) + abs(box.h * sin)) / 2
    cx, cy = box.x + box.w / 2, box.y + box.h / 2
    return (cx - cos * half, cy - sin * half), (cx + cos * half, cy + sin * half)


def stroke_paint(stroke: Stroke, colour: Callable[[str], int] = skia_colour) -> skia.Paint:
    return skia.Paint(
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=stroke.width,
        StrokeJoin=skia.Paint.kRound_Join,
        Color=colour(stroke.colour),
    )


def shadow_paint(shadow: Shadow) -> skia.Paint:
    """A paint that draws the blurred shadow of a form; the caller moves it by the shadow's offset."""
    paint = skia.Paint(AntiAlias=True, Color=skia_colour(shadow.colour))
    if shadow.blur:
        paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.BlurStyle.kNormal_BlurStyle, shadow.blur))
    return paint


def shadow_margin(shadow: Shadow | None) -> int:
    """How far a shadow reaches beyond what casts it, in pixels."""
    return 0 if shadow is None else math.ceil(shadow.blur * 3 + max(abs(shadow.dx), abs(shadow.dy)))


def rounded(box: Box, radius: float) -> skia.RRect:
    return skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(box.x, box.y, box.w, box.h), radius, radius)


def shape_path(layer: ShapeLayer) -> skia.Path:
    """The outline of a shape layer in canvas pixels."""
    box, path = layer.box, skia.PathBuilder()
    rect = skia.Rect.MakeXYWH(box.x, box.y, box.w, box.h)
    if layer.shape == "polygon":
        path.addPolygon([skia.Point(box.x + p.x * box.w, box.y + p.y * box.h) for p in layer.points], True)
    elif layer.shape in ("ellipse", "ring"):
        path.addOval(rect)
    else:
        path.addRRect(rounded(box, layer.radius))
    return path.detach()


def paint_shape(canvas: skia.Canvas, layer: ShapeLayer) -> None:
    """Draw a shape layer at rest."""
    path = shape_path(layer)
    if layer.shadow:
        shadow = shadow_paint(layer.shadow)
        if layer.stroke and (layer.shape == "ring" or not layer.fill):
            shadow.setStyle(skia.Paint.kStroke_Style)
            shadow.setStrokeWidth(layer.stroke.width)
        canvas.save()
        canvas.translate(layer.shadow.dx, layer.shadow.dy)
        canvas.drawPath(path, shadow)
        canvas.restore()
    if layer.fill and layer.shape != "ring":
        canvas.drawPath(path, fill_paint(layer.fill, layer.box))
    if layer.stroke and layer.stroke.width:
        canvas.drawPath(path, stroke_paint(layer.stroke))
