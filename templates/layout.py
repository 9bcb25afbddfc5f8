"""Layout: places given by distances become boxes in pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from domain.base import Box, Frozen
from domain.brief import Aspect, Platform
from domain.frame import SIZES, Insets, mark_zone, safe_box
from domain.mark import Corner
from templates.looks import Anchor, Length, Place, ScenePlace
from templates.yaml_text import load_packaged

_GAP = 36
_MARK = 0.5
"""Of the frame's shorter side: how wide the AI mark is at most in the usual wordings."""
_SHORT = 0.4
"""Of the frame's height: a lower body makes a short frame."""


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

    @property
    def short(self) -> bool:
        """Whether the platforms leave so little height that words above or below a picture make it small."""
        return self.body.h < _SHORT * self.height

    @property
    def marked(self) -> Box:
        """Where in its zone the mark is likely to stand: what is shown there would touch it."""
        w = min(self.mark.w, round(min(self.width, self.height) * _MARK))
        left = self.mark.x <= self.safe.x
        return self.mark.model_copy(update={"w": w, "x": self.mark.x if left else self.mark.right - w})

    def regions(self) -> dict[str, Box]:
        """The boxes that a place may refer to by name."""
        frame = Box(x=0, y=0, w=self.width, h=self.height)
        below = self.body.bottom
        foot = Box(x=0, y=below, w=self.width, h=max(1, self.height - below))
        head = Box(x=0, y=0, w=self.width, h=below)
        under = min(self.captions.bottom, self.height - 2)
        base = Box(x=0, y=under, w=self.width, h=self.height - under)
        named = {"base": base, "safe": self.safe, "body": self.body, "captions": self.captions}
        return {"frame": frame, "head": head, "foot": foot, **named}


class SafeAreas(Frozen):
    """What platforms cover, as safe_areas.yaml lists it; each platform's entry names its ``source``."""

    any: dict[Aspect, Insets]
    platforms: dict[Platform, dict[Aspect | Literal["source"], Insets | str]]

    def insets(self, aspect: Aspect, platforms: Sequence[Platform] = ()) -> Insets:
        """The largest inset of each side among the platforms; the usual ones where none says anything."""
        named = [self.platforms.get(platform, {}).get(aspect) for platform in platforms]
        known = [insets for insets in named if isinstance(insets, Insets)] or [self.any[aspect]]
        return Insets(
            top=max(insets.top for insets in known),
            right=max(insets.right for insets in known),
            bottom=max(insets.bottom for insets in known),
            left=max(insets.left for insets in known),
        )


@cache
def load_safe_areas() -> SafeAreas:
    """What platforms cover, per platform and aspect."""
    return SafeAreas.model_validate(load_packaged("safe_areas.yaml"))


def make_frame(
    aspect: Aspect, captions: Place, platforms: Sequence[Platform] = (), corner: Corner = "top-left"
) -> Frame:
    """The frame of an aspect, clear of the platforms' interfaces, with the captions where the template
    puts them (a place in ``safe``) and the corner that the brand's AI mark stands in."""
    width, height = SIZES[aspect]
    unit = min(width, height) / 1080
    safe = safe_box(width, height, load_safe_areas().insets(aspect, platforms))
    mark = mark_zone(width, height, safe, corner)
    words = resolve(captions, {"frame": Box(x=0, y=0, w=width, h=height), "safe": safe}, unit)
    gap = round(_GAP * unit)
    top = mark.bottom + gap
    bottom = words.y - gap if words.y > (safe.y + safe.bottom) // 2 else safe.bottom
    body = Box(x=safe.x, y=top, w=safe.w, h=bottom - top)
    return Frame(aspect, width, height, unit, safe, mark, words, body)


def resolve(place: Place, boxes: Mapping[str, Box], unit: float) -> Box:
    """The box of a place in pixels."""
    across, down = boxes[place.across or place.of], boxes[place.down or place.of]
    x, w = _axis(place.left, place.right, place.w, place.cx, across.w, unit, _END[place.anchor][0])
    y, h = _axis(place.top, place.bottom, place.h, place.cy, down.h, unit, _END[place.anchor][1])
    box = Box(x=across.x + x, y=down.y + y, w=max(1, w), h=max(1, h))
    return box if place.ratio is None else _shaped(box, place.ratio, *_END[place.anchor])


_END: Mapping[Anchor, tuple[float, float]] = {
    "top-left": (0, 0),
    "top": (0.5, 0),
    "top-right": (1, 0),
    "left": (0, 0.5),
    "middle": (0.5, 0.5),
    "right": (1, 0.5),
    "bottom-left": (0, 1),
    "bottom": (0.5, 1),
    "bottom-right": (1, 1),
}
"""For each anchor how much of the room lies before the box, across and down."""


def _shaped(box: Box, ratio: float, across: float, down: float) -> Box:
    """The largest box of that width to height inside ``box``."""
    w, h = min(box.w, round(box.h * ratio)), min(box.h, round(box.w / ratio))
    return Box(x=box.x + round((box.w - w) * across), y=box.y + round((box.h - h) * down), w=max(1, w), h=max(1, h))


def resolve_all(places: Mapping[str, Place], frame: Frame) -> dict[str, Box]:
    """Every place of a layout by name, the regions included; later places may refer to earlier ones."""
    boxes = frame.regions()
    for name, usual in places.items():
        place = usual.short if frame.short and isinstance(usual, ScenePlace) and usual.short else usual
        box = resolve(place, boxes, frame.unit)
        boxes[name] = _below_mark(box, frame) if (place.down or place.of) == "body" else box
    return boxes


def _below_mark(box: Box, frame: Frame) -> Box:
    """A place that reaches up out of the body, to the side of the mark, ends at the body's top where the mark is."""
    top, mark = frame.body.y, frame.marked
    if box.y >= top or box.bottom <= top or box.right <= mark.x or box.x >= mark.right:
        return box
    return box.model_copy(update={"y": top, "h": box.bottom - top})


def _axis(
    near: Length | None,
    far: Length | None,
    size: Length | None,
    middle: Length | None,
    of: int,
    unit: float,
    before: float,
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
        start = (of - px(size)) * before
        end = start + px(size)
    return round(start), round(end) - round(start)
