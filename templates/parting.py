"""Parting: before a crossfade the words of the scene that goes leave first, so that two texts are never seen through
each other."""

from collections.abc import Sequence
from itertools import zip_longest

from domain.layers import GroupLayer, Layer, TextLayer
from domain.motion import Key, Track
from domain.timeline import Scene, Transition

_GONE = 0.45
"""The share of a crossfade in which they leave."""


def parted(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """The scenes of a video, the words of each gone in time for the next where that fades in."""
    return tuple(_left(scene, after.transition if after else None) for scene, after in zip_longest(scenes, scenes[1:]))


def _left(scene: Scene, transition: Transition | None) -> Scene:
    if transition is None or transition.kind != "crossfade":
        return scene
    begin = scene.frames - transition.frames
    leaving = Track(
        property="opacity",
        keys=(Key(frame=begin, value=1), Key(frame=begin + max(1, round(_GONE * transition.frames)), value=0)),
    )
    return scene.model_copy(update={"layers": tuple(_leaving(layer, leaving) for layer in scene.layers)})


def _leaving(layer: Layer, track: Track) -> Layer:
    return layer.model_copy(update={"motion": (*layer.motion, track)}) if _has_words(layer) else layer


def _has_words(layer: Layer) -> bool:
    return isinstance(layer, TextLayer) or (
        isinstance(layer, GroupLayer) and any(isinstance(child, TextLayer) for child in layer.layers)
    )
