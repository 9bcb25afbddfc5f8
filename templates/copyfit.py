"""Copy-fitting: the scene's words set into their boxes, or an error that names scene and slot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from domain.base import Box
from domain.clusters import direction, right_to_left
from domain.errors import TemplateError
from templates.fit import AIR, Setting, fit
from templates.layers import LogoSpec, ShapeSpec, StackSpec, TextSpec
from templates.names import shorter_names
from templates.slots import fill, holds, slots_in
from templates.stage import Stage

Align = Literal["left", "centre", "right"]

_SHARES = tuple(1 - step * 0.05 for step in range(15))
_GIVEN = 0.44
_HEADLINE, _LED = "headline", 0.72
"""The style that leads a stack, and how far it alone grows smaller before all of its stack does."""
_LOGO, _LOGO_LEAST = (380, 84), 0.72
"""The most a logo takes in a stack, in design units, and how far it grows smaller with the texts around it."""
_FLOOR = 32
"""Design units below which type is not read on a phone."""
_NAME = "review.author"


def words_of(stage: Stage, spec: TextSpec) -> str:
    """The text of a layer with its slots filled, as its role writes it; empty when there is none."""
    return stage.written(fill(spec.text, stage.slots), spec.style)


def padding_of(stage: Stage, spec: TextSpec) -> tuple[int, int]:
    """Pixels the plate reaches beyond the text, across and down."""
    if spec.plate is None:
        return 0, 0
    return stage.px(spec.plate_padding[0]), stage.px(spec.plate_padding[1])


_OTHER: dict[Align, Align] = {"left": "right", "right": "left", "centre": "centre"}


def mirrored(align: Align, text: str) -> Align:
    """The side a text goes to: left and right change places when it is read from the right."""
    return _OTHER[align] if right_to_left(text) else align


def side_of(stage: Stage, align: Align, text: str = "") -> Align:
    """The side something of a scene goes to: in a mirrored one the other, whatever its own words are."""
    return _OTHER[align] if stage.mirrored else mirrored(align, text)


def fit_text(stage: Stage, spec: TextSpec, text: str, box: Box, most: int | None = None) -> Setting:
    """A text set into a box, its plate's padding included, no larger than ``most`` pixels.

    A reviewer's name takes two lines before it is shortened.
    """
    across, down = padding_of(stage, spec)
    inner = Box(x=box.x + across, y=box.y + down, w=max(1, box.w - 2 * across), h=max(1, box.h - 2 * down))
    room = stage.room(spec.style, inner, spec.max_lines)
    if most is not None:
        room = replace(room, size=max(min(room.size, most), room.min_size))
    face = stage.face(spec.style)
    squeezed = room.squeezed(stage.px(_FLOOR))
    named = _NAME in slots_in(spec.text)
    rooms = [replace(squeezed, max_lines=lines) for lines in (1, 2)] if named else [squeezed]
    for words in (text, *(words_of(shorter, spec) for shorter in _with_shorter_names(stage) if named)):
        for tried in (room, *rooms):
            setting = fit(words, face, tried, stage.typesetter)
            if setting is not None:
                return setting
    raise _too_long(stage, spec, text, inner)


def _with_shorter_names(stage: Stage) -> Iterator[Stage]:
    """The stage with the reviewer's name in ever fewer letters."""
    for name in shorter_names(stage.slots[_NAME]) if _NAME in stage.slots else ():
        yield stage.with_slots({_NAME: name})


def _too_long(stage: Stage, spec: TextSpec, text: str, box: Box) -> TemplateError:
    slot = ", ".join(slots_in(spec.text)) or "text"
    return TemplateError(
        f"{stage.template.name} scene '{stage.scene}': slot '{slot}' does not fit: “{text}” is too long for "
        f"{box.w}×{box.h} pixels in {stage.frame.aspect} at a size that can be read",
        hint=f"shorten the {slot} of scene '{stage.scene}', or pick another template",
    )


@dataclass(frozen=True)
class StackItem:
    """A child of a stack with its box and side; texts also with how they are set."""

    index: int
    spec: TextSpec | ShapeSpec | LogoSpec
    box: Box
    align: Align
    text: str = ""
    setting: Setting | None = None


@dataclass(frozen=True)
class _Shares:
    """How much of its size a text is set at: ``given`` in the style ``gives``, ``others`` in any other."""

    gives: str
    given: float
    others: float

    def of(self, style: str) -> float:
        return self.given if style == self.gives else self.others


@dataclass(frozen=True)
class _Part:
    index: int
    spec: TextSpec | ShapeSpec | LogoSpec
    text: str


def fit_stack(stage: Stage, stack: StackSpec, box: Box, gives: str = "") -> tuple[StackItem, ...]:
    """The children of a stack that have something to show, one below the other inside ``box``.

    All are set smaller together until they fit; before that, texts of the style ``gives`` alone, down to a bit less
    than half, or else the headline alone, as far as it still leads; then the logo gives way, and last of all a
    reviewer's name is shortened. Raises TemplateError naming the longest text.
    """
    names = any(_NAME in slots_in(child.text) for child in stack.layers if isinstance(child, TextSpec))
    logo = [replace(stage, logo=None)] if any(isinstance(child, LogoSpec) for child in stack.layers) else []
    for known in (stage, *logo, *(_with_shorter_names(stage) if names else ())):
        items = _fitted(known, stack, box, gives)
        if items is not None:
            return items
    longest = max(
        ((part.text, part.spec) for part in _parts(stage, stack) if isinstance(part.spec, TextSpec)),
        key=lambda pair: len(pair[0]) * stage.sizes(pair[1].style)[1],
    )
    raise _too_long(stage, longest[1], longest[0], box)


def _fitted(stage: Stage, stack: StackSpec, box: Box, gives: str) -> tuple[StackItem, ...] | None:
    """The children as ``fit_stack`` sets them; None when they do not fit."""
    parts = _parts(stage, stack)
    led = () if gives else _led(stage, stack, parts, box)
    if led:
        return led
    alone = [(share, 1.0, False) for share in _SHARES if share > _GIVEN] if gives else []
    for share, others, squeeze in [*alone, *((s, s, squeeze) for squeeze in (False, True) for s in _SHARES)]:
        items = _try(stage, stack, parts, box, _Shares(gives, share, others), squeeze)
        if items is not None:
            return items
    return None


def _led(stage: Stage, stack: StackSpec, parts: Sequence[_Part], box: Box) -> tuple[StackItem, ...]:
    """A headline and what goes with it: it takes the room that the others leave, as long as it leads.

    Nothing where there is no headline, or not room enough.
    """
    heads = [part for part in parts if isinstance(part.spec, TextSpec) and part.spec.style == _HEADLINE]
    if len(heads) != 1:
        return ()
    head, others = heads[0], [part for part in parts if part is not heads[0]]
    free = _place(stage, stack, head, box, _Shares("", 1, 1), False, "")
    for share in _SHARES if free else ():
        shares = _Shares(_HEADLINE, 1, share)
        rest = _try(stage, stack, others, box, shares, False)
        if free is None or free.setting is None or rest is None:
            continue
        set_ = {item.index: item.setting for item in (free, *rest)}
        settings = [set_[part.index] for part in parts]
        gaps = sum(
            _space(stage, stack, part, shares, above, own)
            for part, above, own in zip(parts[1:], settings, settings[1:], strict=False)
        )
        left = box.h - gaps - sum(item.box.h for item in rest)
        items = _try(stage, stack, parts, box, shares, False, left) if left > 0 else None
        size = next((item.setting.size for item in items or () if item.index == head.index and item.setting), 0)
        if items and size >= _LED * share * free.setting.size:
            return items
    return ()


def _space(
    stage: Stage, stack: StackSpec, part: _Part, shares: _Shares, above: Setting | None, own: Setting | None
) -> int:
    """The room above a child, so much at least that no ink of it or of the text ``above`` touches the other."""
    space = part.spec.space if part.spec.space is not None else stack.gap
    wanted = round(stage.px(space) * shares.others)
    touching = (above.below if above else 0) + (own.above if own else 0)
    air = round(AIR * min((text.size for text in (above, own) if text), default=0))
    return max(wanted, touching + max(wanted // 3, air)) if touching else wanted


def _parts(stage: Stage, stack: StackSpec) -> list[_Part]:
    parts = []
    for index, spec in enumerate(stack.layers):
        if not holds(spec.when, stage.slots) or (spec.only and stage.frame.aspect not in spec.only):
            continue
        text = words_of(stage, spec) if isinstance(spec, TextSpec) else ""
        if text or isinstance(spec, ShapeSpec) or (isinstance(spec, LogoSpec) and stage.logo):
            parts.append(_Part(index, spec, text))
    return parts


def _try(
    stage: Stage,
    stack: StackSpec,
    parts: Sequence[_Part],
    box: Box,
    shares: _Shares,
    squeeze: bool,
    head: int | None = None,
) -> tuple[StackItem, ...] | None:
    """The children at these shares, a headline at most ``head`` pixels high; None when they do not fit."""
    items: list[StackItem] = []
    lead = max((part.text for part in parts if direction(part.text)), key=len, default="")
    y = 0
    for part in parts:
        leads = head is not None and isinstance(part.spec, TextSpec) and part.spec.style == _HEADLINE
        room = box.model_copy(update={"h": head}) if leads else box
        item = _place(stage, stack, part, room, shares, squeeze, lead)
        if item is None:
            return None
        y += _space(stage, stack, part, shares, items[-1].setting, item.setting) if items else 0
        if y + item.box.h > box.h:
            return None
        items.append(replace(item, box=item.box.model_copy(update={"y": y})))
        y += item.box.h
    down = box.y + {"top": 0, "middle": (box.h - y) // 2, "bottom": box.h - y}[stack.valign]
    return tuple(replace(item, box=item.box.model_copy(update={"y": item.box.y + down})) for item in items)


def _place(
    stage: Stage, stack: StackSpec, part: _Part, box: Box, shares: _Shares, squeeze: bool, lead: str
) -> StackItem | None:
    """A child at the stack's top; None when its text does not fit at this share.

    All go to the side of ``lead``, the stack's longest text with a direction.
    """
    if isinstance(part.spec, ShapeSpec):
        w, h = part.spec.size or (box.w / stage.frame.unit, 4)
        align = side_of(stage, stack.align, lead)
        at = _aligned(box, stage.px(w), max(1, stage.px(h)), align)
        return StackItem(part.index, part.spec, at, align)
    if isinstance(part.spec, LogoSpec):
        w, h = (round(stage.px(most) * max(_LOGO_LEAST, shares.others)) for most in part.spec.size or _LOGO)
        align = side_of(stage, stack.align, lead)
        return StackItem(part.index, part.spec, _aligned(box, min(w, box.w), h, align), align)
    across, down = padding_of(stage, part.spec)
    inner = Box(x=box.x, y=box.y, w=max(1, box.w - 2 * across), h=max(1, box.h - 2 * down))
    room = stage.room(part.spec.style, inner, part.spec.max_lines)
    room = (room.squeezed(stage.px(_FLOOR)) if squeeze else room).scaled(shares.of(part.spec.style))
    setting = fit(part.text, stage.face(part.spec.style), room, stage.typesetter)
    if setting is None:
        return None
    width = box.w if not part.spec.plate else min(box.w, setting.width + 2 * across + 2)
    align = side_of(stage, part.spec.align or stack.align, lead)
    at = _aligned(box, width, setting.height + 2 * down, align)
    return StackItem(part.index, part.spec, at, align, part.text, setting)


def _aligned(box: Box, w: int, h: int, align: str) -> Box:
    """A box of that size in the stack's column; its height still counts from the stack's top."""
    x = {"left": 0, "centre": (box.w - w) // 2, "right": box.w - w}[align]
    return Box(x=box.x + x, y=0, w=max(1, w), h=max(1, h))
