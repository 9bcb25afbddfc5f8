"""The frame: its size per aspect, and where platforms leave room."""

from domain.base import Box, Frozen
from domain.brief import Aspect
from domain.mark import Corner

FPS = 30

SIZES: dict[Aspect, tuple[int, int]] = {
    "9:16": (1080, 1920),
    "4:5": (1080, 1350),
    "1:1": (1080, 1080),
    "16:9": (1920, 1080),
}
"""Delivered width and height in pixels."""


NEAREST: dict[Aspect, tuple[Aspect, ...]] = {
    "9:16": ("4:5",),
    "4:5": ("1:1", "9:16"),
    "1:1": ("4:5", "16:9"),
    "16:9": ("1:1",),
}
"""For each aspect those most like it, for a size that is given for them and not for it."""


class Insets(Frozen):
    """Margins in pixels that a platform's own buttons and captions cover."""

    top: int
    right: int
    bottom: int
    left: int


def safe_box(width: int, height: int, insets: Insets) -> Box:
    """The part of the frame that no platform interface covers."""
    return Box(x=insets.left, y=insets.top, w=width - insets.left - insets.right, h=height - insets.top - insets.bottom)


def mark_zone(width: int, height: int, safe: Box, corner: Corner = "top-left") -> Box:
    """The corner kept free for the AI mark: templates put no text there, ``labeling.mark`` nothing elsewhere."""
    w = round(safe.w * 0.6)
    x = safe.x if corner == "top-left" else safe.right - w
    return Box(x=x, y=safe.y, w=w, h=round(min(width, height) * 0.09))
