"""Image layers: a photo under a slow camera, or a cut-out with its own alpha."""

from collections.abc import Hashable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.layers import Camera, ImageLayer, View
from renderer.blit import draw_tile
from renderer.canvas import Canvas
from renderer.colour import parse_colour
from renderer.easing import ease
from renderer.layers.base import Span, Tools
from renderer.layers.framed import Frame, Placing, Planes, to_planes
from renderer.layers.photo import fitted_view
from renderer.layers.tiles import draw_alone
from renderer.motion import Pose
from renderer.regions import Region, posed
from renderer.resources import Picture
from renderer.tile import Tile

# A picture shrunk beforehand to a little more than it is shown at: still sharp after the second,
# bilinear scaling, and never at the simple ratio 1 that the fast resampler cannot place freely.
_HEADROOM = 1.17
_MARGIN = 96  # picture pixels; as far before its edge as the resampler may want to start


def view_at(camera: Camera | None, span: Span, frame: int) -> View:
    """What the camera sees at a frame; without one, the whole."""
    if camera is None:
        return View()
    length = max(1, span.end - 1 - span.layer.start)
    t = ease(camera.ease, (frame - span.layer.start) / length)
    a, b = camera.start, camera.end
    return View(zoom=a.zoom + (b.zoom - a.zoom) * t, x=a.x + (b.x - a.x) * t, y=a.y + (b.y - a.y) * t)


@dataclass(frozen=True)
class PhotoLayer:
    """An opaque photo. ``size`` is its size before it was scaled by ``shrunk`` for drawing."""

    span: Span
    layer: ImageLayer
    picture: Planes
    size: tuple[int, int]
    shrunk: float
    frame: Frame

    def state(self, frame: int) -> Hashable:
        pose = self.span.seen(frame)
        return (pose, view_at(self.layer.camera, self.span, frame)) if pose else None

    def draw(self, canvas: Canvas, frame: int) -> None:
        self.frame.draw(canvas, self.picture, self._placing(frame), self.span.pose(frame))

    def covered(self, frame: int) -> Region | None:
        return self.frame.covered(self.picture.size, self._placing(frame), self.span.pose(frame))

    def touched(self, frame: int) -> list[Region]:
        pose = self.span.seen(frame)
        return [self.frame.touched(pose)] if pose else []

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.frame.changed(self.span, before, frame)

    def _placing(self, frame: int) -> Placing:
        scale, left, top = fitted_view(self.layer, self.size, view_at(self.layer.camera, self.span, frame))
        return Placing(scale / self.shrunk, self.layer.box.x + left, self.layer.box.y + top)


@dataclass(frozen=True)
class CutoutLayer:
    """A picture with its own transparency; the camera's zoom scales it about its centre."""

    span: Span
    layer: ImageLayer
    tile: Tile

    def _pose(self, frame: int) -> Pose:
        pose = self.span.pose(frame)
        return pose._replace(scale=pose.scale * view_at(self.layer.camera, self.span, frame).zoom)

    def state(self, frame: int) -> Hashable:
        if not self.span.shows(frame):
            return None
        pose = self._pose(frame)
        return None if pose.hidden else pose

    def draw(self, canvas: Canvas, frame: int) -> None:
        draw_tile(canvas, self.tile, self._pose(frame), self.span.centre)

    def touched(self, frame: int) -> list[Region]:
        return [] if self.state(frame) is None else [posed(self.tile.region, self._pose(frame), self.span.centre)]

    def changed(self, before: int, frame: int) -> list[Region]:
        return self.touched(before) + self.touched(frame)


def draw_image(layer: ImageLayer, tools: Tools) -> PhotoLayer | CutoutLayer:
    """An image layer, drawn."""
    span = Span(layer, tools.frames)
    picture = tools.resources.load_picture(tools.resources.asset_path(layer.asset))
    if picture[:, :, 3].min() < 255 and layer.mat is None:
        return CutoutLayer(span, layer, draw_alone(layer, tools).tile)
    size = (picture.shape[1], picture.shape[0])
    zoom = max(layer.camera.start.zoom, layer.camera.end.zoom) if layer.camera else 1.0
    shrunk = min(1.0, fitted_view(layer, size, View(zoom=zoom))[0] * _HEADROOM)
    planes = to_planes(_flatten(_shrink(picture, shrunk), layer.mat), _MARGIN if layer.camera else 0)
    return PhotoLayer(span, layer, planes, size, planes.size[0] / size[0], Frame(layer))


def _shrink(picture: Picture, scale: float) -> Picture:
    if scale >= 1:
        return picture
    size = (round(picture.shape[1] * scale / 2) * 2, round(picture.shape[0] * scale / 2) * 2)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _flatten(picture: Picture, mat: str | None) -> NDArray[np.uint8]:
    """(H, W, 3): the picture over its mat, white when it has none."""
    alpha = picture[:, :, 3:]
    if alpha.min() == 255:
        return picture[:, :, :3]
    back = np.array(parse_colour(mat or "#FFFFFF")[:3], np.float32)
    share = alpha.astype(np.float32) / 255
    return np.asarray(np.rint(picture[:, :, :3] * share + back * (1 - share)), np.uint8)
