"""Segments: the pieces of a timeline that are drawn, encoded and cached on their own.

A scene's exclusive part is one segment, every transition its own short one; together they cover
each frame of the video exactly once.
"""

import hashlib
import json
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import NonNegativeInt, PositiveInt

from domain.base import Frozen
from domain.fonts import FontBook
from domain.layers import GroupLayer, Layer, PresenterLayer, shown_assets
from domain.render import EncodeSettings
from domain.timeline import Scene, Timeline
from renderer.overlays import overlay_in_segment

RENDERER_VERSION = 21
"""Raised whenever the same timeline comes out as other pixels or other bytes than before."""


class Part(Frozen):
    """A scene seen from one of its frames on: ``scene`` is its index, ``offset`` a frame of that scene."""

    scene: NonNegativeInt
    offset: NonNegativeInt


class Segment(Frozen):
    """``frames`` frames of the video from frame ``first`` on.

    ``parts`` is the one scene that is seen, or the outgoing and the incoming scene of a transition
    (whose kind and ease are the incoming scene's ``transition``).
    """

    kind: Literal["scene", "transition"]
    index: NonNegativeInt
    first: NonNegativeInt
    frames: PositiveInt
    parts: tuple[Part, ...]


def plan_segments(timeline: Timeline) -> tuple[Segment, ...]:
    """Every segment of the timeline in order: their frames add up to the timeline's."""
    segments: list[Segment] = []
    for index, (scene, start) in enumerate(zip(timeline.scenes, timeline.starts, strict=True)):
        shared = scene.transition.frames if scene.transition else 0
        if shared:
            outgoing = Part(scene=index - 1, offset=start - timeline.starts[index - 1])
            parts = (outgoing, Part(scene=index, offset=0))
            segments.append(Segment(kind="transition", index=len(segments), first=start, frames=shared, parts=parts))
        segments.append(
            Segment(
                kind="scene",
                index=len(segments),
                first=start + shared,
                frames=_end_of_exclusive_part(timeline, index) - start - shared,
                parts=(Part(scene=index, offset=shared),),
            )
        )
    return tuple(segments)


def _end_of_exclusive_part(timeline: Timeline, index: int) -> int:
    return timeline.starts[index + 1] if index + 1 < len(timeline.scenes) else timeline.frames


def segment_key(segment: Segment, timeline: Timeline, settings: EncodeSettings, tools: str) -> str:
    """The SHA-256 of everything that decides what a segment shows, and of nothing else.

    ``tools`` is ``fingerprint_tools`` of what it is drawn with. The title, the seed, the sound,
    other scenes and the place of the segment in the video do not count.
    """
    shown = [_shown(timeline.scenes[part.scene], part, segment.frames) for part in segment.parts]
    overlays = [(layer, _overlay(layer, segment, timeline)) for layer in timeline.overlays]
    drawn = [*(layer for layers in shown for layer in layers), *(layer for layer, content in overlays if content)]
    incoming = timeline.scenes[segment.parts[-1].scene]
    content = {
        "tools": tools,
        "encode": settings.model_dump(mode="json", exclude={"audio_kbps"}),
        "frame": [timeline.width, timeline.height, str(timeline.fps), timeline.language],
        "frames": segment.frames,
        "transition": _json(incoming.transition) if segment.kind == "transition" else None,
        "parts": [_part(timeline, part, layers) for part, layers in zip(segment.parts, shown, strict=True)],
        "overlays": [content for _, content in overlays if content],
        "assets": _assets(drawn, timeline),
        "rigs": [_json(timeline.rigs[x.rig]) for x in drawn if isinstance(x, PresenterLayer)],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def fingerprint_tools(fonts: FontBook) -> str:
    """A hash of this renderer, the libraries it draws with, and which font files it tries for what."""
    faces = [
        (role, face.family, face.index, face.weight, str(face.path), _stamp(face.path))
        for role, files in sorted(fonts.roles.items())
        for face in files
    ]
    libraries = [(name, version(name)) for name in ("av", "numpy", "opencv-python-headless", "skia-python")]
    return hashlib.sha256(json.dumps([RENDERER_VERSION, libraries, faces]).encode()).hexdigest()


def _stamp(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _json(value: Frozen | None) -> Any:
    return value.model_dump(mode="json") if value else None


def _shown(scene: Scene, part: Part, frames: int) -> list[Layer]:
    """The layers of a scene that show in its ``frames`` frames from the part's offset on."""
    last = part.offset + frames
    return [x for x in scene.layers if x.start < last and (x.end is None or x.end > part.offset)]


def _part(timeline: Timeline, part: Part, layers: list[Layer]) -> dict[str, Any]:
    scene = timeline.scenes[part.scene]
    return {
        "offset": part.offset,
        "frames": scene.frames,
        "background": _json(scene.background),
        "layers": [_json(layer) for layer in layers],
    }


def _overlay(layer: Layer, segment: Segment, timeline: Timeline) -> dict[str, Any] | None:
    return overlay_in_segment(layer, segment.first, segment.frames, timeline.frames)


def _assets(layers: Iterable[Layer], timeline: Timeline) -> dict[str, Any]:
    """What was probed of the pictures and clips drawn, under their hashes; their names do not matter."""
    flat = [child for layer in layers for child in (layer.layers if isinstance(layer, GroupLayer) else (layer,))]
    used = {asset for layer in flat for asset in shown_assets(layer)}
    return {sha: timeline.assets[sha].model_dump(mode="json", exclude={"name"}) for sha in used}
