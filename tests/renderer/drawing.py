"""Tiny pictures written as characters, and what they are drawn with."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.base import Box
from domain.fonts import FontBook
from domain.layers import ShapeLayer
from domain.paint import Solid
from domain.timeline import Scene, Timeline
from renderer.canvas import Canvas
from renderer.layers.base import Tools
from renderer.resources import Resources
from renderer.text.faces import Faces
from renderer.text.layout import Shaper

WHITE = Solid(colour="#FFFFFF")
BLACK = Solid(colour="#000000")


def picture(canvas: Canvas) -> str:
    """The luma as text, a line a row: ``.`` black, ``-`` dark, ``+`` light, ``#`` white."""
    return "\n".join("".join(".-+#"[int(min(3, max(0, (y - 16) / 219 * 4)))] for y in row) for row in canvas.y)


def drawn(text: str) -> str:
    """The same, from an indented literal."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


NO_FONTS = FontBook(roles={})


def no_asset(sha256: str) -> Path:
    raise AssertionError(f"nothing here should need asset {sha256}")


def no_picture(path: Path) -> NDArray[np.uint8]:
    raise AssertionError(f"nothing here should load {path}")


def tools(frames: int = 10, resources: Resources | None = None) -> Tools:
    resources = resources or Resources(NO_FONTS, no_asset, no_picture)
    return Tools(resources, Shaper(Faces(resources.fonts)), frames, 30.0)


def square(x: int, y: int, w: int, h: int, **more: object) -> ShapeLayer:
    """A white rectangle."""
    return ShapeLayer.model_validate({"id": "square", "box": Box(x=x, y=y, w=w, h=h), "fill": WHITE, **more})


def timeline(*scenes: Scene, side: int = 8, **more: object) -> Timeline:
    """A tiny square timeline."""
    fixed = {"title": "t", "language": "en", "template": "none", "seed": 1, "width": side, "height": side}
    return Timeline.model_validate({**fixed, "safe": Box(x=0, y=0, w=side, h=side), "scenes": scenes, **more})
