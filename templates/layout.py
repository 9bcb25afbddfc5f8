"""Layout: places given by distances become boxes in pixels."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from domain.base import Box
from domain.brief import Aspect
from domain.frame import SIZES, Insets, mark_zone, safe_box
from templates.layers import Length, Place
from templates.yaml_text import load_packaged

_GAP = 36


@dataclass(frozen=True)
class Frame:
    """The frame of one aspect: its size, ``unit`` pixels per design unit, and the boxes that matter.

    ``mark`` is kept free of text for the AI mark, ``captions`` for the spoken words; ``body`` is
    the part of ``safe`` between the two.
    """

    aspect: Aspect
    width: int
    height: int
    unit: float
    safe: Box
    mark: Box
    captions: Box
    body: Box

    def regions(self) -> dict[str, Box]:
        """The boxes that a place may refer to by name."""
        frame = Box(x=0, y=0, w=self.width, h=self.height)
        return {"frame": frame, "safe": self.safe, "body": self.body}


def load_insets() -> Mapping[Aspect, Insets]:
    """What platforms cover, per aspect."""
    return TypeAdapter(dict[Aspect, Insets]).validate_python(load_packaged("safe_areas.yaml"))


def make_frame(aspect: Aspect, captions: Place) -> Frame:
    """The frame of an aspect with the captions where the template puts them (a place in ``safe``)."""
    width, height = SIZES[aspect]
    unit = min(width, height) / 1080
    safe = safe_box(width, height, load_insets()[aspect])
    mark = mark_zone(width, height, safe)
    words = resolve(captions, {"frame": Box(x=0, y=0, w=width, h=height), "safe": safe}, unit)
    gap = round(_GAP * unit)
    top = mark.bottom + gap
    bottom = words.y - gap if words.y > (safe.y + safe.bottom) // 2 else safe.bottom
    body = Box(x=safe.x, y=top, w=safe.w, h=bottom - top)
    return Frame(aspect, width, height, unit, safe, mark, words, body)


def resolve(place: Place, boxes: Mapping[str, Box], unit: float) -> Box:
    """The box of a place in pixels."""
    of = boxes[place.of]
    x, w = _axis(place.left, place.right, place.w, place.cx, of.w, unit)
    y, h = _axis(place.top, place.bottom, place.h, place.cy, of.h, unit)
    return Box(x=of.x + x, y=of.y + y, w=max(1, w), h=max(1, h))


def resolve_all(places: Mapping[str, Place], frame: Frame) -> dict[str, Box]:
    """Every place of a layout by name, the regions included; later places may refer to earlier ones."""
    boxes = frame.regions()
    for name, place in places.items():
        boxes[name] = resolve(place, boxes, frame.unit)
    return boxes


def _axis(
    near: Length | None, far: Length | None, size: Length | None, middle: Length | None, of: int, unit: float
) -> tuple[int, int]:
    """Start and length along one axis, in pixels from the near side of ``of``."""

    def px(length: Length | None) -> float:
        if length is None:
            return 0
        return float(length.rstrip("%")) / 100 * of if isinstance(length, str) else length * unit

    if size is None:
        start, end = px(near), of - px(far)
    elif middle is not None:
        start, end = px(middle) - px(size) / 2, px(middle) + px(size) / 2
    elif near is not None:
        start, end = px(near), px(near) + px(size)
    elif far is not None:
        start, end = of - px(far) - px(size), of - px(far)
    else:
        start, end = (of - px(size)) / 2, (of + px(size)) / 2
    return round(start), round(end) - round(start)
