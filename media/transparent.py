"""Pictures of a product on nothing at all: a PNG or WebP whose ground is transparent."""

from pathlib import Path

import cv2
import numpy as np

from media.headers import MIN_SIDE
from media.picture import Pixels, load_picture
from media.saliency import border_of, extent
from media.shades import SOLID

_CLEAR, _INK = 32, 8
"""Alpha below which a border is no picture, and above which a pixel is some of the product."""
_MOST = 0.6
"""Share of the border that is clear from which the ground is."""
_AIR = 0.08
"""Of the product's longer side: what is left around it."""
_SLACK = 0.02
"""How much more or less air is left alone."""
_SIDE = 3000
_FOOT = 0.1
"""Share of a product's height, from its lowest point, in which what ends stands on the ground."""


def on_nothing(pixels: Pixels) -> bool:
    """Whether a picture's ground is transparent; not one with round corners or a hole."""
    return bool((border_of(pixels[..., 3:].astype(np.float32)) < _CLEAR).mean() >= _MOST)


def tight(pixels: Pixels) -> Pixels:
    """What of a picture is not transparent, as tight as it goes."""
    return pixels[_extent(pixels)]


def _extent(pixels: Pixels) -> tuple[slice, slice]:
    return extent(np.asarray(pixels[..., 3] > _INK, bool))


def foot_of(pixels: Pixels) -> tuple[float, float] | None:
    """From where to where a picture on nothing stands, in shares of its width; None of one that fills its frame."""
    seen = pixels[..., 3] >= SOLID
    if seen.all() or not seen.any():
        return None
    rows = extent(np.asarray(seen, bool))[0]
    lowest = np.where(seen.any(axis=0), seen.shape[0] - 1 - np.argmax(seen[::-1], axis=0), -1)
    standing = np.flatnonzero(lowest >= rows.stop - 1 - (rows.stop - rows.start) * _FOOT)
    return round(standing[0] / seen.shape[1], 4), round((standing[-1] + 1) / seen.shape[1], 4)


def roomy(pixels: Pixels) -> Pixels:
    """A cut-out that is not too small to be stored: nothing is added beside a thin one, and above a flat one."""
    height, width = pixels.shape[:2]
    across, above = max(0, MIN_SIDE - width), max(0, MIN_SIDE - height)
    sides = (above, 0, across // 2, across - across // 2)
    return np.asarray(cv2.copyMakeBorder(pixels, *sides, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0)), np.uint8)


def trimmed(path: Path) -> bytes | None:
    """The PNG of a picture whose ground is transparent with the same air on every side, so that its middle is the
    product's; None for any other picture, one that has it, or one too small to be trimmed.

    Raises AssetError when it cannot be used.
    """
    pixels = load_picture(path, _SIDE)
    if not on_nothing(pixels):
        return None
    product = tight(pixels)
    air = round(max(product.shape[:2]) * _AIR)
    framed = cv2.copyMakeBorder(product, air, air, air, air, cv2.BORDER_CONSTANT, value=(0, 0, 0, 0))
    if min(framed.shape[:2]) < MIN_SIDE:
        return None
    if np.allclose(framed.shape[:2], pixels.shape[:2], rtol=_SLACK) and _centred(pixels):
        return None
    _, data = cv2.imencode(".png", cv2.cvtColor(framed, cv2.COLOR_RGBA2BGRA))
    return bytes(data.tobytes())


def _centred(pixels: Pixels) -> bool:
    """Whether the product stands in the middle already."""
    sides = zip(_extent(pixels), pixels.shape, strict=False)
    return all(abs(part.start + part.stop - side) <= side * _SLACK for part, side in sides)
