"""Intake: files are checked and stored before anything is spent, and a bad one is named by its field."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from domain.brief import Brief
from domain.errors import AssetError, BriefError
from media.music import compose_music
from media.store import LocalAssetStore
from pipeline.intake import Intake, take_in


def picture(path: Path, seed: int = 1) -> None:
    pixels: NDArray[np.uint8] = np.random.default_rng(seed).integers(0, 255, (96, 80, 3), dtype=np.uint8)
    assert cv2.imwrite(str(path), pixels)


def brief(**changes: object) -> Brief:
    product = {"name": "Mug", "images": ["a.jpg"], **changes}
    return Brief.model_validate({"product": product})


def take(folder: Path, order: Brief) -> Intake:
    return take_in(order, folder, LocalAssetStore(folder / "store"))


def test_files_are_stored_once_each(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    picture(tmp_path / "b.png", seed=2)
    (tmp_path / "copy.jpg").write_bytes((tmp_path / "a.jpg").read_bytes())
    intake = take(tmp_path, brief(images=["a.jpg", "b.png", "copy.jpg"]))
    assert [asset.name for asset in intake.images] == ["a.jpg", "b.png"]
    assert (intake.images[0].width, intake.images[0].height) == (80, 96)
    assert intake.logo is None


def test_a_picture_on_nothing_is_trimmed_and_stands_as_its_own_cut_out(tmp_path: Path) -> None:
    pixels = np.zeros((300, 500, 4), np.uint8)
    pixels[40:240, 400:450] = (40, 40, 200, 255)
    assert cv2.imwrite(str(tmp_path / "off.png"), pixels)
    intake = take(tmp_path, brief(images=["off.png"]))
    (shown,) = intake.images
    cut = intake.cutouts[shown.sha256]
    assert (shown.name, shown.width, shown.height) == ("off.png", 50 + 2 * 16, 200 + 2 * 16)
    assert (cut.width, cut.height) == (64, 200)


def test_of_two_bad_pictures_the_first_is_named(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"just text")
    with pytest.raises(AssetError, match=r"images\[0\]"):
        take(tmp_path, brief(images=["a.jpg", "b.jpg"]))


def test_a_brand_kit_and_its_logo_are_found_from_their_own_folders(tmp_path: Path) -> None:
    (tmp_path / "briefs").mkdir()
    (tmp_path / "brands").mkdir()
    picture(tmp_path / "briefs/a.jpg")
    picture(tmp_path / "brands/logo.png", seed=3)
    (tmp_path / "brands/acme.yaml").write_text("name: ACME\nprimary: '#112233'\nlogo: logo.png\n")
    order = brief().model_copy(update={"brand_kit": "../brands/acme.yaml"})
    intake = take_in(order, tmp_path / "briefs", LocalAssetStore(tmp_path / "store"))
    assert intake.brand.primary == "#112233"
    assert intake.logo
    assert intake.logo.name == "logo.png"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.jpg"),
        (b"just text", "text.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "drawing.svg"),
        (b"<html><body>no</body></html>", "page.jpg"),
        (b"#EXTM3U\n#EXTINF:1\n/etc/passwd\n", "list.jpg"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "cut.jpg"),
    ],
)
def test_a_bad_picture_is_named_by_its_field(tmp_path: Path, content: bytes, name: str) -> None:
    picture(tmp_path / "a.jpg")
    (tmp_path / name).write_bytes(content)
    with pytest.raises(AssetError) as caught:
        take(tmp_path, brief(images=["a.jpg", name]))
    assert caught.value.message.startswith("product.images[1]: ")
    assert name in caught.value.message
    assert caught.value.hint


def test_a_picture_is_not_a_clip(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    with pytest.raises(AssetError, match=r"product.videos\[0\]: 'a.jpg' is an image, not a video") as caught:
        take(tmp_path, brief(images=[], videos=["a.jpg"]))
    assert "product.images" in caught.value.hint


def test_a_missing_brand_kit_names_its_field(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    with pytest.raises(BriefError, match=r"brand_kit: brand kit '.*nowhere.yaml' does not exist"):
        take(tmp_path, brief().model_copy(update={"brand_kit": "nowhere.yaml"}))


def test_the_brand_has_music_of_its_own_where_the_brief_asks_for_none_in_particular(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand/jingle.wav").write_bytes(compose_music(3, "drive", 1))
    (tmp_path / "brand/kit.yaml").write_text("music: jingle.wav\n")
    asked = brief().model_copy(update={"brand_kit": "brand/kit.yaml"})
    own = take(tmp_path, asked).music
    assert own
    assert (own.name, own.duration_ms) == ("jingle.wav", 3000)
    assert take(tmp_path, asked.model_copy(update={"music": "lofi"})).music is None
    (tmp_path / "brand/kit.yaml").write_text("music: missing.wav\n")
    with pytest.raises(AssetError, match=r"brand kit's music: .*missing\.wav"):
        take(tmp_path, asked)


@pytest.mark.parametrize("name", ["https://example.com/a.jpg", "file:///etc/passwd"])
def test_an_address_is_not_fetched(tmp_path: Path, name: str) -> None:
    with pytest.raises(AssetError, match=r"product.images\[0\].*addresses are not fetched") as caught:
        take(tmp_path, brief(images=[name]))
    assert "download" in caught.value.hint
