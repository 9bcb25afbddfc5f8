import cv2
import numpy as np
import pytest
import skia

from domain.errors import AssetError
from media.portrait import find_face
from presenter.characters import load_characters, load_rig
from renderer.rig.figure import Figure
from renderer.rig.pose import RigPose


def portrait(name: str, side: int = 700) -> np.ndarray:
    """A drawn character from the shoulders up, on light grey: cascades know a face when they see one."""
    rig = load_rig(name)
    window = rig.framings["bubble"]
    pixels = np.zeros((side, side, 4), np.uint8)
    surface = skia.Surface.MakeRasterDirect(
        skia.ImageInfo.Make(side, side, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType), pixels
    )
    canvas = surface.getCanvas()
    canvas.drawColor(skia.ColorSetRGB(235, 238, 240))
    canvas.scale(side / window.w, side / window.h)
    canvas.translate(-window.x, -window.y)
    pose = RigPose((), (), "sil", "open")
    figure = Figure(rig)
    figure.draw_body(canvas, pose)
    figure.draw_face(canvas, pose)
    return pixels


@pytest.mark.parametrize("name", [name for name in load_characters() if name != "amara"])
def test_eyes_and_mouth_are_found_near_where_they_are(name: str) -> None:
    points, window = find_face(portrait(name), name), load_rig(name).framings["bubble"]
    for found, (x, y) in ((points.left_eye, (449, 382)), (points.right_eye, (551, 382)), (points.mouth, (500, 474))):
        assert abs(found.x - (x - window.x) / window.w) < 0.05
        assert abs(found.y - (y - window.y) / window.h) < 0.06


def test_two_people_are_one_too_many() -> None:
    both = np.hstack([portrait("mei"), portrait("leo")])
    with pytest.raises(AssetError, match=r"portrait 'us\.jpg': 2 faces were found") as caught:
        find_face(both, "us.jpg")
    assert "crop the photo" in caught.value.hint


def test_a_photo_without_a_face_says_what_to_do() -> None:
    empty = np.full((300, 200, 4), 200, np.uint8)
    with pytest.raises(AssetError, match="no face was found") as caught:
        find_face(empty, "wall.png")
    assert "say where eyes and mouth are" in caught.value.hint


def test_a_model_that_is_none_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    model = tmp_path / "yunet.onnx"
    model.write_bytes(b"no model")
    with pytest.raises(AssetError, match=r"yunet\.onnx cannot be used"):
        find_face(portrait("mei"), "me.jpg", model)


def test_the_picture_itself_is_left_alone() -> None:
    picture = portrait("leo")
    before = picture.copy()
    find_face(picture, "leo.png")
    assert cv2.countNonZero(cv2.absdiff(picture[:, :, 0], before[:, :, 0])) == 0
