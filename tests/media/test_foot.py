"""The foot of a product: a ring it stands on stays, a crease does not, and nothing is filled that is open."""

import cv2
import numpy as np
import pytest

from media.foot import footed
from media.picture import Pixels
from media.saliency import Mask

HEIGHT, WIDTH, BOTTOM = 600, 300, 500
BODY = slice(80, 220)


def standing(band: int, *, fading: int = 0) -> tuple[Pixels, Mask]:
    """A light body with so many dark rows below it, sharp at their end or fading; and a mask that lost its lowest 8."""
    grey = np.full((HEIGHT, WIDTH), 215, np.uint8)
    grey[100:BOTTOM, BODY] = 190
    grey[BOTTOM : BOTTOM + band, BODY] = 40
    for row in range(fading):
        grey[BOTTOM + band + row, BODY] = 40 + 175 * row // fading
    mask = np.zeros(grey.shape, bool)
    mask[100 : BOTTOM - 8, BODY] = True
    return np.dstack([grey] * 3 + [np.full_like(grey, 255)]), mask


def lowest(mask: Mask) -> int:
    return int(np.median(HEIGHT - np.argmax(mask[::-1, BODY], axis=0)))


@pytest.mark.parametrize("band", [7, 12, 20])
def test_a_ring_that_ends_as_sharply_as_it_began_is_part_of_the_product(band: int) -> None:
    pixels, mask = standing(band)
    assert abs(lowest(footed(mask, pixels)) - (BOTTOM + band)) <= 1


@pytest.mark.parametrize(("band", "fading"), [(2, 40), (3, 40), (9, 40)])
def test_a_crease_that_is_thin_or_fades_is_not(band: int, fading: int) -> None:
    pixels, mask = standing(band, fading=fading)
    assert BOTTOM - 3 <= lowest(footed(mask, pixels)) <= BOTTOM


def test_shadow_left_below_the_line_goes() -> None:
    pixels, mask = standing(2, fading=40)
    mask[BOTTOM - 8 : BOTTOM + 8, BODY] = True
    assert BOTTOM - 3 <= lowest(footed(mask, pixels)) <= BOTTOM


def test_a_dark_sole_too_high_for_a_ring_is_left_alone() -> None:
    pixels, mask = standing(60)
    mask[BOTTOM - 8 : BOTTOM + 60, BODY] = True
    assert (footed(mask, pixels) == mask).all()


def test_a_print_near_the_lower_end_is_no_foot() -> None:
    pixels, mask = standing(0)
    pixels[BOTTOM - 40 : BOTTOM - 32, 110:170, :3] = 40
    assert (footed(mask, pixels) == mask).all()


def test_the_ground_between_two_feet_stays_open() -> None:
    pixels, mask = standing(8)
    pixels[BOTTOM - 40 :, 140:160, :3] = 215
    mask[BOTTOM - 40 :, 140:160] = False
    whole = footed(mask, pixels)
    assert not whole[BOTTOM - 36 :, 143:157].any()
    assert whole[BOTTOM + 5, 85:138].all() and whole[BOTTOM + 5, 162:215].all()


def test_a_chipped_corner_of_a_rounded_foot_is_whole() -> None:
    grey = np.full((HEIGHT, WIDTH), 215, np.uint8)
    for down, colour in ((450, 40), (440, 190)):
        cv2.ellipse(grey, (150, down), (69, 40), 0, 0, 180, colour, -1)
    grey[100:441, 81:220] = 190
    product = grey < 200
    chipped = product.copy()
    chipped[445:, :100] = chipped[445:, 200:] = chipped[475:] = False
    whole = footed(chipped, np.dstack([grey] * 3 + [np.full_like(grey, 255)]))
    assert (product & ~whole).sum() < 0.2 * (product & ~chipped).sum()
    assert (whole & ~product).sum() < 0.001 * product.sum()


def test_a_body_that_flares_at_its_foot_is_not_filled_beside_its_waist() -> None:
    grey = np.full((HEIGHT, WIDTH), 215, np.uint8)
    grey[100:480, 110:190] = 190
    grey[480:BOTTOM, BODY] = 190
    grey[BOTTOM : BOTTOM + 8, BODY] = 40
    product = grey < 200
    whole = footed(product, np.dstack([grey] * 3 + [np.full_like(grey, 255)]))
    assert not (whole & ~product).any()
