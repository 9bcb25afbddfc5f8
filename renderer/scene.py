"""Scenes: layers stacked over a background, redrawing only what changed since the last frame."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from domain.asset import Asset
from domain.layers import (
    CaptionLayer,
    GroupLayer,
    ImageLayer,
    Layer,
    PortraitLayer,
    PresenterLayer,
    ShapeLayer,
    TextLayer,
    VideoLayer,
)
from domain.timeline import Scene
from renderer.background import background
from renderer.canvas import Canvas
from renderer.layers.base import Covering, DrawnLayer, Tools
from renderer.layers.caption import draw_caption
from renderer.layers.image import draw_image
from renderer.layers.portrait import draw_portrait
from renderer.layers.presenter import draw_presenter
from renderer.layers.take import draw_take
from renderer.layers.text import draw_text
from renderer.layers.tiles import draw_group, draw_shape
from renderer.layers.video import draw_video
from renderer.regions import Region, merged


def draw_layer(layer: Layer, tools: Tools, assets: dict[str, Asset]) -> DrawnLayer:
    """Any layer, ready to draw."""
    if isinstance(layer, VideoLayer):
        asset = assets[layer.asset]
        return draw_video(layer, tools, asset)
    if isinstance(layer, PortraitLayer) and layer.take:
        return draw_take(layer, layer.take, tools, assets[layer.take.asset])
    return _DRAW[type(layer)](layer, tools)


_DRAW: dict[type[Any], Callable[[Any, Tools], DrawnLayer]] = {
    ShapeLayer: draw_shape,
    TextLayer: draw_text,
    ImageLayer: draw_image,
    CaptionLayer: draw_caption,
    GroupLayer: draw_group,
    PresenterLayer: draw_presenter,
    PortraitLayer: draw_portrait,
}


_CALM = 12
"""Frames a layer must have looked the same for before it is flattened: a figure that moves on every second frame, or
a clip of fewer pictures a second than the video, would have all below it drawn anew each time it moves."""


class Stack:
    """Layers over a base picture. Frames are asked for in rising order for speed, in any order for stills.

    The lowest layers that have been calm, and look the same in the next frame too, are kept flattened in
    ``_base``. Above them, only the regions that differ from the last frame drawn are drawn again; those outside
    the canvas' clip once it is open there.
    """

    def __init__(self, layers: list[DrawnLayer], below: Canvas) -> None:
        self._layers, self._below = layers, below
        self._covering = [(i, layer) for i, layer in enumerate(layers) if isinstance(layer, Covering)][::-1]
        self._base = below.copy()
        self._base_states: list[Hashable] = []
        self._moved = [-_CALM] * len(layers)
        self._last: tuple[int, list[Hashable]] | None = None
        self._due: list[Region] = []
        self._ahead: tuple[int, list[Hashable]] = (-1, [])
        self._known: dict[int, tuple[Hashable, list[Region]]] = {}

    def draw(self, frame: int, canvas: Canvas) -> tuple[Region, ...] | None:
        """Draw a frame into ``canvas``, which holds the last one; returns what was drawn anew, None for all."""
        states = self._states(frame)
        first = self._last is None
        regions = self._regions(frame, states, canvas)
        self._last = (frame, states)
        if not regions:
            return ()
        still = self._still(frame, states)
        self._flatten(states[:still], frame)
        for region in regions:
            part = canvas.clipped(region)
            cover = self._cover(frame, states, region)
            if cover < still:
                part.take(self._base)
            self._draw_onto(part, frame, states, max(cover, still))
        return None if first else tuple(regions)

    def _states(self, frame: int) -> list[Hashable]:
        if self._ahead[0] != frame:
            self._ahead = (frame, [layer.state(frame) for layer in self._layers])
        return self._ahead[1]

    def _regions(self, frame: int, states: list[Hashable], canvas: Canvas) -> list[Region]:
        """The parts of the canvas, inside its clip, that differ from what was last drawn there."""
        due = merged([*self._due, *self._changed(frame, states, canvas.whole)])
        self._due = [outside for region in due for outside in region.minus(canvas.clip)]
        return [inside for region in due if (inside := region.within(canvas.clip))]

    def _changed(self, frame: int, states: list[Hashable], whole: Region) -> list[Region]:
        if self._last is None:
            return [whole]
        before, old = self._last
        changed = [i for i, (a, b) in enumerate(zip(old, states, strict=True)) if a is not b and a != b]
        for i in changed:
            self._moved[i] = frame
        regions = (part.within(whole) for i in changed for part in self._layers[i].changed(before, frame))
        return [part for part in regions if part]

    def _still(self, frame: int, states: list[Hashable]) -> int:
        """How many layers, from the lowest, stay as they are for now."""
        after = self._states(frame + 1)
        for i, (a, b, moved) in enumerate(zip(states, after, self._moved, strict=True)):
            if frame - moved < _CALM or (a is not b and a != b):
                return i
        return len(states)

    def _cover(self, frame: int, states: list[Hashable], region: Region) -> int:
        """The highest layer below which nothing is to be seen in a region, −1 if there is none."""
        for i, layer in self._covering:
            if states[i] is not None and (covered := layer.covered(frame)) and not region.minus(covered):
                return i
        return -1

    def _flatten(self, states: list[Hashable], frame: int) -> None:
        if states == self._base_states:
            return
        done = len(self._base_states)
        if self._base_states != states[:done]:
            self._base.take(self._below)
            done = 0
        self._draw_onto(self._base, frame, states, done)
        self._base_states = states

    def _draw_onto(self, canvas: Canvas, frame: int, states: list[Hashable], start: int) -> None:
        clip = canvas.clip
        for i in range(start, len(states)):
            if states[i] is not None and any(map(clip.intersects, self._touched(i, frame, states[i]))):
                self._layers[i].draw(canvas, frame)

    def _touched(self, index: int, frame: int, state: Hashable) -> list[Region]:
        """What a layer touches; the same as the last time while its state is."""
        known = self._known.get(index)
        if known is None or known[0] != state:
            known = self._known[index] = (state, self._layers[index].touched(frame))
        return known[1]


@dataclass(frozen=True)
class OpenScene:
    """A scene with its tiles drawn and its photos decoded."""

    layers: tuple[DrawnLayer, ...]
    background: Canvas


def open_scene(scene: Scene, size: tuple[int, int], tools: Tools, assets: dict[str, Asset]) -> OpenScene:
    """A scene's own layers and its background, ready to draw."""
    drawn = tuple(draw_layer(layer, tools, assets) for layer in scene.layers)
    ground = tools.in_use.backgrounds.get((scene.background, size))
    if ground is None:
        ground = tools.in_use.backgrounds[scene.background, size] = background(scene.background, *size)
    return OpenScene(drawn, ground)
