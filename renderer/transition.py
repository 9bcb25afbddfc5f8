"""Transitions: one scene coming in over another, from two finished pictures."""

import math
from collections.abc import Callable

import cv2
import numpy as np

from domain.timeline import Transition
from renderer.canvas import Canvas, Plane
from renderer.easing import ease
from renderer.regions import Region

_EDGE = 0.5  # OpenCV draws smooth circles this much too large,
_LEAN = 0.85  # and edges that lean by 45° this much too far along a row
ZOOM = 0.18
"""How much larger a scene becomes as it leaves by a zoom, and how much larger the next one comes."""
SLATS = 8
"""Of the blinds: how many slats the frame is cut into."""

Blend = Callable[[Canvas, Canvas, Canvas, float], None]
"""(outgoing, incoming, target, share of the way) → writes the target."""


def draw_transition(transition: Transition, out: Canvas, incoming: Canvas, target: Canvas, step: int) -> None:
    """The ``step``-th of the transition's frames; its first already shows some of the incoming scene."""
    _BLENDS[transition.kind](out, incoming, target, _share(transition, step))


def shown_in(transition: Transition, whole: Region, step: int) -> tuple[Region, Region]:
    """What parts of the outgoing and of the incoming picture the ``step``-th frame is made of; either may be empty."""
    parts = _SHOWN.get(transition.kind)
    return parts(whole, _share(transition, step)) if parts else (whole, whole)


def _share(transition: Transition, step: int) -> float:
    """How far it is; nothing comes in further than whole, whatever its ease."""
    return min(max(ease(transition.ease, (step + 1) / (transition.frames + 1)), 0.0), 1.0)


def _crossfade(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    cv2.addWeighted(out.buffer, 1 - share, incoming.buffer, share, 0, dst=target.buffer)


def _planes(*canvases: Canvas) -> list[tuple[Plane, ...]]:
    return [tuple(getattr(canvas, name) for canvas in canvases) for name in ("y", "u", "v")]


def cut_at(length: int, share: float) -> int:
    """An even number of pixels, so that chroma is cut at the same place."""
    return round(length * share / 2) * 2


def _slide_left(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    moved = cut_at(out.width, share)
    for a, b, t in _planes(out, incoming, target):
        shown = moved * a.shape[1] // out.width
        t[:, : a.shape[1] - shown] = a[:, shown:]
        t[:, a.shape[1] - shown :] = b[:, :shown]


def _slide_up(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    moved = cut_at(out.height, share)
    for a, b, t in _planes(out, incoming, target):
        shown = moved * a.shape[0] // out.height
        t[: a.shape[0] - shown] = a[shown:]
        t[a.shape[0] - shown :] = b[:shown]


def _wipe_right(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    moved = cut_at(out.width, share)
    for a, b, t in _planes(out, incoming, target):
        shown = moved * a.shape[1] // out.width
        t[:, :shown] = b[:, :shown]
        t[:, shown:] = a[:, shown:]


def _wipe_up(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    moved = cut_at(out.height, share)
    for a, b, t in _planes(out, incoming, target):
        kept = a.shape[0] - moved * a.shape[0] // out.height
        t[:kept] = a[:kept]
        t[kept:] = b[kept:]


def _zoom(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    for a, b, t in _planes(out, incoming, target):
        near = _scaled(a, 1 + ZOOM * share)
        far = _scaled(b, 1 + ZOOM * (1 - share))
        cv2.addWeighted(near, 1 - share, far, share, 0, dst=t)


def _scaled(plane: Plane, scale: float) -> Plane:
    height, width = plane.shape
    step = 1 / scale
    matrix = np.array([[step, 0, (width - 1) * (1 - step) / 2], [0, step, (height - 1) * (1 - step) / 2]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(plane, matrix, (width, height), flags=flags), np.uint8)


def _circle(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    radius = share * (math.hypot(out.width, out.height) / 2 + 2)
    for a, b, t in _planes(out, incoming, target):
        step = out.width / a.shape[1]
        inside = np.zeros(a.shape, np.uint8)
        centre = ((a.shape[1] - 1) / 2, (a.shape[0] - 1) / 2)
        fixed = [round(value * 16) for value in (*centre, max(0.0, radius / step - _EDGE))]
        cv2.circle(inside, (fixed[0], fixed[1]), fixed[2], 255, -1, cv2.LINE_AA, 4)
        cv2.add(cv2.multiply(b, inside, scale=1 / 255), cv2.multiply(a, 255 - inside, scale=1 / 255), dst=t)


def _wipe_diagonal(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    """A straight edge leaning at 45° that travels from the top left corner to the bottom right."""
    reach = share * (out.width + out.height + 2)
    for a, b, t in _planes(out, incoming, target):
        step = out.width / a.shape[1]
        inside = np.zeros(a.shape, np.uint8)
        corner = round((reach / step - 1 - _LEAN) * 16)  # counted from the middle of the first pixel
        cv2.fillConvexPoly(inside, np.array([[-16, -16], [corner + 16, -16], [-16, corner + 16]]), 255, cv2.LINE_AA, 4)
        cv2.add(cv2.multiply(b, inside, scale=1 / 255), cv2.multiply(a, 255 - inside, scale=1 / 255), dst=t)


def _blinds(out: Canvas, incoming: Canvas, target: Canvas, share: float) -> None:
    """Level slats that all open downwards together."""
    slat = -(-out.height // SLATS) // 2 * 2 or 2
    shown = cut_at(slat, share)
    for a, b, t in _planes(out, incoming, target):
        t[:] = a
        step = out.height // a.shape[0]
        for top in range(0, out.height, slat):
            rows = slice(top // step, (top + shown) // step)
            t[rows] = b[rows]


_BLENDS: dict[str, Blend] = {
    "crossfade": _crossfade,
    "slide-left": _slide_left,
    "slide-up": _slide_up,
    "wipe-right": _wipe_right,
    "wipe-up": _wipe_up,
    "zoom": _zoom,
    "circle": _circle,
    "wipe-diagonal": _wipe_diagonal,
    "blinds": _blinds,
}


def _from_left(whole: Region, share: float) -> tuple[Region, Region]:
    at = cut_at(whole.w, share)
    return whole._replace(x=at), whole._replace(right=at)


def _from_top(whole: Region, share: float) -> tuple[Region, Region]:
    at = cut_at(whole.h, share)
    return whole._replace(y=at), whole._replace(bottom=at)


def _from_bottom(whole: Region, share: float) -> tuple[Region, Region]:
    at = whole.h - cut_at(whole.h, share)
    return whole._replace(bottom=at), whole._replace(y=at)


_SHOWN: dict[str, Callable[[Region, float], tuple[Region, Region]]] = {
    "slide-left": _from_left,
    "slide-up": _from_top,
    "wipe-right": _from_left,
    "wipe-up": _from_bottom,
}
