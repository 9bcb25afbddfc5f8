"""Dither: noise added before rounding, so that soft edges and gradients have no bands or rings."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
_SIDE = 128
_GRAIN = 4
_ENOUGH = 4.0
"""Alpha from which a pixel takes the whole noise: what is nearly nothing stays so."""
_NEUTRAL = 128 / 255
"""Chroma of a ground without colour, as a share of all there is."""


def grain(shape: tuple[int, ...], shift: int = 0) -> Floats:
    """Noise of at most one level around 0, tiled to the shape; the same for the same ``shift``: no seed, no clock.

    Most of it is in grains of some pixels: x264 takes noise of single pixels away, and the bands are back.
    """
    repeats = (-(-shape[0] // _SIDE), -(-shape[1] // _SIDE))
    return np.asarray(np.tile(_noise(shift), repeats)[: shape[0], : shape[1]], np.float32)


@lru_cache(4)
def _noise(shift: int) -> Floats:
    """(_SIDE, _SIDE) of it."""
    rng = np.random.default_rng(0)
    side = _SIDE // _GRAIN
    grains = np.tile(_triangular(rng, side), (3, 3))
    smooth = np.asarray(cv2.resize(grains, None, fx=_GRAIN, fy=_GRAIN, interpolation=cv2.INTER_CUBIC), np.float32)
    middle = slice(_SIDE, 2 * _SIDE)
    noise = np.clip(smooth[middle, middle] + _triangular(rng, _SIDE) / 2, -1, 1)
    return np.asarray(np.roll(noise, shift, (0, 1)), np.float32)


def dithered_chroma(u: Floats, v: Floats, clear: Floats) -> tuple[NDArray[np.uint8], ...]:
    """A tile's premultiplied U and V and what shows through them, in whole levels.

    Chroma is near the middle of its range nearly everywhere, so that what a plane lets through more or less is put
    right in it: rounded each for itself, the two make coloured rings.
    """
    part = _part(clear)
    through = _levels(clear + 2 * grain(clear.shape) * part)
    owed = (clear - through) * np.float32(_NEUTRAL)
    u, v = u + owed + grain(clear.shape, 37) * part, v + owed + grain(clear.shape, 60) * part
    return _levels(u), _levels(v), through


def _part(clear: Floats) -> Floats:
    """How much noise a pixel takes: none where it is opaque, or nothing."""
    part = np.clip((255 - clear) / np.float32(_ENOUGH), 0, 1)
    part[clear <= 0] = 0
    return np.asarray(part, np.float32)


def _levels(plane: Floats) -> NDArray[np.uint8]:
    return np.asarray(np.clip(np.rint(plane), 0, 255), np.uint8)


def _triangular(rng: np.random.Generator, side: int) -> Floats:
    """(side, side) of noise from −1 to 1, likeliest in the middle."""
    return (rng.random((side, side)) + rng.random((side, side)) - 1).astype(np.float32)
