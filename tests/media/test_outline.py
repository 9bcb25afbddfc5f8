"""Outlines: straight where no edge holds them and they stray, as they were everywhere else."""

import cv2
import numpy as np

from media.outline import straightened
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
