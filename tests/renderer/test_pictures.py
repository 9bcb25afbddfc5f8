from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from domain.asset import Asset
from domain.base import Box, Point
from domain.layers import Camera, ImageLayer, VideoLayer, View
from domain.motion import Key, Track
from domain.paint import Shadow, Stroke
from renderer.canvas import Canvas
from renderer.footage import Footage
from renderer.layers.image import CutoutLayer, draw_image
from renderer.layers.photo import fitted_view
from renderer.layers.video import draw_video
from renderer.resources import Picture, Resources
from tests.renderer.drawing import NO_FONTS, tools

SHA = "a" * 64


def quarters(side: int = 64) -> Picture:
    """Red, green, blue and white quarters, opaque."""
    picture = np.full((side, side, 4), 255, np.uint8)
    half = side // 2
    picture[:half, :half, :3] = (220, 30, 30)
    picture[:half, half:, :3] = (30, 200, 30)
    picture[half:, :half, :3] = (30, 30, 220)
    return picture


def resources(picture: Picture) -> Resources:
    return Resources(NO_FONTS, lambda sha: Path(sha), lambda path: picture)


def photo(**more: object) -> ImageLayer:
    return ImageLayer.model_validate({"id": "p", "asset": SHA, "box": Box(x=10, y=10, w=60, h=60), **more})


def render(layer: ImageLayer, picture: Picture, frame: int = 0, frames: int = 10) -> Picture:
    canvas = Canvas.blank(80, 80)
    draw_image(layer, tools(frames, resources(picture))).draw(canvas, frame)
    return canvas.to_rgb()


def test_cover_fills_the_box_and_contain_leaves_the_mat() -> None:
    wide = quarters()[:32]
    covered = render(photo(), wide)
    assert covered[15, 15, 0] > 150
    assert covered[65, 15, 0] > 150
    contained = render(photo(fit="contain", mat="#FFFFFF"), wide)
    assert contained[12, 15].min() > 240
    assert contained[38, 15, 0] > 150
    assert contained[38, 15, 1] < 90


def test_nothing_is_drawn_outside_the_box() -> None:
    out = render(photo(), quarters())
    assert out[:9].max() <= 3
    assert out[:, 71:].max() <= 3


def test_rounded_corners_show_what_is_behind() -> None:
    out = render(photo(radius=20), quarters())
    assert out[11, 11].max() < 40
    assert out[40, 11, 0] > 100 or out[40, 11, 2] > 100
    assert out[28, 28, 0] > 150


def test_the_focus_decides_what_cover_shows() -> None:
    left = render(photo(box=Box(x=10, y=10, w=30, h=60), focus=Point(x=0, y=0.5)), quarters())
    right = render(photo(box=Box(x=10, y=10, w=30, h=60), focus=Point(x=1, y=0.5)), quarters())
    assert left[20, 20, 0] > 150
    assert right[20, 20, 1] > 150


def test_the_camera_zooms_from_its_first_view_to_its_last() -> None:
    camera = Camera(start=View(zoom=1), end=View(zoom=3, x=0, y=0))
    start, end = (render(photo(camera=camera), quarters(), frame) for frame in (0, 9))
    assert start[60, 60].min() > 200
    assert end[60, 60, 0] > 150
    assert end[60, 60, 2] < 90


def test_a_view_never_shows_past_the_edge_of_the_picture() -> None:
    layer = photo(focus=Point(x=0.05, y=0.9))
    for zoom in (1.0, 1.3, 2.0):
        scale, left, top = fitted_view(layer, (64, 48), View(zoom=zoom, x=0.1, y=1.0))
        assert left <= 0
        assert top <= 0
        assert left + 64 * scale >= 60 - 1e-6
        assert top + 48 * scale >= 60 - 1e-6


def test_moved_and_still_drawing_agree() -> None:
    """A pose a thousandth off rest goes through the general path; it must look like the fast one."""
    nudge = Track(property="rotation", keys=(Key(frame=0, value=0.01),))
    picture = np.asarray(cv2.GaussianBlur(quarters(200), (0, 0), 3), np.uint8)
    still = render(photo(radius=12), picture).astype(int)
    moved = render(photo(radius=12, motion=(nudge,)), picture).astype(int)
    assert np.abs(still - moved).mean() < 1.5


def test_the_rim_of_a_tilted_photo_is_of_its_own_colour() -> None:
    """Beyond an opaque picture's edge there is no colour; sampled there, a grey photo would get a green hairline."""
    grey = np.full((64, 64, 4), 255, np.uint8)
    grey[:, :, :3] = 128
    tilted = render(photo(motion=(Track(property="rotation", keys=(Key(frame=0, value=7),)),)), grey).astype(int)
    assert np.ptp(tilted, axis=2).max() <= 6


def test_shadow_and_border_lie_around_the_photo() -> None:
    out = render(photo(border=Stroke(width=4, colour="#FFFFFF"), shadow=Shadow(dx=0, dy=0, blur=3)), quarters())
    assert out[9:11, 40].min() > 200


def test_a_transparent_picture_keeps_its_transparency() -> None:
    picture = quarters()
    picture[:32, :, 3] = 0
    drawn = draw_image(photo(), tools(10, resources(picture)))
    assert isinstance(drawn, CutoutLayer)
    out = render(photo(), picture)
    assert out[20, 20].max() <= 3
    assert out[60, 60].min() > 200


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Ten frames at 10 per second, each of another grey."""
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for i in range(10):
            grey = np.full((64, 64, 3), 20 + i * 20, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, "rgb24")))
        container.mux(stream.encode())
    return path


def test_footage_plays_at_its_own_speed_and_holds_its_last_picture(clip: Path) -> None:
    layer = VideoLayer(id="v", asset=SHA, box=Box(x=0, y=0, w=64, h=64))
    files = Resources(NO_FONTS, lambda sha: clip, lambda path: quarters())
    shown = Asset(sha256=SHA, kind="video", name="clip.mp4", mime="video/mp4", width=64, height=64)
    drawn = draw_video(layer, tools(90, files), shown)
    seen = []
    for frame in (0, 2, 3, 15, 29, 60):
        canvas = Canvas.blank(64, 64)
        drawn.draw(canvas, frame)
        seen.append(int(canvas.to_rgb()[30, 30, 0]))
    assert seen == pytest.approx([20, 20, 40, 120, 200, 200], abs=4)


def test_going_back_in_a_clip_gives_the_earlier_picture(clip: Path) -> None:
    footage = Footage(str(clip), "clip.mp4", (64, 64), 0)
    late, early = int(footage.at(0.85).y[0, 0]), int(footage.at(0.05).y[0, 0])
    assert late > early + 100


def test_rotation_turns_the_picture(tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    picture = np.zeros((64, 96, 3), np.uint8)
    picture[:, :48] = 255
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
        container.mux(stream.encode())
    y = Footage(str(path), "turned.mp4", (64, 96), 90).at(0).y
    assert y.shape == (96, 64)
    assert y[10].mean() > 200
    assert y[-10].mean() < 40
