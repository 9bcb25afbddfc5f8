"""Decoded pixels: the right way up, in sRGB, alpha kept, scaled down without dirt."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from domain.errors import AssetError
from media.picture import Pixels, load_picture
from tests.media.makers import clip, encoded, picture, pillow

_QUADRANTS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


def _load(path: Path, data: bytes, max_side: int | None = None) -> Pixels:
    path.write_bytes(data)
    return load_picture(path, max_side)


def _quadrants() -> Image.Image:
    """Red and lime above blue and white, 128 × 64."""
    image = Image.new("RGB", (128, 64))
    for (x, y), colour in zip([(0, 0), (64, 0), (0, 32), (64, 32)], _QUADRANTS, strict=True):
        image.paste(colour, (x, y, x + 64, y + 32))
    return image


def _corners(pixels: Pixels) -> list[str]:
    height, width = pixels.shape[:2]
    found = [pixels[y, x, :3] for y in (height // 4, height * 3 // 4) for x in (width // 4, width * 3 // 4)]
    return [min(_QUADRANTS, key=lambda name: abs(np.subtract(_QUADRANTS[name], c, dtype=int)).sum()) for c in found]


@pytest.mark.parametrize(
    ("orientation", "corners"),
    [
        (1, "red lime blue white"),
        (2, "lime red white blue"),
        (3, "white blue lime red"),
        (4, "blue white red lime"),
        (5, "red blue lime white"),
        (6, "blue red white lime"),
        (7, "white lime blue red"),
        (8, "lime white red blue"),
    ],
)
def test_exif_orientation(orientation: int, corners: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = _load(tmp_path / "a.jpg", pillow("JPEG", _quadrants(), exif=exif, quality=95))
    assert pixels.shape == ((64, 128, 4) if orientation < 5 else (128, 64, 4))
    assert _corners(pixels) == corners.split()


def test_colour_profile_is_turned_into_srgb(tmp_path: Path) -> None:
    swapped = _profile_with_red_and_green_swapped()
    pixels = _load(tmp_path / "a.png", pillow("PNG", Image.new("RGB", (64, 64), "red"), icc_profile=swapped))
    red, green = pixels[5, 5, 0], pixels[5, 5, 1]
    assert red < 10 and green > 245


def _profile_with_red_and_green_swapped() -> bytes:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {}
    for i in range(int.from_bytes(profile[128:132], "big")):
        at = 132 + 12 * i
        tags[bytes(profile[at : at + 4])] = slice(at + 4, at + 12)
    red, green = bytes(profile[tags[b"rXYZ"]]), bytes(profile[tags[b"gXYZ"]])
    profile[tags[b"rXYZ"]], profile[tags[b"gXYZ"]] = green, red
    return bytes(profile)


@pytest.mark.parametrize("mode", ["L", "CMYK", "1", "P"])
def test_other_colour_modes(mode: str, tmp_path: Path) -> None:
    kind = "JPEG" if mode in ("L", "CMYK") else "PNG"
    pixels = _load(tmp_path / "a", pillow(kind, Image.new("RGB", (64, 64), "white").convert(mode)))
    assert pixels.shape == (64, 64, 4)
    assert pixels.min() > 250


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_alpha_is_kept_and_colour_not_multiplied_by_it(kind: str, tmp_path: Path) -> None:
    image = Image.new("RGBA", (64, 64), (200, 100, 40, 128))
    assert _load(tmp_path / "a", pillow(kind, image, lossless=True))[9, 9].tolist() == [200, 100, 40, 128]


def test_hidden_colour_does_not_bleed_when_scaled_down(tmp_path: Path) -> None:
    rgba = np.zeros((200, 200, 4), np.uint8)
    rgba[:, ::2] = (255, 255, 255, 255)
    rgba[:, 1::2] = (255, 0, 0, 0)
    small = _load(tmp_path / "a.png", encoded(".png", rgba), 100)
    assert small.shape == (100, 100, 4)
    assert small[50, 50, :3].min() >= 254
    assert small[50, 50, 3] == pytest.approx(128, abs=1)


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp"])
@pytest.mark.parametrize("max_side", [37, 60, 119, 500])
def test_scaled_down_keeps_the_picture(suffix: str, max_side: int, tmp_path: Path) -> None:
    small = _load(tmp_path / "a", encoded(suffix), max_side)
    assert max(small.shape[:2]) == min(max_side, 120)
    mean = picture().mean(axis=(0, 1))
    assert np.abs(small[..., :3].mean(axis=(0, 1)) - mean).max() < 6


def test_same_file_gives_the_same_pixels(tmp_path: Path) -> None:
    assert np.array_equal(_load(tmp_path / "a.png", encoded(".png"))[..., :3], picture())


def test_clip_is_not_a_photo(tmp_path: Path) -> None:
    with pytest.raises(AssetError, match="not a photo"):
        load_picture(clip(tmp_path / "a.mp4"))
