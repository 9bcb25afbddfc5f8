"""Photos at rest: how one is fitted into its box, and drawn with its mat, border and shadow."""

import math

import numpy as np
import skia
from numpy.typing import NDArray

from domain.base import Box
from domain.layers import ImageLayer, VideoLayer, View
from renderer.paint import rounded, shadow_margin, shadow_paint, skia_colour, stroke_paint
from renderer.regions import Region
from renderer.resources import Picture, Resources


def photo_margin(layer: ImageLayer | VideoLayer) -> int:
    """How far the border and shadow reach beyond the box, in pixels."""
    return (math.ceil(layer.border.width) if layer.border else 0) + shadow_margin(layer.shadow) + 2


def fitted_view(layer: ImageLayer | VideoLayer, size: tuple[int, int], view: View) -> tuple[float, float, float]:
    """How a picture of ``size`` (w, h) lies in its box: (scale, left, top).

    ``scale`` is box pixels per picture pixel; ``left`` and ``top`` the box position of its corner.
    ``cover`` keeps the box filled around the focus, ``contain`` keeps the picture whole at zoom 1.
    """
    (w, h), box = size, layer.box
    fit = max(box.w / w, box.h / h) if layer.fit == "cover" else min(box.w / w, box.h / h)
    scale = fit * view.zoom
    left = _slide(box.w, w * scale, _aim(layer.focus.x, view.x))
    top = _slide(box.h, h * scale, _aim(layer.focus.y, view.y))
    return scale, left, top


def _aim(focus: float, view: float) -> float:
    """A view's centre is meant relative to the focus: 0.5 looks straight at it."""
    return min(max(focus + view - 0.5, 0.0), 1.0)


def _slide(room: float, length: float, aim: float) -> float:
    """Where a picture of ``length`` starts so that ``aim`` of it is central but no edge shows."""
    if length <= room:
        return (room - length) / 2
    return min(0.0, max(room - length, room / 2 - length * aim))


def mask_tile_pixels(layer: ImageLayer | VideoLayer, box: Box | Region) -> NDArray[np.uint8]:
    """Alpha (h, w) of the rounded box."""
    pixels = np.zeros((box.h, box.w), np.uint8)
    info = skia.ImageInfo.MakeA8(box.w, box.h)
    canvas = skia.Surface.MakeRasterDirect(info, pixels).getCanvas()
    canvas.drawRRect(rounded(Box(x=0, y=0, w=box.w, h=box.h), layer.radius), skia.Paint(AntiAlias=True))
    return pixels


def paint_frame(canvas: skia.Canvas, layer: ImageLayer | VideoLayer) -> None:
    """What stands behind a photo: its shadow, and its mat where it leaves room."""
    outline = rounded(layer.box, layer.radius)
    if layer.shadow:
        canvas.save()
        canvas.translate(layer.shadow.dx, layer.shadow.dy)
        canvas.drawRRect(outline, shadow_paint(layer.shadow))
        canvas.restore()
    if layer.mat:
        canvas.drawRRect(outline, skia.Paint(AntiAlias=True, Color=skia_colour(layer.mat)))


def paint_border(canvas: skia.Canvas, layer: ImageLayer | VideoLayer) -> None:
    """The border, over the photo's edge."""
    if layer.border and layer.border.width:
        canvas.drawRRect(rounded(layer.box, layer.radius), stroke_paint(layer.border))


def paint_photo(canvas: skia.Canvas, layer: ImageLayer, resources: Resources) -> None:
    """A whole photo layer without camera, for groups."""
    picture = resources.load_picture(resources.asset_path(layer.asset))
    paint_frame(canvas, layer) if layer.shadow or layer.mat else None
    scale, left, top = fitted_view(layer, (picture.shape[1], picture.shape[0]), View())
    canvas.save()
    canvas.clipRRect(rounded(layer.box, layer.radius), True)
    target = skia.Rect.MakeXYWH(
        layer.box.x + left, layer.box.y + top, picture.shape[1] * scale, picture.shape[0] * scale
    )
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    canvas.drawImageRect(_image(picture), target, sampling)
    canvas.restore()
    paint_border(canvas, layer)


def _image(picture: Picture) -> skia.Image:
    return skia.Image.fromarray(
        np.ascontiguousarray(picture), colorType=skia.ColorType.kRGBA_8888_ColorType
    ).withDefaultMipmaps()
