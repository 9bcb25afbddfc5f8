"""The fingerprint of a picture: the signs of its 256 lowest frequencies (a DCT hash).

Signs of low frequencies outlive scaling, compression and small changes of brightness; 256 of them
tell apart pictures of one layout that 64 would not.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 32
BITS = 256
PLAIN = 3.0
"""A picture whose brightness varies by less has no shape to recognise: its signs would be noise."""
WEAK = 2.5
"""A frequency of less amplitude (of 32×32 pixels between 0 and 255) changes its sign in any encoding."""


@dataclass(frozen=True, eq=False)
class Shape:
    """The signs of a picture's frequencies, (4,) uint64, lowest first, and which of them are ``strong``."""

    bits: NDArray[np.uint64]
    strong: NDArray[np.uint64]


def picture_bits(luma: NDArray[np.uint8]) -> Shape | None:
    """The shape of an (H, W) picture's brightness; None when it is plain."""
    small = _shrunk(luma)
    if float(small.std()) < PLAIN:
        return None
    waves = cv2.dct(small).ravel()[_lowest()]
    return Shape(_packed(waves > 0), _packed(np.abs(waves) >= WEAK))


def _packed(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    return np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64)


def _shrunk(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The picture at 32×32, halved as often as that goes: halving is many times cheaper than any other ratio."""
    while min(luma.shape) >= 8 * SIDE:
        height, width = luma.shape[0] // 2, luma.shape[1] // 2
        even = luma[: 2 * height, : 2 * width]
        luma = np.asarray(cv2.resize(even, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    exact = luma.astype(np.float32)
    return np.asarray(cv2.resize(exact, (SIDE, SIDE), interpolation=cv2.INTER_AREA), np.float32)


def _lowest() -> NDArray[np.intp]:
    """Where the lowest 256 frequencies but the mean stand in the flattened transform, lowest first."""
    rows, columns = np.divmod(np.arange(SIDE * SIDE), SIDE)
    order = np.lexsort((rows, rows + columns))
    return order[1 : BITS + 1]


def distances(some: NDArray[np.uint64], others: NDArray[np.uint64], strong: NDArray[np.uint64]) -> NDArray[np.float64]:
    """The share of the others' ``strong`` bits that differ, for each of some (n, 4) against others (m, 4): (n, m)."""
    differing = np.bitwise_count((some[:, None, :] ^ others[None, :, :]) & strong[None, :, :]).sum(axis=2)
    return np.asarray(differing / np.maximum(np.bitwise_count(strong).sum(axis=1), 1), np.float64)
