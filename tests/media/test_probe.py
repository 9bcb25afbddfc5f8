"""What probing finds in files that are fine, whatever they are called."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.asset import Asset
from domain.errors import AssetError
from media.probe import probe
from tests.media.makers import clip, encoded, pillow, png, png_chunk, tone


def _probe(path: Path, data: bytes) -> Asset:
    path.write_bytes(data)
    return probe(path)


@pytest.mark.parametrize(("suffix", "mime"), [(".jpg", "image/jpeg"), (".png", "image/png"), (".webp", "image/webp")])
def test_photo_is_known_by_content_not_name(suffix: str, mime: str, tmp_path: Path) -> None:
    asset = _probe(tmp_path / "photo.txt", encoded(suffix))
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("image", mime, 120, 80)
    assert asset.name == "photo.txt"


def test_photo_size_is_as_displayed(tmp_path: Path) -> None:
    exif = {0x0112: 6}
    asset = _probe(tmp_path / "turned.jpg", pillow("JPEG", exif=_exif(exif)))
    assert (asset.width, asset.height, asset.rotation) == (80, 120, 0)


def test_trailing_bytes_do_not_matter(tmp_path: Path) -> None:
    assert _probe(tmp_path / "motion.jpg", encoded(".jpg") + b"a clip hidden behind the photo").width == 120


def test_short_animation_counts_as_a_photo(tmp_path: Path) -> None:
    ten_frames = png_chunk(b"acTL", (10).to_bytes(4, "big") + bytes(4))
    assert _probe(tmp_path / "wiggle.png", png(100, 90, b"\0" * 1260, ten_frames)).height == 90


@pytest.mark.parametrize(
    ("name", "codec", "mime"),
    [
        ("a.mp4", "libx264", "video/mp4"),
        ("a.mov", "libx264", "video/quicktime"),
        ("a.webm", "libvpx-vp9", "video/webm"),
    ],
)
def test_clip(name: str, codec: str, mime: str, tmp_path: Path) -> None:
    asset = probe(clip(tmp_path / name, codec=codec, count=30))
    assert asset == Asset(
        sha256=asset.sha256, kind="video", name=name, mime=mime, width=96, height=64, duration_ms=2500, fps=Fraction(12)
    )


@pytest.mark.parametrize(("matrix", "clockwise"), [(90, 270), (-90, 90), (180, 180)])
def test_turned_clip(matrix: int, clockwise: int, tmp_path: Path) -> None:
    asset = probe(clip(tmp_path / "phone.mp4", rotation=matrix))
    assert asset.rotation == clockwise
    assert (asset.width, asset.height) == ((96, 64) if clockwise == 180 else (64, 96))


def test_clip_with_sound_and_a_long_gap_between_key_frames(tmp_path: Path) -> None:
    asset = probe(clip(tmp_path / "talk.mp4", count=200, sound=True))
    assert asset.has_audio
    assert asset.duration_ms == pytest.approx(16_667, abs=5)


@pytest.mark.parametrize(
    ("name", "codec", "mime"),
    [("a.wav", "pcm_s16le", "audio/wav"), ("a.mp3", "libmp3lame", "audio/mpeg"), ("a.m4a", "aac", "audio/mp4")],
)
def test_sound(name: str, codec: str, mime: str, tmp_path: Path) -> None:
    asset = probe(tone(tmp_path / name, codec, 2))
    assert (asset.kind, asset.mime, asset.has_audio) == ("audio", mime, True)
    assert asset.duration_ms == pytest.approx(2000, abs=60)


def _exif(tags: dict[int, int]) -> object:
    from PIL import Image

    exif = Image.Exif()
    for tag, value in tags.items():
        exif[tag] = value
    return exif


def test_a_photo_with_nothing_to_see_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clear.png"
    cv2.imwrite(str(path), np.zeros((300, 300, 4), np.uint8))
    with pytest.raises(AssetError, match="every pixel of it is transparent"):
        probe(path)
