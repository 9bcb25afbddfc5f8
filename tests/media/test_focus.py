"""The product's box in real photos, measured by hand, and in drawn ones."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.base import Area
from media.focus import find_subject, focus_box, on_white
from media.picture import Pixels, load_picture
from media.probe import probe

MEDIA = Path(__file__).parents[2] / "examples" / "media"
MEASURED = {
    "earbuds-pack": (0.17, 0.12, 0.7, 0.69),
    "mug-pack": (0.175, 0.165, 0.7, 0.655),
    "serum-pack": (0.37, 0.11, 0.26, 0.745),
    "thermos-pack": (0.415, 0.105, 0.175, 0.745),
    "earbuds-life": (0.27, 0.18, 0.58, 0.63),
    "mug-life": (0.235, 0.225, 0.61, 0.565),
    "serum-life": (0.405, 0.175, 0.21, 0.63),
    "thermos-life": (0.435, 0.18, 0.15, 0.635),
}
"""x, y, w, h of the product without its shadow."""


def _overlap(found: Area, true: tuple[float, float, float, float]) -> tuple[float, float]:
    """Share of the true box that is covered, and intersection over union."""
    x, y, w, h = true
    across = min(found.x + found.w, x + w) - max(found.x, x)
    down = min(found.y + found.h, y + h) - max(found.y, y)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (w * h), shared / (w * h + found.w * found.h - shared)


@pytest.mark.parametrize("name", MEASURED)
def test_product_is_found(name: str) -> None:
    found = focus_box(MEDIA / f"{name}.jpg")
    assert found
    covered, agreed = _overlap(found, MEASURED[name])
    assert covered >= 0.9
    assert agreed >= 0.6


@pytest.mark.parametrize("name", MEASURED)
def test_product_is_found_off_centre(name: str) -> None:
    x, y, w, h = MEASURED[name]
    left = max(0.0, x - 0.04)
    pixels = load_picture(MEDIA / f"{name}.jpg", 500)
    cropped = np.ascontiguousarray(pixels[:, round(left * 500) :])
    found = find_subject(cropped)
    assert found
    covered, _ = _overlap(found, ((x - left) / (1 - left), y, w / (1 - left), h))
    assert covered >= 0.85


@pytest.mark.parametrize("name", MEASURED)
def test_white_background_is_told_from_a_scene(name: str) -> None:
    asset = probe(MEDIA / f"{name}.jpg")
    assert asset.white_background == name.endswith("-pack")
    assert asset.subject
    assert asset.focus.x == pytest.approx(asset.subject.x + asset.subject.w / 2, abs=1e-3)


def _studio(ground: tuple[int, int, int]) -> Pixels:
    """A dark disc at the right of an even ground, 400 × 300."""
    pixels = np.full((300, 400, 4), (*ground, 255), np.uint8)
    cv2.circle(pixels, (280, 150), 60, (40, 60, 160, 255), -1, cv2.LINE_AA)
    return pixels


@pytest.mark.parametrize("ground", [(255, 255, 255), (20, 20, 24), (210, 60, 90)])
def test_even_ground_of_any_colour(ground: tuple[int, int, int]) -> None:
    found = find_subject(_studio(ground))
    assert found
    assert (found.x, found.y, found.w, found.h) == pytest.approx((220 / 400, 90 / 300, 121 / 400, 121 / 300), abs=0.02)
    assert on_white(_studio(ground)) == (ground == (255, 255, 255))


def test_cut_out_product_is_its_alpha() -> None:
    pixels = np.zeros((100, 200, 4), np.uint8)
    pixels[20:70, 30:110] = 255
    assert find_subject(pixels) == Area(x=0.15, y=0.2, w=0.4, h=0.5)
    assert not on_white(pixels)


@pytest.mark.parametrize("pixels", [np.full((80, 80, 4), 255, np.uint8), np.zeros((80, 80, 4), np.uint8)])
def test_nothing_to_see(pixels: Pixels) -> None:
    assert find_subject(pixels) is None


def test_same_photo_same_box() -> None:
    noise = np.random.default_rng(3).integers(0, 255, (300, 300, 4), np.uint8)
    noise[..., 3] = 255
    assert find_subject(noise) == find_subject(noise)
