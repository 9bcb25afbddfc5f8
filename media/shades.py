"""The shades of a picture on nothing: a few of its colours, from the darkest to the lightest."""

import cv2
import numpy as np
from numpy.typing import NDArray

from domain.base import Colour
from media.picture import Pixels

SOLID = 128
"""Alpha from which a pixel is seen."""
_SHARES = (0.1, 0.3, 0.5, 0.7, 0.9)
_RIM = 0.03
"""How wide the rim of a picture is that stands against its ground, as a share of its longer side."""


def shades_of(ink: NDArray[np.uint8]) -> tuple[Colour, ...]:
    """Five of the colours (n, 3), the darkest first: a tenth of them is darker than the first, and so on."""
    by_light = ink[np.argsort(ink.astype(np.float32) @ np.array((0.2126, 0.7152, 0.0722), np.float32), kind="stable")]
    chosen = (by_light[int(share * len(by_light))] for share in _SHARES)
    return tuple("#{:02X}{:02X}{:02X}".format(*(int(channel) for channel in colour)) for colour in chosen)


def rim_of(pixels: Pixels) -> tuple[Colour, ...]:
    """The shades along the outline of what is seen of a picture; none of one that fills its frame."""
    seen = np.pad(pixels[..., 3] >= SOLID, 1).astype(np.uint8)
    if seen[1:-1, 1:-1].all() or not seen.any():
        return ()
    wide = 2 * max(1, round(max(pixels.shape[:2]) * _RIM)) + 1
    inner = cv2.erode(seen, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    return shades_of(pixels[(seen > inner)[1:-1, 1:-1]][:, :3])
