"""The bridge to MoviePy: a timeline as a MoviePy clip, for scripts that go on from there.

Slower by an order of magnitude than ``renderer.render``: for editing by hand, and for checking
one renderer against the other. The sound is not part of the clip: add the mix with ``with_audio``.
"""

import math
from collections.abc import Callable

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip
from numpy.typing import NDArray
from PIL import Image

from domain.timeline import Scene, Timeline, Transition
from renderer.background import background
from renderer.easing import ease
from renderer.layers.base import Tools
from renderer.moviepy_layers import Clip, layer_clips
from renderer.resources import Resources
from renderer.scene import draw_layer
from renderer.text.layout import Shaper
from renderer.transition import SLATS, ZOOM, cut_at

Mask = NDArray[np.float64]
Reveal = Callable[[int, int, float], Mask]
"""(width, height, share of the way) → how much of the incoming scene shows, per pixel."""


def timeline_clip(timeline: Timeline, resources: Resources) -> Clip:
    """The whole picture of a timeline as a MoviePy CompositeVideoClip of its size, rate and length."""
    size, fps = (timeline.width, timeline.height), float(timeline.fps)
    shaper = Shaper(resources.faces)
    clips = []
    for i, (scene, start) in enumerate(zip(timeline.scenes, timeline.starts, strict=True)):
        clip = _scene_clip(scene, Tools(resources, shaper, scene.frames, fps, timeline.rigs), timeline)
        after = timeline.scenes[i + 1].transition if i + 1 < len(timeline.scenes) else None
        clips.append(_joined(clip, scene, after, size, fps).with_start(start / fps))
    tools = Tools(resources, shaper, timeline.frames, fps, timeline.rigs)
    for layer in timeline.overlays:
        clips += layer_clips(draw_layer(layer, tools, timeline.assets), layer, tools, size)
    return CompositeVideoClip(clips, size=size).with_duration(timeline.frames / fps).with_fps(fps)


def _scene_clip(scene: Scene, tools: Tools, timeline: Timeline) -> Clip:
    size, length = (timeline.width, timeline.height), scene.frames / tools.fps
    clips = [ImageClip(background(scene.background, *size).to_rgb()).with_duration(length)]
    for layer in scene.layers:
        clips += layer_clips(draw_layer(layer, tools, timeline.assets), layer, tools, size)
    return CompositeVideoClip(clips, size=size).with_duration(length)


def _joined(clip: Clip, scene: Scene, after: Transition | None, size: tuple[int, int], fps: float) -> Clip:
    """A scene's clip coming in by its own transition, and leaving as the next one's wants it to."""
    come = scene.transition
    first_out = scene.frames - after.frames if after else scene.frames

    def place(t: float) -> tuple[int, int]:
        frame = round(t * fps)
        if come and frame < come.frames:
            return _slid(come, 1 - _share(come, frame), size)
        if after and frame >= first_out:
            return _slid(after, -_share(after, frame - first_out), size)
        return (0, 0)

    def magnification(frame: int) -> float:
        if come and come.kind == "zoom" and frame < come.frames:
            return 1 + ZOOM * (1 - _share(come, frame))
        if after and after.kind == "zoom" and frame >= first_out:
            return 1 + ZOOM * _share(after, frame - first_out)
        return 1.0

    if "zoom" in {joint.kind for joint in (come, after) if joint}:
        clip = clip.transform(lambda get, t: _magnified(get(t), magnification(round(t * fps))))
    if come and come.kind in _REVEALS:
        clip = clip.with_mask(_mask(come, size, fps, scene.frames))
    return clip.with_position(place)


def _magnified(picture: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The middle of a picture, at its own size again."""
    if scale == 1:
        return picture
    height, width = picture.shape[:2]
    x, y = width * (1 - 1 / scale) / 2, height * (1 - 1 / scale) / 2
    window = (x, y, width - x, height - y)
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR, window))


def _share(transition: Transition, step: int) -> float:
    return ease(transition.ease, (step + 1) / (transition.frames + 1))


def _slid(transition: Transition, by: float, size: tuple[int, int]) -> tuple[int, int]:
    x, y = {"slide-left": (1, 0), "slide-up": (0, 1)}.get(transition.kind, (0, 0))
    return x * _even_cut(size[0], by), y * _even_cut(size[1], by)


def _even_cut(length: int, by: float) -> int:
    """``by`` of the length, by which the incoming scene has come in (below 0: the outgoing one has left)."""
    return length - cut_at(length, 1 - by) if by > 0 else -cut_at(length, -by)


def _mask(transition: Transition, size: tuple[int, int], fps: float, frames: int) -> Clip:
    whole = np.ones((size[1], size[0]))

    def frame_at(t: float) -> Mask:
        step = round(t * fps)
        if step >= transition.frames:
            return whole
        return _REVEALS[transition.kind](*size, _share(transition, step))

    return VideoClip(frame_at, is_mask=True, duration=frames / fps)


def _fade(width: int, height: int, share: float) -> Mask:
    return np.full((height, width), share)


def _wipe_right(width: int, height: int, share: float) -> Mask:
    return np.broadcast_to((np.arange(width) < cut_at(width, share)).astype(float), (height, width)).copy()


def _wipe_up(width: int, height: int, share: float) -> Mask:
    rows = (np.arange(height) >= height - cut_at(height, share)).astype(float)
    return np.broadcast_to(rows[:, None], (height, width)).copy()


def _circle(width: int, height: int, share: float) -> Mask:
    radius = share * (math.hypot(width, height) / 2 + 2)
    ys, xs = np.ogrid[:height, :width]
    away = np.hypot(xs + 0.5 - width / 2, ys + 0.5 - height / 2)
    return np.asarray(np.clip(radius - away + 0.5, 0, 1))


def _wipe_diagonal(width: int, height: int, share: float) -> Mask:
    ys, xs = np.ogrid[:height, :width]
    inside = (share * (width + height + 2) - (xs + ys + 1)) / math.sqrt(2)
    return np.asarray(np.clip(inside + 0.5, 0, 1))


def _blinds(width: int, height: int, share: float) -> Mask:
    slat = -(-height // SLATS) // 2 * 2 or 2
    rows = (np.arange(height) % slat < cut_at(slat, share)).astype(float)
    return np.broadcast_to(rows[:, None], (height, width)).copy()


_REVEALS: dict[str, Reveal] = {
    "crossfade": _fade,
    "zoom": _fade,
    "wipe-right": _wipe_right,
    "wipe-up": _wipe_up,
    "circle": _circle,
    "wipe-diagonal": _wipe_diagonal,
    "blinds": _blinds,
}
