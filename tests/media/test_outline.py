"""Outlines: straight where no edge holds them and they stray, as they were everywhere else."""

import cv2
import numpy as np

from media.outline import evened, straightened
from media.saliency import Mask, Plane

FULL = np.zeros((200, 200), np.uint8)
cv2.rectangle(FULL, (40, 30), (150, 170), 1, -1)


def edges_of(mask: Mask, *, faint: tuple[slice, slice]) -> Plane:
    """A firm edge all around the product but in one place."""
    edges = (
        cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).astype(np.float32) * 9
    )
    edges[faint] = 0.5
    return np.asarray(edges, np.float32)


def test_a_notch_and_a_knob_that_no_edge_holds_go() -> None:
    product, faint = FULL > 0, (slice(84, 98), slice(30, 200))
    notched, knobbed = product.copy(), product.copy()
    notched[86:96, 144:], knobbed[86:96, 150:157] = False, True
    for mask in (notched, knobbed):
        mended = straightened(mask, edges_of(product, faint=faint))
        assert (mended != product).sum() < 8


def test_a_notch_with_an_edge_stays() -> None:
    notched = FULL > 0
    notched[85:100, 140:] = False
    mended = straightened(notched, edges_of(notched, faint=(slice(0, 0), slice(0, 0))))
    assert (mended != notched).sum() == 0


def test_a_round_corner_that_fades_into_the_ground_stays_round() -> None:
    disc = np.zeros((200, 200), np.uint8)
    cv2.circle(disc, (100, 100), 60, 1, -1)
    mended = straightened(disc > 0, edges_of(disc > 0, faint=(slice(100, 130), slice(100, 200))))
    assert (mended != (disc > 0)).sum() == 0


def test_a_hole_stays_a_hole() -> None:
    ring = FULL > 0
    ring[60:90, 80:110] = False
    mended = straightened(ring, edges_of(ring, faint=(slice(0, 0), slice(0, 0))))
    assert (mended != ring).sum() == 0


def blurred(mask: Mask) -> Plane:
    return np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), 2.8), np.float32)


def test_bumps_and_stairs_of_a_pixel_go() -> None:
    bumpy, stairs = FULL > 0, np.zeros((400, 200), bool)
    bumpy[60:90, 151] = bumpy[110:120, 151] = True
    for row in range(40, 360):
        stairs[row, 40 : 120 + row // 40] = True
    side = evened(blurred(bumpy))[50:150, 100:].sum(axis=1)
    assert np.abs(np.diff(side)).max() <= 0.26
    slope = evened(blurred(stairs))[90:310, 100:].sum(axis=1)
    assert np.abs(np.diff(slope, 2)).max() <= 0.26 and np.abs(slope - np.linspace(slope[0], slope[-1], 220)).max() < 0.5


def test_a_corner_and_a_round_stay_where_they_are() -> None:
    disc = np.zeros((200, 200), np.uint8)
    cv2.circle(disc, (100, 100), 60, 1, -1)
    for mask in (FULL > 0, disc > 0):
        assert np.abs(evened(blurred(mask)) - mask).sum() < 0.01 * mask.sum()
    assert evened(blurred(FULL > 0))[32:169, 42:149].min() == 1
