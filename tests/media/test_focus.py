"""The product's box in real photos, measured by hand, and in drawn ones."""

from functools import cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from domain.base import Area, Box
from media.cutout import cut_out
from media.focus import find_subject, focus_box, ground_of, on_white
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
WITH_OTHERS = {"serum-life": (0.3, 0.175, 0.54, 0.815), "thermos-life": (0.435, 0.18, 0.325, 0.635)}
"""With the plinth and the cup, which are as sharp as the product itself."""
GROUNDS = ("flat", "gradient", "grainy", "wood", "blurred", "table")


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
    assert _overlap(found, MEASURED[name])[0] >= 0.9
    assert _overlap(found, WITH_OTHERS.get(name, MEASURED[name]))[1] >= 0.6


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


@cache
def _product(name: str) -> Pixels:
    """A product cut out of its photo, as tight as it goes."""
    cut = cut_out(MEDIA / f"{name}-pack.jpg")
    assert cut
    rows, columns = (np.flatnonzero((cut.pixels[..., 3] > 128).any(axis=axis)) for axis in (1, 0))
    return cut.pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _ground(kind: str, width: int, height: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(5)
    y, x = (axis / axis.size for axis in np.mgrid[0:height, 0:width].astype(np.float32))
    y, x = y * y.size / height, x * x.size / width
    grain = rng.normal(0, 5, (height, width, 1))
    tone: NDArray[np.float64] = {
        "flat": lambda: np.full((height, width, 3), (180.0, 120.0, 90.0)),
        "gradient": lambda: np.stack([200 - 60 * y, 170 - 50 * y + 20 * x, 150 + 40 * x], -1),
        "grainy": lambda: np.stack([120 + 80 * x, 130 + 60 * y, 150 - 40 * x], -1) + grain,
        "wood": lambda: (30 * np.sin(x * 40 + 3 * np.sin(y * 6)))[..., None] + (160, 120, 80) + grain,
        "blurred": lambda: cv2.GaussianBlur(rng.normal(128, 400, (height, width, 3)), (0, 0), width / 12),
        "table": lambda: np.where(y[..., None] < 0.6, (220, 210, 200), (140, 100, 70)) + grain,
    }[kind]()
    return np.asarray(tone, np.float32)


@pytest.mark.parametrize("margin", [0.02, 0.05, 0.15])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("name", ["earbuds", "mug", "thermos"])
def test_a_product_that_fills_its_photo_is_found_whole(name: str, ground: str, margin: float) -> None:
    """Whatever the ground and however near the product comes to the photo's edges."""
    product = _product(name)
    scale = 400 * (1 - 2 * margin) / max(product.shape)
    w, h = round(product.shape[1] * scale), round(product.shape[0] * scale)
    width, height = round(w / (1 - 2 * margin)), round(h / (1 - 2 * margin))
    x, y = (width - w) // 2, (height - h) // 2
    photo = _ground(ground, width, height)
    _lay(photo, name, Box(x=x, y=y, w=w, h=h))
    found = find_subject(_opaque(photo))
    assert found
    lost = (found.x - x / width, found.y - y / height, (x + w) / width - found.x - found.w)
    assert max(*lost, (y + h) / height - found.y - found.h) <= 0.03


def _lay(photo: NDArray[np.float32], name: str, box: Box) -> None:
    laid = cv2.resize(_product(name), (box.w, box.h), interpolation=cv2.INTER_AREA).astype(np.float32)
    alpha, part = laid[..., 3:] / 255, np.s_[box.y : box.bottom, box.x : box.right]
    photo[part] = photo[part] * (1 - alpha) + laid[..., :3] * alpha


def _opaque(photo: NDArray[np.float32]) -> Pixels:
    opaque = np.full((*photo.shape[:2], 1), 255, np.uint8)
    return np.concatenate([np.clip(photo, 0, 255).astype(np.uint8), opaque], axis=2)


@pytest.mark.parametrize("grain", [6, 12, 22, 40])
def test_what_cannot_be_told_from_grain_is_not_cut_off(grain: int) -> None:
    """A pale product beside a strong one, on a pale ground: both are found, or nothing is."""
    noise = np.random.default_rng(3).normal(0, grain, (400, 400, 3))
    photo = np.asarray(cv2.GaussianBlur(np.add(noise, (230.0, 220.0, 216.0)), (3, 3), 0.6), np.float32)
    _lay(photo, "desk", Box(x=4, y=330, w=192, h=68))
    _lay(photo, "earbuds", Box(x=204, y=215, w=190, h=183))
    found = find_subject(_opaque(photo)) or Area(x=0, y=0, w=1, h=1)
    assert found.x <= 0.02 and found.y <= 215 / 400 + 0.02
    assert min(found.x + found.w, found.y + found.h) >= 0.97


def test_one_that_leaves_no_ground_is_the_whole_photo() -> None:
    pixels = np.full((40, 400, 4), (200, 60, 40, 255), np.uint8)
    for x in range(20, 400, 40):
        cv2.circle(pixels, (x, 20), 17, (240, 220, 40, 255), -1)
    found = find_subject(pixels)
    assert found and found.x <= 0.02 and found.x + found.w >= 0.98


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


def _on_ground(ground: NDArray[np.uint8] | tuple[int, int, int]) -> Pixels:
    """A red box in the middle of a ground."""
    pixels = np.full((300, 400, 4), 255, np.uint8)
    pixels[..., :3] = ground
    pixels[100:200, 150:250, :3] = (200, 40, 30)
    return pixels


def test_an_even_ground_has_a_colour_that_goes_on() -> None:
    assert ground_of(_on_ground((247, 247, 245))) == "#F7F7F5"
    noise = np.random.default_rng(1).integers(-1, 2, (300, 400, 3))
    assert ground_of(_on_ground((np.full((300, 400, 3), 40) + noise).astype(np.uint8))) == "#282828"


def test_a_ground_that_would_show_a_seam_has_none() -> None:
    falling = np.repeat(np.linspace(255, 235, 300).astype(np.uint8)[:, None, None], 400, axis=1)
    assert ground_of(_on_ground(np.repeat(falling, 3, axis=2))) is None
    cropped = _on_ground((247, 247, 245))
    cropped[200:, 150:250, :3] = (200, 40, 30)
    assert ground_of(cropped) is None
    clear = _on_ground((247, 247, 245))
    clear[:50, :, 3] = 0
    assert ground_of(clear) is None
