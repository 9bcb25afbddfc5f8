"""Layers as MoviePy clips: drawn once by this renderer, moved by MoviePy's own effects."""

import math
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoFileClip
from numpy.typing import NDArray

from domain.base import Box
from domain.layers import ImageLayer, LayerBase, VideoLayer, View
from renderer.canvas import Canvas
from renderer.colour import parse_colour, planes_to_rgb
from renderer.layers.base import DrawnLayer, Tools
from renderer.layers.image import CutoutLayer, PhotoLayer, view_at
from renderer.layers.photo import fitted_view, mask_tile_pixels, paint_border, paint_frame, photo_margin
from renderer.layers.text import StaggeredText
from renderer.layers.tiles import TileLayer, even_box
from renderer.layers.video import ClipLayer
from renderer.motion import Pose
from renderer.paint import Surface
from renderer.tile import Tile

Clip = Any
"""A MoviePy clip: MoviePy ships no types."""
Pixels = NDArray[np.uint8]
PoseAt = Callable[[int], Pose]


def layer_clips(drawn: DrawnLayer, layer: LayerBase, tools: Tools, size: tuple[int, int]) -> list[Clip]:
    """A drawn layer as clips, bottom to top, with times counted from the start of its scene."""
    if isinstance(drawn, TileLayer):
        return [_tile_clip(drawn.tile, drawn.span.pose, drawn.span.centre, layer, tools)]
    if isinstance(drawn, CutoutLayer):
        return [_tile_clip(drawn.tile, drawn.span.pose, drawn.span.centre, layer, tools)]
    if isinstance(drawn, StaggeredText):
        return [
            _tile_clip(tile, _delayed(drawn.span.pose, delay), centre, layer, tools)
            for tile, delay, centre in drawn.units
        ]
    if isinstance(drawn, PhotoLayer):
        return _framed(_photo(drawn, tools), drawn.layer, drawn.span.pose, tools)
    if isinstance(drawn, ClipLayer):
        return _framed(_footage(drawn, tools), drawn.layer, drawn.span.pose, tools)
    return _stepwise(drawn, layer, tools, size)


def _delayed(pose: Callable[[int, int], Pose], delay: int) -> PoseAt:
    return lambda frame: pose(frame, delay)


def still_clip(rgba: Pixels) -> Clip:
    """Straight-alpha RGBA as an ImageClip with its mask."""
    colours, alpha = rgba[:, :, :3].copy(), rgba[:, :, 3]
    if alpha.any():  # black beside the ink would darken its edge once the clip is scaled or turned
        colours[alpha == 0] = colours[alpha > 0].mean(axis=0)
    return ImageClip(colours).with_mask(ImageClip(rgba[:, :, 3] / 255, is_mask=True))


def _span(layer: LayerBase, tools: Tools) -> tuple[int, int]:
    return layer.start, min(layer.end or tools.frames, tools.frames)


def moved(
    clip: Clip, rest: tuple[float, float], pose: PoseAt, centre: tuple[float, float], layer: LayerBase, tools: Tools
) -> Clip:
    """A clip at ``rest`` on the canvas, moved as its layer's tracks say, shown while its layer shows."""
    start, end = _span(layer, tools)
    moving, clip_size = {track.property for track in layer.motion}, tuple(clip.size)

    def at(t: float) -> Pose:
        return pose(start + round(t * tools.fps))

    def position(t: float) -> tuple[float, float]:
        now = at(t)
        return rest[0] + now.x, rest[1] + now.y

    if moving & {"scale", "rotation"}:
        clip, position = _turned(clip, rest, at, centre), lambda t: _window(clip_size, rest, at(t), centre)[0]
    if moving & {"opacity", "wipe"} or layer.opacity < 1:
        clip = clip.with_mask(clip.mask.transform(lambda get, t: _faded(get(t), at(t))))
    return clip.with_position(position).with_start(start / tools.fps).with_duration((end - start) / tools.fps)


def _window(
    size: tuple[int, int], rest: tuple[float, float], pose: Pose, centre: tuple[float, float]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Corner and size, in whole canvas pixels, of what a clip at ``rest`` covers at a pose."""
    corners = [(rest[0] + x, rest[1] + y, 1) for x in (0, size[0]) for y in (0, size[1])]
    xs, ys = pose.matrix(centre) @ np.array(corners, float).T
    left, top = math.floor(xs.min()) - 1, math.floor(ys.min()) - 1
    return (left, top), (math.ceil(xs.max()) + 1 - left, math.ceil(ys.max()) + 1 - top)


def _turned(clip: Clip, rest: tuple[float, float], at: Callable[[float], Pose], centre: tuple[float, float]) -> Clip:
    """A clip scaled and turned about a centre to parts of a pixel, which MoviePy's own effects round."""
    size = tuple(clip.size)

    def warp(get: Callable[[float], Any], t: float) -> Any:
        (left, top), shape = _window(size, rest, at(t), centre)
        matrix = at(t).matrix(centre)
        linear = matrix[:, :2]
        half = np.array([0.5, 0.5])
        shift = matrix[:, 2] + linear @ (np.array(rest) + half) - np.array([left, top]) - half
        return cv2.warpAffine(np.ascontiguousarray(get(t)), np.column_stack([linear, shift]), shape)

    return clip.transform(warp, apply_to=["mask"])


def _faded(mask: NDArray[np.float64], pose: Pose) -> NDArray[np.float64]:
    faded = mask * pose.opacity
    faded[:, round(faded.shape[1] * pose.wipe) :] = 0
    return faded


def _tile_clip(tile: Tile, pose: PoseAt, centre: tuple[float, float], layer: LayerBase, tools: Tools) -> Clip:
    return moved(still_clip(_tile_rgba(tile)), (tile.x, tile.y), pose, centre, layer, tools)


def _tile_rgba(tile: Tile) -> Pixels:
    chroma = _enlarged(tile.chroma, tile.region.w, tile.region.h)
    y, alpha = tile.luma[:, :, 0], tile.luma[:, :, 1]
    return _straight(y, chroma[:, :, 0], chroma[:, :, 1], alpha, chroma[:, :, 2])


def _enlarged(chroma: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(cv2.resize(chroma, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def _straight(y: Pixels, u: Pixels, v: Pixels, alpha: Pixels, chroma_alpha: Pixels) -> Pixels:
    """Premultiplied planes of one size to straight RGBA."""
    planes = [
        np.clip(p.astype(np.float32) * 255 / np.maximum(a, 1), 0, 255).astype(np.uint8)
        for p, a in ((y, alpha), (u, chroma_alpha), (v, chroma_alpha))
    ]
    return np.dstack([planes_to_rgb(*planes), alpha])


def _framed(inside: Clip, layer: ImageLayer | VideoLayer, pose: PoseAt, tools: Tools) -> list[Clip]:
    """A picture clip of the size of its layer's box, between its shadow and its border."""
    box = layer.box
    centre = (box.x + box.w / 2, box.y + box.h / 2)
    clips = [moved(_rounded(inside, layer), (box.x, box.y), pose, centre, layer, tools)]
    for wanted, paint, place in ((layer.shadow or layer.mat, paint_frame, 0), (layer.border, paint_border, len(clips))):
        if wanted:
            surface = Surface(even_box([box.inset(-photo_margin(layer))]))
            paint(surface.canvas, layer)
            clip = still_clip(_unpremultiplied(surface.pixels))
            clips.insert(place, moved(clip, (surface.bounds.x, surface.bounds.y), pose, centre, layer, tools))
    return clips


def _rounded(inside: Clip, layer: ImageLayer | VideoLayer) -> Clip:
    corners = mask_tile_pixels(layer, layer.box) / 255
    if layer.fit == "contain" and not layer.mat:
        return inside.with_mask(inside.mask.image_transform(lambda mask: mask * corners))
    return inside.with_mask(ImageClip(corners, is_mask=True))


def _boxed(clip: Clip, layer: ImageLayer | VideoLayer) -> Clip:
    """A picture seen through a window of its layer's size, on the layer's mat if it has one."""
    mat = parse_colour(layer.mat)[:3] if layer.mat else None
    return CompositeVideoClip([clip], size=(layer.box.w, layer.box.h), bg_color=mat)


def _unpremultiplied(rgba: Pixels) -> Pixels:
    colours = np.clip(rgba[:, :, :3] * (255.0 / np.maximum(rgba[:, :, 3:], 1)), 0, 255).astype(np.uint8)
    return np.dstack([colours, rgba[:, :, 3]])


def _photo(drawn: PhotoLayer, tools: Tools) -> Clip:
    """The photo under its camera, as large as its box."""
    layer, start = drawn.layer, drawn.span.layer.start
    width, height = drawn.picture.size
    inner = slice(drawn.picture.margin, -drawn.picture.margin or None)
    half = slice(drawn.picture.margin // 2, -(drawn.picture.margin // 2) or None)
    y, u, v = drawn.picture.y[inner, inner], drawn.picture.u[half, half], drawn.picture.v[half, half]
    chroma = (_enlarged(plane, width, height) for plane in (u, v))
    picture = ImageClip(planes_to_rgb(np.ascontiguousarray(y), *chroma))

    def view(t: float) -> tuple[float, float, float]:
        frame = start + round(t * tools.fps)
        return fitted_view(layer, drawn.size, view_at(layer.camera, drawn.span, frame))

    def size(t: float) -> tuple[int, int]:
        scale = view(t)[0] / drawn.shrunk
        return round(width * scale), round(height * scale)

    seen = picture.resized(size if layer.camera else size(0)).with_position(lambda t: view(t)[1:])
    length = (drawn.span.end - start) / tools.fps
    return _boxed(seen.with_duration(length), layer)


def _footage(drawn: ClipLayer, tools: Tools) -> Clip:
    """The clip from its trim on, its last picture held, as large as its layer's box."""
    layer = drawn.layer
    video = VideoFileClip(str(tools.resources.asset_path(layer.asset)), audio=False)
    last, first = video.duration - 1 / video.fps, layer.trim_ms / 1000
    playing = video.time_transform(lambda t: min(first + t, last), keep_duration=False)
    scale, left, top = fitted_view(layer, tuple(video.size), View())
    size = (round(video.size[0] * scale), round(video.size[1] * scale))
    length = (drawn.span.end - layer.start) / tools.fps
    shown = playing.with_duration(length).resized(size).with_position((round(left), round(top)))
    return _boxed(shown, layer)


def _stepwise(drawn: DrawnLayer, layer: LayerBase, tools: Tools, size: tuple[int, int]) -> list[Clip]:
    """Any other layer (captions): a still clip for each time it keeps one look."""
    clips, (start, end) = [], _span(layer, tools)
    since = start
    for frame in range(start + 1, end + 1):
        if frame < end and drawn.state(frame) == drawn.state(since):
            continue
        cut = _cut_out(drawn, since, size) if drawn.state(since) is not None else None
        if cut:
            rgba, box = cut
            clip = still_clip(rgba).with_position((box.x, box.y)).with_start(since / tools.fps)
            clips.append(clip.with_duration((frame - since) / tools.fps))
        since = frame
    return clips


def _cut_out(drawn: DrawnLayer, frame: int, size: tuple[int, int]) -> tuple[Pixels, Box] | None:
    """What a layer draws at a frame, cut out by drawing it over black and over white."""
    over_black, over_white = Canvas.blank(*size), Canvas.blank(*size)
    over_white.y.fill(235)
    drawn.draw(over_black, frame)
    drawn.draw(over_white, frame)
    clear = (over_white.y.astype(np.int16) - over_black.y) * (255 / 219)
    alpha = np.clip(255 - clear, 0, 255).astype(np.uint8)
    x, y, w, h = cv2.boundingRect((alpha > 1).astype(np.uint8))
    if not w:
        return None
    rgb = over_black.to_rgb()[y : y + h, x : x + w]
    part = alpha[y : y + h, x : x + w]
    return _unpremultiplied(np.dstack([rgb, part])), Box(x=x, y=y, w=w, h=h)
