"""Finished layers: what every kind of layer is given on the way to the timeline."""

from dataclasses import dataclass
from typing import Any

from domain.base import Box
from domain.layers import Layer
from templates.layers import LayerSpec
from templates.motion import enter_end, motion_tracks
from templates.slots import holds
from templates.stage import Stage


@dataclass(frozen=True)
class Built:
    """A finished layer, the scene frame by which it has entered, and the sound of its entrance."""

    layer: Layer
    entered: int = 0
    sound: str | None = None
    sounds_at: int = 0


def shown(stage: Stage, spec: LayerSpec) -> bool:
    """Whether a layer belongs into this aspect, with the slots there are."""
    return holds(spec.when, stage.slots) and (not spec.only or stage.frame.aspect in spec.only)


def fields_of(stage: Stage, spec: LayerSpec, box: Box, path: str, kind: str, delay: float = 0) -> dict[str, Any]:
    """The fields that every layer of the timeline has."""
    return {
        "id": stage.layer_id(path, spec, kind),
        "box": box,
        "opacity": spec.opacity,
        "motion": motion_tracks(spec, stage.presets, stage.span(box), delay),
    }


def finish(stage: Stage, spec: LayerSpec, layer: Layer, delay: float = 0) -> Built:
    """A layer with the end of its entrance; ``delay`` seconds put the entrance off."""
    begin = round(((spec.enter.delay if spec.enter else 0) + delay) * stage.fps)
    return Built(layer, enter_end(spec, stage.presets, stage.fps, delay), spec.sound, begin)


def hug(box: Box, w: int, h: int, align: str, valign: str) -> Box:
    """A box of that size, no larger than ``box``, standing in it as told."""
    w, h = min(w, box.w), min(h, box.h)
    x = {"left": 0, "centre": (box.w - w) // 2, "right": box.w - w}[align]
    y = {"top": 0, "middle": (box.h - h) // 2, "bottom": box.h - h}[valign]
    return Box(x=box.x + x, y=box.y + y, w=w, h=h)
