"""A timeline made smaller: the same video in fewer pixels, for quick looks and small previews."""

from typing import Any

from domain.timeline import Timeline

_LENGTHS = frozenset({"radius", "plate_radius", "dx", "dy", "blur"})
_SIZES = frozenset({"size", "min_size"})
_SLACK = 0.8
"""Text may be set this much smaller than its share: widths round up in small type."""


def shrunk(timeline: Timeline, short_side: int) -> Timeline:
    """The timeline with its shorter side ``short_side`` pixels (even) long; itself when it is no longer.

    Boxes, type, strokes, shadows and moves shrink alike; frames, texts and colours stay.
    """
    factor = short_side / min(timeline.width, timeline.height)
    if factor >= 1:
        return timeline
    data = timeline.model_dump(exclude={"assets"})
    size = {name: 2 * round(data.pop(name) * factor / 2) for name in ("width", "height")}
    return Timeline.model_validate({**_scaled(data, factor), **size, "assets": timeline.assets})


def _scaled(value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        if value.keys() >= {"x", "y", "w", "h"} and all(isinstance(value[side], int) for side in "xywh"):
            return _box(value, factor)
        if value.get("property") in ("x", "y"):
            keys = [{**key, "value": key["value"] * factor} for key in value["keys"]]
            return {**value, "keys": keys}
        fraction = value.get("type") == "radial"
        return {name: part if fraction else _part(name, part, factor) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_scaled(part, factor) for part in value]
    return value


def _box(box: dict[str, int], factor: float) -> dict[str, int]:
    left, top = round(box["x"] * factor), round(box["y"] * factor)
    right, bottom = round((box["x"] + box["w"]) * factor), round((box["y"] + box["h"]) * factor)
    return {"x": left, "y": top, "w": max(1, right - left), "h": max(1, bottom - top)}


def _part(name: str, part: Any, factor: float) -> Any:
    if name in _LENGTHS and isinstance(part, int | float):
        return part * factor
    if name in _SIZES and isinstance(part, int):
        return max(1, round(part * factor * (_SLACK if name == "min_size" else 1)))
    if name == "plate_padding":
        return [round(side * factor) for side in part]
    if name in ("stroke", "border") and isinstance(part, dict):
        return {**part, "width": part["width"] * factor}
    return _scaled(part, factor)
