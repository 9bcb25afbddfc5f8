"""Scaling with sub-pixel placement, as fast as the machine can.

A camera move needs ``source = scale · target + offset`` with any fractional offset. OpenCV's
``warpAffine`` does that at about 4 ns a pixel; its ``resize`` needs a fifth of it but starts at a whole
source pixel. Because the scale is rarely a simple fraction, starting a few *target* pixels early
almost always brings some start within 1/32 pixel of the place wanted, which is the precision
``warpAffine`` itself works at. When none does, ``warpAffine`` draws the frame.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from renderer.canvas import Plane

_EARLIEST = 49
_TOLERANCE = 1 / 32


@dataclass(frozen=True)
class _Start:
    """Begin at whole source pixel ``source``, ``early`` target pixels before the first one wanted."""

    source: int
    early: int


@lru_cache(8)
def _start(scale: float, offset: float) -> _Start | None:
    """Where ``resize`` has to begin so that target 0 falls on source ``offset``; None if nowhere near."""
    # resize maps target t to scale·(t + ½) − ½ from the start of the part it is given.
    first, near = offset - (scale - 1) / 2, _TOLERANCE * max(scale, 1.0)
    for early in range(_EARLIEST):
        wanted = first - early * scale
        source = round(wanted)
        if source >= 0 and abs(wanted - source) <= near:
            return _Start(source, early)
    return None


class Resampler:
    """Resamples planes, keeping the memory it works in (fresh pages cost as much as the arithmetic)."""

    def __init__(self) -> None:
        self._scratch = np.empty(0, np.uint8)

    def resample(
        self, source: Plane, target: Plane, scale: float, dx: float, dy: float, skipped: tuple[int, int] = (0, 0)
    ) -> None:
        """Fill ``target`` with source[scale·y + dy, scale·x + dx], bilinear, edges repeated.

        ``target`` may be a part of what lies there, after so many ``skipped`` rows and columns: it comes out as in
        the whole.
        """
        height, width = target.shape
        across, down = _start(scale, dx), _start(scale, dy)
        if across and down and _inside(source, across, down, scale, width + skipped[1], height + skipped[0]):
            top, left = down.early + skipped[0], across.early + skipped[1]
            rows, columns = top + height, left + width
            part = source[down.source :, across.source :]
            part = part[: _source_span(rows, scale, part.shape[0]), : _source_span(columns, scale, part.shape[1])]
            size = (round(part.shape[0] / scale), round(part.shape[1] / scale))
            if size[0] >= rows and size[1] >= columns:
                np.copyto(target, self._resize(part, scale, size)[top:rows, left:columns])
                return
        matrix = np.array([[scale, 0, dx + scale * skipped[1]], [0, scale, dy + scale * skipped[0]]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cv2.warpAffine(source, matrix, (width, height), dst=target, flags=flags, borderMode=cv2.BORDER_REPLICATE)

    def _resize(self, part: Plane, scale: float, size: tuple[int, int]) -> Plane:
        height, width = size
        if self._scratch.size < height * width:
            self._scratch = np.empty(height * width * 5 // 4, np.uint8)
        into = self._scratch[: height * width].reshape(height, width)
        scaled = cv2.resize(part, None, dst=into, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_LINEAR)
        return np.asarray(scaled, np.uint8)


def chroma_offset(offset: float, scale: float) -> float:
    """What a luma plane's ``offset`` is for the chroma planes of the same picture, which are half as large."""
    return (offset + (scale - 1) * 0.5) / 2


def _source_span(targets: int, scale: float, available: int) -> int:
    return min(available, int(np.ceil((targets + 1) * scale)) + 2)


def _inside(source: Plane, across: _Start, down: _Start, scale: float, width: int, height: int) -> bool:
    right = across.source + (width + across.early) * scale
    bottom = down.source + (height + down.early) * scale
    return bool(right <= source.shape[1] and bottom <= source.shape[0])
