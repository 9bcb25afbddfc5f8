"""Overlays as one segment sees them: in the segment's own time, without what happens outside it.

An overlay counts frames from the start of the video. Written in segment time, one that stands
still reads the same wherever the segment lies, so the segment's cached file can be used again.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.layers import CaptionLayer, ImageLayer, Layer, PortraitLayer, PresenterLayer, TextLayer, VideoLayer
from domain.motion import Track


def overlay_in_segment(layer: Layer, first: int, frames: int, total: int) -> dict[str, Any] | None:
    """The overlay as JSON values, its frames counted from frame ``first`` of a video of ``total`` frames.

    None when it does not show in the ``frames`` frames from there on.
    """
    start, end = layer.start - first, (total if layer.end is None else min(layer.end, total)) - first
    if end <= 0 or start >= frames:
        return None
    content = layer.model_dump(mode="json")
    clocked = isinstance(layer, VideoLayer | PresenterLayer | PortraitLayer) or (
        isinstance(layer, ImageLayer) and layer.camera
    )
    content["start"], content["end"] = (start, end) if clocked else (max(start, 0), min(end, frames))
    content["motion"] = [_track(track, first, frames, _lag(layer)) for track in layer.motion]
    if isinstance(layer, CaptionLayer):
        content["pages"] = _pages(content["pages"], first, frames)
    if isinstance(layer, PresenterLayer | PortraitLayer):
        content["act"] = {kind: _heard(cues, first, frames) for kind, cues in content["act"].items()}
    if isinstance(layer, PortraitLayer) and layer.take:
        content["take"]["begins"] -= first
    return content


def _heard(cues: Sequence[Any], first: int, frames: int) -> list[Any]:
    """A performance's cues that count in a segment: those in it, and the last one before."""
    begins = [cue if isinstance(cue, int) else cue.get("frame", cue.get("start")) for cue in cues]
    before = max((i for i, begin in enumerate(begins) if begin < first), default=0)
    earliest = max(0, before - 1)
    return [cue for i, cue in enumerate(cues) if i >= earliest and begins[i] < first + frames]


def _lag(layer: Layer) -> int:
    """How many frames later than the tracks say the last part of the layer can still move."""
    return layer.stagger * len(layer.text) if isinstance(layer, TextLayer) and layer.by != "whole" else 0


def _track(track: Track, first: int, frames: int, lag: int) -> dict[str, Any]:
    keys = [(key.frame - first, key.value, key.ease) for key in track.keys]
    if keys[-1][0] + lag <= 0:
        keys = [(0, keys[-1][1], "hold")]
    elif keys[0][0] >= frames:
        keys = [(0, keys[0][1], "hold")]
    return {"property": track.property, "keys": keys}


def _pages(pages: Sequence[Mapping[str, Any]], first: int, frames: int) -> list[dict[str, Any]]:
    return [
        {
            "start": page["start"] - first,
            "end": page["end"] - first,
            "lines": [
                [[word["text"], word["start"] - first, word["end"] - first] for word in line] for line in page["lines"]
            ],
        }
        for page in pages
        if page["end"] > first and page["start"] < first + frames
    ]
