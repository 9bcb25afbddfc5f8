"""What the mark should look like: bright letters in a dark rim, cut out of what the painter draws."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.errors import LabelError
from domain.layers import TextLayer

MarkPainter = Callable[[TextLayer], NDArray[np.uint8]]
"""Draws a text layer's letters as the renderer does: coverage of their fill, 0–255, in the shape of its box."""

_INK = 128


@dataclass(frozen=True)
class Letter:
    """The columns one letter or stroke group covers, and the rows of its ink, ends exclusive."""

    left: int
    right: int
    top: int
    bottom: int


@dataclass(frozen=True)
class Pattern:
    """Letters with a rim around them, to be found in frames.

    ``fill`` (h, w) float32 is the letters' coverage 0–1; ``region`` bool tells where a pixel counts:
    letters and ``rim`` pixels around. ``x``, ``y`` is where its top left pixel stands in the frame it
    was drawn for.
    """

    text: str
    fill: NDArray[np.float32]
    region: NDArray[np.bool_]
    letters: tuple[Letter, ...]
    rim: int
    x: int
    y: int

    @property
    def width(self) -> int:
        return int(self.fill.shape[1])

    @property
    def height(self) -> int:
        return int(self.fill.shape[0])

    @property
    def capital(self) -> Letter:
        """The flat capital whose height is measured: the I of AI, or the A when both touch."""
        return self.letters[min(1, len(self.letters) - 1)]


def draw_pattern(layer: TextLayer, paint: MarkPainter, alone: bool = False) -> Pattern:
    """The pattern of a mark at its own size; ``alone`` wants a wide rim clear of other letters.

    Raises LabelError when the painter draws nothing or another size.
    """
    alpha = paint(layer)
    if alpha.shape != (layer.box.h, layer.box.w):
        raise LabelError(
            f"the painter drew {alpha.shape} instead of {layer.box.h}×{layer.box.w}", hint="fix the painter"
        )
    rows, columns = np.flatnonzero(alpha.max(axis=1) >= _INK), np.flatnonzero(alpha.max(axis=0) >= _INK)
    if not rows.size:
        raise LabelError(f"the painter drew nothing for '{layer.text}'", hint="check the fonts")
    rim = rim_of(layer.style.stroke.width if layer.style.stroke else 0, plated=layer.plate is not None)
    rim = max(rim, layer.style.size // 4) if alone else rim
    ink = alpha[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    padded = np.pad(ink, rim)
    return _pattern(layer.text, padded, rim, layer.box.x + int(columns[0]) - rim, layer.box.y + int(rows[0]) - rim)


def rim_of(outline: float, *, plated: bool) -> int:
    """How many pixels around the letters are looked at: on a plate it goes on beyond the outline; without one
    it must end inside it."""
    return max(2, ceil(outline) + (1 if plated else -1) if outline else 2)


def scaled(pattern: Pattern, factor: float) -> Pattern:
    """The pattern at another size; its place scales with it."""
    size = (max(4, round(pattern.width * factor)), max(4, round(pattern.height * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    fill = np.asarray(cv2.resize(pattern.fill, size, interpolation=how) * 255, np.uint8)
    rim, x, y = (round(value * factor) for value in (pattern.rim, pattern.x, pattern.y))
    return _pattern(pattern.text, fill, max(2, rim), x, y)


def _pattern(text: str, alpha: NDArray[np.uint8], rim: int, x: int, y: int) -> Pattern:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * rim + 1, 2 * rim + 1))
    region = np.asarray(cv2.dilate(alpha, kernel)) >= _INK
    letters = _letters(alpha)
    if not letters:
        raise LabelError(f"'{text}' is too small to be told apart", hint="give a larger picture")
    return Pattern(text, (alpha / 255).astype(np.float32), region, letters, rim, x, y)


def _letters(alpha: NDArray[np.uint8]) -> tuple[Letter, ...]:
    inked = np.concatenate(([False], alpha.max(axis=0) >= _INK, [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(inked))
    found = []
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        rows = np.flatnonzero(alpha[:, left:right].max(axis=1) >= _INK)
        found.append(Letter(int(left), int(right), int(rows[0]), int(rows[-1]) + 1))
    return tuple(found)
