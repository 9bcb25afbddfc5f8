"""Portrait layers: a photo of a person that speaks, its face warped frame by frame."""

from functools import lru_cache

import cv2
import numpy as np
import skia
from numpy.typing import NDArray

from domain.base import Box, Point
from domain.layers import PortraitLayer
from domain.portrait import head_and_shoulders
from renderer.layers.base import Span, Tools
from renderer.layers.speaking import SpeakingLayer
from renderer.layers.tiles import even_box
from renderer.paint import Surface, rounded, stroke_paint
from renderer.portrait.face import Face
from renderer.portrait.warp import Expression, Head, Warp
from renderer.resources import Picture
from renderer.rig.pose import eyes_at, gaze_at, idle_at, mouth_at, nod_at
from renderer.tile import Tile, make_tile

_LIDS = {"open": 0.0, "half": 0.55, "closed": 1.0}
_OVER_FRAMES = ((-1, 0.25), (0, 0.5), (1, 0.25))
"""A jaw has weight: openings are spread over neighbouring frames, which delays nothing."""


class TalkingPhoto(SpeakingLayer[Head, Expression]):
    """A portrait ready to be drawn at any frame of its scene."""

    def __init__(self, layer: PortraitLayer, tools: Tools) -> None:
        self._layer, self._fps = layer, tools.fps
        self._span = Span(layer, tools.frames)
        picture, face = _framed(tools.resources.load_picture(tools.resources.asset_path(layer.asset)), layer)
        self._warp, self._unit = Warp(picture, face), face.eye_distance
        self._box = even_box([layer.box.inset(-(round(layer.border.width) + 2 if layer.border else 0))])
        self._mask = self._paint_mask()
        self._turned = lru_cache(maxsize=2)(self._warp.turned)
        self._head = lru_cache(maxsize=2)(self._draw_head)
        self._face = lru_cache(maxsize=2)(self._draw_face)

    def look(self, frame: int) -> tuple[Head, Expression]:
        show = self.expression(frame)
        return show.head, show

    def figure_tile(self, still: Head) -> Tile:
        return self._head(still)

    def face_tile(self, face: Expression) -> Tile:
        return self._face(face)

    def expression(self, frame: int) -> Expression:
        """What the face does at a frame; the head moves on every second one."""
        act, beat = self._layer.act, frame // 2 * 2
        breath, _, sway = idle_at(beat / self._fps)
        mouths = [(share, self._mouth(frame + step)) for step, share in _OVER_FRAMES]
        look = gaze_at(act, beat)
        return Expression(
            opening=round(sum(share * opening for share, (opening, _) in mouths), 3),
            width=round(sum(share * width for share, (_, width) in mouths), 3),
            blink=_LIDS[eyes_at(act.blinks, frame)],
            head=Head(
                dx=round((0.035 * sway + 0.06 * look) * self._unit, 2),
                dy=round((-0.02 * breath + 0.09 * nod_at(act.nods, beat)) * self._unit, 2),
                degrees=round(0.7 * sway + 1.1 * look, 2),
            ),
        )

    def _mouth(self, frame: int) -> tuple[float, float]:
        mouth = self._layer.mouths.get(mouth_at(self._layer.act, frame))
        return (mouth.open, mouth.width) if mouth else (0.0, 1.0)

    def _draw_head(self, head: Head) -> Tile:
        surface = Surface(self._box)
        self._put(surface, self._turned(head), self._layer.box)
        if self._layer.border:
            surface.canvas.drawRRect(rounded(self._layer.box, self._layer.radius), stroke_paint(self._layer.border))
        return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)

    def _draw_face(self, show: Expression) -> Tile:
        (rows, columns), pixels = self._warp.speaking(self._turned(show.head), show)
        box = self._layer.box
        part = Box(x=box.x + columns.start, y=box.y + rows.start, w=pixels.shape[1], h=pixels.shape[0])
        surface = Surface(even_box([part]))
        self._put(surface, pixels, part)
        return make_tile(surface.pixels, surface.bounds.x, surface.bounds.y)

    def _put(self, surface: Surface, pixels: NDArray[np.uint8], at: Box) -> None:
        """Pixels on a surface, as far as the layer's outline lets them show."""
        x, y = at.x - surface.bounds.x, at.y - surface.bounds.y
        mask = self._mask[at.y - self._box.y : at.bottom - self._box.y, at.x - self._box.x : at.right - self._box.x]
        part = surface.pixels[y : y + at.h, x : x + at.w]
        part[:, :, :3] = cv2.multiply(pixels, cv2.merge([mask] * 3), scale=1 / 255)
        part[:, :, 3] = mask

    def _paint_mask(self) -> NDArray[np.uint8]:
        surface = Surface(self._box)
        surface.canvas.drawRRect(
            rounded(self._layer.box, self._layer.radius), skia.Paint(AntiAlias=True, Color=skia.ColorWHITE)
        )
        return np.ascontiguousarray(surface.pixels[:, :, 3])


def _framed(picture: Picture, layer: PortraitLayer) -> tuple[NDArray[np.uint8], Face]:
    """Head and shoulders at the size of the layer's box, and the face in it."""
    height, width = picture.shape[:2]
    points, box = layer.points, layer.box
    left, top, _, tall = head_and_shoulders(points, (width, height), box.w / box.h)
    scale = box.h / tall
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]], np.float32)
    if scale < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = np.array([[1, 0, -left * scale], [0, 1, -top * scale]], np.float32)
    shown = cv2.warpAffine(
        np.ascontiguousarray(picture[:, :, :3]),
        matrix,
        (box.w, box.h),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )

    def spot(point: Point) -> tuple[float, float]:
        return (point.x * width - left) * scale, (point.y * height - top) * scale

    return np.asarray(shown, np.uint8), Face(
        width=box.w,
        height=box.h,
        left_eye=spot(points.left_eye),
        right_eye=spot(points.right_eye),
        mouth=spot(points.mouth),
        mouth_width=points.mouth_width * width * scale,
        chin=spot(points.chin),
    )


def draw_portrait(layer: PortraitLayer, tools: Tools) -> TalkingPhoto:
    """A portrait layer, ready to draw."""
    return TalkingPhoto(layer, tools)
