"""Presenter layers: a rig drawn in its pose, in YUV from the start: it is drawn anew for every second frame."""

from functools import lru_cache

import skia

from domain.base import Box
from domain.layers import PresenterLayer
from domain.rig import RigWindow
from renderer.layers.base import Span, Tools
from renderer.layers.speaking import SpeakingLayer
from renderer.layers.tiles import even_box
from renderer.paint import Surface, fill_paint, skia_yuv, stroke_paint
from renderer.rig.figure import Figure
from renderer.rig.pose import RigPose, pose_of
from renderer.tile import Tile, yuv_tile

_FAR = 2.0**14
"""Farther than any gesture reaches from a box: arms, hair and hands may leave it, only its foot cuts the figure off."""


class DrawnPresenter(SpeakingLayer[RigPose, RigPose]):
    """A presenter ready to be drawn at any frame of its scene."""

    def __init__(self, layer: PresenterLayer, tools: Tools) -> None:
        self._layer, self._rig = layer, tools.rigs[layer.rig]
        self._span, self._fps = Span(layer, tools.frames), tools.fps
        self._figure = Figure(self._rig, skia_yuv)
        self._stand = _Stand(layer, self._rig.framings[layer.framing])
        self._pose = lru_cache(maxsize=4)(self._rig_pose)
        self._body = lru_cache(maxsize=2)(self._draw_body)
        self._face = lru_cache(maxsize=8)(self._draw_face)

    def look(self, frame: int) -> tuple[RigPose, RigPose]:
        pose = self._pose(frame)
        return pose.body, pose

    def figure_tile(self, still: RigPose) -> Tile:
        return self._body(still)

    def face_tile(self, face: RigPose) -> Tile:
        return self._face(face)

    def _rig_pose(self, frame: int) -> RigPose:
        return pose_of(self._rig, self._layer.act, frame, self._fps)

    def _draw_body(self, pose: RigPose) -> Tile:
        surface = Surface(self._stand.ground(self._figure.body_bounds(pose)))
        self._stand.prepare(surface.canvas)
        self._figure.draw_body(surface.canvas, pose)
        surface.canvas.restoreToCount(1)
        self._stand.finish(surface)
        return yuv_tile(surface.pixels, surface.bounds.x, surface.bounds.y)

    def _draw_face(self, pose: RigPose) -> Tile:
        surface = Surface(self._stand.box_of(self._figure.face_bounds(pose)))
        self._stand.prepare(surface.canvas, grounded=False)
        self._figure.draw_face(surface.canvas, pose)
        return yuv_tile(surface.pixels, surface.bounds.x, surface.bounds.y)


class _Stand:
    """Where a framing stands in its layer's box, and what lies under and around the figure."""

    def __init__(self, layer: PresenterLayer, window: RigWindow) -> None:
        self._layer, self._window = layer, window
        scale = min(layer.box.w / window.w, layer.box.h / window.h)
        w, h = round(window.w * scale), round(window.h * scale)
        self._place = Box(x=layer.box.x + (layer.box.w - w) // 2, y=layer.box.bottom - h, w=w, h=h)
        self._scale = scale
        rim = round(layer.border.width) + 2 if layer.border else 0
        self.box = even_box([self._place.inset(-rim)])

    def prepare(self, canvas: skia.Canvas, *, grounded: bool = True) -> None:
        """Clip to the bubble, or below the window's foot; draw the plate, and let rig units follow."""
        place, window = self._place, self._window
        rect = skia.Rect.MakeXYWH(place.x, place.y, place.w, place.h)
        canvas.save()
        if self._layer.framing == "bubble":
            canvas.clipRRect(skia.RRect.MakeOval(rect), True)
            if grounded and self._layer.plate:
                canvas.drawRect(rect, fill_paint(self._layer.plate, place, skia_yuv))
        else:
            canvas.clipRect(skia.Rect.MakeLTRB(-_FAR, -_FAR, _FAR, place.bottom), True)
        canvas.translate(place.x + (place.w if self._layer.mirrored else 0), place.y)
        canvas.scale(-self._scale if self._layer.mirrored else self._scale, self._scale)
        canvas.translate(-window.x, -window.y)

    def finish(self, surface: Surface) -> None:
        """Draw the border of a bubble."""
        place, border = self._place, self._layer.border
        if border and self._layer.framing == "bubble":
            surface.canvas.drawOval(
                skia.Rect.MakeXYWH(place.x, place.y, place.w, place.h), stroke_paint(border, skia_yuv)
            )

    def ground(self, bounds: skia.Rect) -> Box:
        """What a figure with these bounds covers: the whole disc of a bubble, else its own ink."""
        return self.box if self._layer.framing == "bubble" else self.box_of(bounds)

    def box_of(self, bounds: skia.Rect) -> Box:
        """Rig units as a box of canvas pixels with even edges, within the bubble or above the window's foot."""
        place, window, scale = self._place, self._window, self._scale
        left, right = (bounds.left() - window.x) * scale, (bounds.right() - window.x) * scale
        if self._layer.mirrored:
            left, right = place.w - right, place.w - left
        x0, x1 = int(place.x + left) - 2, int(place.x + right) + 3
        y0 = int(place.y + (bounds.top() - window.y) * scale) - 2
        y1 = min(int(place.y + (bounds.bottom() - window.y) * scale) + 3, self.box.bottom)
        if self._layer.framing == "bubble":
            x0, x1, y0 = max(x0, self.box.x), min(x1, self.box.right), max(y0, self.box.y)
        return even_box([Box(x=x0, y=y0, w=max(2, x1 - x0), h=max(2, y1 - y0))])


def draw_presenter(layer: PresenterLayer, tools: Tools) -> DrawnPresenter:
    """A presenter layer, ready to draw."""
    return DrawnPresenter(layer, tools)
