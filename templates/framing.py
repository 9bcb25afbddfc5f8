"""Framing: a crop that never runs through the product, and a camera that never leaves it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from domain.asset import Asset
from domain.base import Area, Box, Point
from domain.layers import Camera, View
from templates.airing import TIGHT, aired, is_inside, laid
from templates.layers import CutoutSpec, PhotoSpec, VideoSpec
from templates.looks import CameraUse
from templates.seeing import Seen, Shown, aim_at, between

_AIR = 0.008
_PART, _OWN_PART = (0.82, 0.82), (0.6, 0.7)
"""Of a clip's width and height: what is shown of it at least; and in a place made for a clip. Where it cannot fill its
place so, or not without a cut through its product, it is shown whole."""
_SMALLEST = 0.8
"""Of its card: the least that a photo takes up whose ground goes on around it."""
_WHOLE = Area(x=0, y=0, w=1, h=1)
_SMALLER = tuple(1 - step / 20 for step in range(11))
_LOWER = tuple(step / 50 for step in range(20))
"""Shares of its box that a picture which may fade is as wide as, and begins lower by."""


@dataclass(frozen=True)
class Framing:
    """How a picture sits: its box, fit, what an unmoved crop centres on, and the camera over it."""

    box: Box
    fit: Literal["cover", "contain"]
    focus: Point
    camera: Camera | None
    mat: Box | None = None
    """What the mat takes up where it goes beyond the picture's own box."""

    @property
    def card(self) -> Box:
        """The box of the picture with its mat."""
        return self.mat or self.box


def subject_of(asset: Asset, spec: PhotoSpec | None = None) -> Area:
    """The product's extent with some air; the whole of a photo where it is unknown. Of a clip at least a generous
    part around it, a lesser one in a layer made for clips: things move."""
    known = asset.subject
    if asset.kind == "video":
        w, h = _OWN_PART if isinstance(spec, VideoSpec) else _PART
        part = Area(x=between(asset.focus.x - w / 2, 0, 1 - w), y=between(asset.focus.y - h / 2, 0, 1 - h), w=w, h=h)
        known = part.with_other(known) if known else part
    if known is None:
        return _WHOLE
    x, y = max(0.0, known.x - _AIR), max(0.0, known.y - _AIR)
    return Area(x=x, y=y, w=min(1.0, known.x + known.w + _AIR) - x, h=min(1.0, known.y + known.h + _AIR) - y)


def taken_up(spec: PhotoSpec, asset: Asset, box: Box) -> float:
    """The share of a box that a picture fills without a cut through the product; a photo on white all of it."""
    framed = frame_photo(spec, asset, box, still=True).card
    return framed.w * framed.h / (box.w * box.h)


def frame_photo(spec: PhotoSpec, asset: Asset, box: Box, still: bool = False, clear: Sequence[Box] = ()) -> Framing:
    """Place a picture in its box without a cut through the product.

    A photo on white is shown so large that the product takes ``fill`` of the box, its mat going on
    where the photo ends; any other covers the box, made smaller if the crop would be too narrow.
    ``still`` is for pictures inside a group, which have no camera. Where the picture allows it, the
    product stands clear of the boxes ``clear``: the AI mark, a card over the picture. Where it does not,
    a picture that may fade is made smaller, at the right of its box, and any other stands beside them.
    """
    framed = _framed(spec, asset, box, still, clear)
    if asset.white_background or _stands_clear(framed, asset, clear):
        return framed
    ratio = max(asset.width, 1) / max(asset.height, 1)
    if spec.fade:
        smaller = ((part, _framed(spec, asset, part, still, clear)) for part in _smaller(box, ratio))
        others = (found for part, found in smaller if found.box == part)
    else:
        others = (_framed(spec, asset, part, still, clear) for part in [free_part(box, clear, ratio)])
    return next((found for found in others if _stands_clear(found, asset, clear)), framed)


def stands_clear(spec: PhotoSpec, asset: Asset, box: Box, clear: Sequence[Box]) -> bool:
    """Whether the product of a picture that fills its box meets none of ``clear``, wherever the camera is.

    True where the product's extent is not known.
    """
    framing = frame_photo(spec, asset, box, clear=clear) if spec.fade else _framed(spec, asset, box, False, clear)
    return _stands_clear(framing, asset, clear)


class Margins(NamedTuple):
    """How far the product stays from the edges of its box, as shares of the box; below 0 it is cut."""

    left: float
    top: float
    right: float
    bottom: float


def margins(framing: Framing, asset: Asset) -> Margins:
    """The least there is between the product and each edge while the camera moves; of an unknown one, nothing."""
    subject = asset.subject or _WHOLE
    seen = Seen.covering if framing.fit == "cover" else Seen.containing
    whole = seen(max(asset.width, 1) / max(asset.height, 1), framing.box)
    found = [_beside(subject, whole.closer(view.zoom), view) for view in _views(framing)]
    return Margins(*(min(sides) for sides in zip(*found, strict=True)))


def _beside(subject: Area, seen: Seen, at: View) -> Margins:
    left, top = (subject.x - at.x) / seen.w + 0.5, (subject.y - at.y) / seen.h + 0.5
    return Margins(left, top, 1 - left - subject.w / seen.w, 1 - top - subject.h / seen.h)


def roundest(framing: Framing, asset: Asset) -> float:
    """The radius in pixels up to which a picture's corners can be rounded without a cut through the product's own."""
    around, box = margins(framing, asset), framing.box
    across, down = max(0.0, min(around.left, around.right)) * box.w, max(0.0, min(around.top, around.bottom)) * box.h
    return across + down + math.sqrt(2 * across * down)


def _views(framing: Framing) -> tuple[View, ...]:
    """What a framing shows at both ends of its move."""
    camera = framing.camera
    return (camera.start, camera.end) if camera else (View(zoom=1, x=framing.focus.x, y=framing.focus.y),)


def _stands_clear(framing: Framing, asset: Asset, clear: Sequence[Box]) -> bool:
    if asset.subject is None or framing.fit == "contain":
        return True
    box = framing.box
    whole = Seen.covering(max(asset.width, 1) / max(asset.height, 1), box)
    shown = Shown(asset.subject, tuple(_share(part, box) for part in clear if part.intersects(box)))
    return all(shown.clear(whole.closer(view.zoom), Point(x=view.x, y=view.y)) for view in _views(framing))


def free_part(box: Box, covers: Sequence[Box], ratio: float) -> Box:
    """The part of a box that holds a product of that shape largest and meets none of ``covers``."""
    parts = [box]
    for over in covers:
        parts = [cut for part in parts for cut in (_without(part, over) if part.intersects(over) else [part])]
    return max(parts, key=lambda part: min(part.w, part.h * ratio), default=box)


def _without(box: Box, over: Box) -> list[Box]:
    """What is left of a box below, above, right and left of another."""
    sides = [
        (box.x, over.bottom, box.right, box.bottom),
        (box.x, box.y, box.right, over.y),
        (over.right, box.y, box.right, box.bottom),
        (box.x, box.y, over.x, box.bottom),
    ]
    return [Box(x=x, y=y, w=right - x, h=bottom - y) for x, y, right, bottom in sides if right > x and bottom > y]


def _smaller(box: Box, ratio: float) -> Iterator[Box]:
    """Boxes for a picture at the right of ``box``, the largest and highest first."""
    for wide in _SMALLER:
        w = round(box.w * wide)
        for low in _LOWER:
            down = round(box.h * low)
            yield Box(x=box.right - w, y=box.y + down, w=w, h=min(box.h - down, round(w / ratio)))


def _framed(spec: PhotoSpec, asset: Asset, box: Box, still: bool, clear: Sequence[Box]) -> Framing:
    if asset.white_background or spec.fit == "contain":
        return _matted(spec, asset, box, still)
    framed = _covering(spec, asset, box, still, clear)
    if still or spec.fade or asset.ground is None or not is_inside(asset.subject):
        return framed
    if framed.box == box and min(margins(framed, asset)) >= TIGHT and _stands_clear(framed, asset, clear):
        return framed
    matted = _matted(spec, asset, box, still)
    if _is_free(matted, asset, clear):
        return matted
    beside = _matted(spec, asset, free_part(box, clear, max(asset.width, 1) / max(asset.height, 1)), still)
    return replace(beside, mat=box) if _is_free(beside, asset, clear) else framed


def _is_free(framing: Framing, asset: Asset, clear: Sequence[Box]) -> bool:
    """Whether none of ``clear`` meets the product of a photo on its mat."""
    around, box = margins(framing, asset), framing.box
    product = Box(
        x=box.x + round(box.w * around.left),
        y=box.y + round(box.h * around.top),
        w=max(1, round(box.w * (1 - around.left - around.right))),
        h=max(1, round(box.h * (1 - around.top - around.bottom))),
    )
    return not any(product.intersects(part) for part in clear)


def _matted(spec: PhotoSpec, asset: Asset, box: Box, still: bool) -> Framing:
    """A picture whole on its mat."""
    if spec.fit != "contain" and not still and asset.ground and is_inside(asset.subject):
        return _on_ground(spec, asset, box)
    ratio, subject = max(asset.width, 1) / max(asset.height, 1), subject_of(asset, spec)
    return Framing(box, "contain", Point(), None if still else _over_mat(spec, ratio, subject, box))


def _on_ground(spec: PhotoSpec, asset: Asset, card: Box) -> Framing:
    """A photo in a card of its own ground: the product stands where ``hold`` says, with air on every side, and the
    ground goes on where the photo ends."""
    ratio, subject = max(asset.width, 1) / max(asset.height, 1), subject_of(asset, spec)
    amount = spec.camera.amount if spec.camera else 0.0
    wide = min(spec.fill * card.w / subject.w, spec.fill * card.h * ratio / subject.h) / (1 + amount)
    wide = max(wide, _SMALLEST * min(card.w, card.h * ratio))
    x, w, across = laid(card.x, card.w, wide, (subject.x, subject.w), spec.hold[0])
    y, h, down = laid(card.y, card.h, wide / ratio, (subject.y, subject.h), spec.hold[1])
    box = Box(x=x, y=y, w=w, h=h)
    whole = Seen.containing(ratio, box)
    far = between(whole.w * wide / w, 1.0, 4.0)
    near = between(far * (1 + amount), 1.0, max(far, min(4.0, whole.room(subject))))
    start, end = (
        View(zoom=round(zoom, 4), **whole.closer(zoom).aim(subject, (across, down)).model_dump())
        for zoom in ((near, far) if spec.camera and spec.camera.use == "pull" else (far, near))
    )
    camera = Camera(start=start, end=end, ease=spec.camera.ease if spec.camera else "linear")
    return Framing(box, "contain", Point(), camera, None if box == card else card)


def _covering(spec: PhotoSpec, asset: Asset, box: Box, still: bool, clear: Sequence[Box]) -> Framing:
    """A picture that covers its box, made smaller where the crop would be too narrow for the product; with air around
    that, unless it were then smaller where it need not be, or covered."""
    bare = _cropped(spec, asset, subject_of(asset, spec), box, still, clear)
    if spec.fade or asset.kind == "video" or asset.subject is None:
        return bare
    airy = _cropped(spec, asset, aired(asset.subject), box, still, clear)
    fits = airy.box == box or bare.box != box
    return airy if fits and _stands_clear(airy, asset, clear) else bare


def _cropped(spec: PhotoSpec, asset: Asset, subject: Area, box: Box, still: bool, clear: Sequence[Box]) -> Framing:
    """A picture that covers its box, or a smaller one in it, with the whole of ``subject`` in view."""
    ratio = max(asset.width, 1) / max(asset.height, 1)
    still = still or asset.kind == "video"  # no camera moves over a clip: it is aimed at its product as it rests
    if not Seen.covering(ratio, box).holds(subject):
        if asset.kind == "image" and asset.subject and Seen.covering(ratio, box).holds(asset.subject):
            subject = asset.subject
        else:
            subject = subject if asset.kind == "image" else _WHOLE
            box = _narrowed(ratio, subject, box, _resting(spec, asset))
    whole = Seen.covering(ratio, box)
    shown = Shown(subject, tuple(_share(part, box) for part in clear if part.intersects(box)))
    zoom = 1.0 if still else between(spec.zoom, 1.0, max(1.0, whole.room(subject)))
    if not still:
        zoom = shown.closer(whole, zoom, spec.hold)
    seen = whole.closer(zoom)
    middle = shown.beside(seen, seen.aim(subject, spec.hold))
    camera = None if still else _moved(spec.camera, seen, shown, View(zoom=round(zoom, 4), x=middle.x, y=middle.y))
    return Framing(box, "cover", Point() if camera else middle, camera)


def _share(part: Box, box: Box) -> Area:
    """What of a box another one covers, as fractions of it."""
    left, top = max(part.x, box.x), max(part.y, box.y)
    w, h = min(part.right, box.right) - left, min(part.bottom, box.bottom) - top
    return Area(x=(left - box.x) / box.w, y=(top - box.y) / box.h, w=w / box.w, h=h / box.h)


_STANDS = {"top": 0.0, "middle": 0.5, "bottom": 1.0}


def _resting(spec: PhotoSpec, asset: Asset) -> tuple[float, float]:
    """Where in its place a picture smaller than it stands: where the template says ``stand``, and a clip in place of
    the product cut out where that would."""
    if "stand" in spec.model_fields_set or (isinstance(spec, CutoutSpec) and asset.kind == "video"):
        return spec.hold[0], _STANDS[spec.stand]
    return spec.hold


def _narrowed(ratio: float, subject: Area, box: Box, hold: tuple[float, float]) -> Box:
    """The largest box inside ``box`` whose crop holds the whole subject."""
    w = min(box.w, int(box.h * ratio / subject.h))
    h = min(box.h, int(box.w / (ratio * subject.w)))
    return Box(x=box.x + round((box.w - w) * hold[0]), y=box.y + round((box.h - h) * hold[1]), w=w, h=h)


def _over_mat(spec: PhotoSpec, ratio: float, subject: Area, box: Box) -> Camera | None:
    """The camera over a photo on its mat; a photo shown whole on purpose is not brought closer."""
    whole = Seen.containing(ratio, box)
    if spec.fit == "contain":
        return None
    room = whole.room(subject)
    amount = spec.camera.amount if spec.camera else 0.0
    far = between(spec.fill * room / (1 + amount), 1.0, 4.0 / (1 + amount))
    near = between(far * (1 + amount), 1.0, max(room, 1.0))
    views = [
        View(zoom=round(zoom, 4), **whole.closer(zoom).aim(subject, spec.hold).model_dump()) for zoom in (far, near)
    ]
    start, end = views if not spec.camera or spec.camera.use != "pull" else views[::-1]
    return Camera(start=start, end=end, ease=spec.camera.ease if spec.camera else "linear")


_WAYS: dict[str, tuple[float, float]] = {"left": (1, 0), "right": (-1, 0), "up": (0, 1), "down": (0, -1)}


def _moved(use: CameraUse | None, seen: Seen, shown: Shown, rest: View) -> Camera | None:
    """The move from the part ``seen`` at ``rest``, held back so that the subject stays whole throughout."""
    if use is None or use.use == "still":
        return None if rest.zoom == 1 else Camera(start=rest, end=rest)
    closer = round(between(1 + use.amount, 1.0, max(1.0, seen.room(shown.subject))), 4)
    if use.use in ("push", "pull"):
        ends = (rest, _gone(seen, shown, rest, closer, (0, 0)))
        start, end = ends if use.use == "push" else ends[::-1]
    else:
        dx, dy = _WAYS[use.use]
        start, end = (_gone(seen, shown, rest, closer, (way * dx, way * dy)) for way in (-1, 1))
    return Camera(start=start, end=end, ease=use.ease)


def _gone(seen: Seen, shown: Shown, rest: View, closer: float, way: tuple[float, float]) -> View:
    """The view that much closer, gone as far ``way`` as the subject and the picture's edge let it."""
    part, subject = seen.closer(closer), shown.subject
    at = Point(
        x=aim_at(rest.x + way[0] * (seen.w - part.w), subject.x, subject.w, part.w),
        y=aim_at(rest.y + way[1] * (seen.h - part.h), subject.y, subject.h, part.h),
    )
    return View(zoom=round(rest.zoom * closer, 4), **shown.beside(part, at).model_dump())
