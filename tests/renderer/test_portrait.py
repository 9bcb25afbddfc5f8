from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from domain.base import Box, Point
from domain.layers import PortraitLayer
from domain.portrait import FacePoints, MouthOpening
from domain.rig import MouthCue, Performance
from renderer.canvas import Canvas
from renderer.layers.base import Tools
from renderer.layers.portrait import draw_portrait
from renderer.portrait.face import Face
from renderer.portrait.warp import Expression, Head, Warp
from renderer.resources import Picture, Resources
from renderer.scene import Stack
from tests.renderer.drawing import NO_FONTS, tools

FACE = Face(
    width=160, height=200, left_eye=(60, 80), right_eye=(100, 80), mouth=(80, 120), mouth_width=36, chin=(80, 145)
)
POINTS = FacePoints(
    left_eye=Point(x=0.375, y=0.4),
    right_eye=Point(x=0.625, y=0.4),
    mouth=Point(x=0.5, y=0.6),
    mouth_width=0.225,
    chin=Point(x=0.5, y=0.725),
)
MOUTHS = {"sil": MouthOpening(open=0), "a": MouthOpening(open=0.5), "o": MouthOpening(open=0.3, width=0.7)}


def skin() -> Picture:
    """A plain face: light skin, dark eyes, a ramp from top to bottom so that any shift shows."""
    picture = np.full((200, 160, 4), 255, np.uint8)
    picture[:, :, :3] = (120 + np.arange(200) // 2)[:, None, None]
    for x in (60, 100):
        picture[77:84, x - 5 : x + 6, :3] = 20
    return picture


def warp(show: Expression) -> np.ndarray:
    made = Warp(np.ascontiguousarray(skin()[:, :, :3]), FACE)
    turned = made.turned(show.head).copy()
    (rows, columns), part = made.speaking(turned, show)
    turned[rows, columns] = part
    return turned


def test_a_face_at_rest_is_the_photo() -> None:
    assert np.array_equal(warp(Expression()), skin()[:, :, :3])


def test_an_open_mouth_is_dark_inside_and_moves_only_what_lies_around_it() -> None:
    spoken, rest = warp(Expression(opening=0.5)).astype(int), skin()[:, :, :3].astype(int)
    assert spoken[128, 80].max() < 120
    assert np.abs(spoken - rest)[:95].max() == 0
    assert np.abs(spoken - rest)[:, :40].max() <= 2
    assert np.abs(spoken - rest)[190:].max() == 0


def test_closed_lids_show_skin_where_the_eyes_were() -> None:
    closed = warp(Expression(blink=1))
    assert closed[80, 60].min() > 90
    assert closed[80, 100].min() > 90
    assert np.array_equal(closed[110:], skin()[110:, :, :3])


def test_a_turned_head_leaves_the_edge_of_the_photo_where_it_is() -> None:
    turned = warp(Expression(head=Head(dx=4, dy=3, degrees=2))).astype(int)
    assert np.abs(turned - skin()[:, :, :3].astype(int))[:2].max() <= 1
    assert turned[83, 64].max() < 60


def layer(**more: object) -> PortraitLayer:
    values = {"id": "p", "box": Box(x=8, y=8, w=128, h=160), "asset": "a" * 64, "points": POINTS, "mouths": MOUTHS}
    return PortraitLayer.model_validate({**values, **more})


def with_photo(frames: int) -> Tools:
    return Tools(Resources(NO_FONTS, Path, lambda path: skin()), tools(frames).shaper, frames, 30.0)


def test_redrawing_only_what_changed_gives_the_same_pictures() -> None:
    cues = tuple(MouthCue(frame=n * 3, shape=shape) for n, shape in enumerate(["a", "sil", "o", "a"]))
    shown = layer(act=Performance(mouth=cues, blinks=(4,), nods=(6,)), radius=30)
    stack, canvas = Stack([draw_portrait(shown, with_photo(16))], Canvas.blank(144, 176)), Canvas.blank(144, 176)
    for frame in range(16):
        stack.draw(frame, canvas)
        alone = Canvas.blank(144, 176)
        draw_portrait(shown, with_photo(16)).draw(alone, frame)
        assert int(np.abs(canvas.y.astype(int) - alone.y).max()) <= 1, frame


def test_the_corners_are_round_and_the_photo_stays_in_its_box() -> None:
    canvas = Canvas.blank(144, 176)
    draw_portrait(layer(radius=40), with_photo(4)).draw(canvas, 0)
    assert canvas.y[10, 10] < 20
    assert canvas.y[88, 72] > 60
    assert canvas.y[:7].max() <= 16


def test_a_mouth_opens_and_closes_without_a_jump() -> None:
    cues = (MouthCue(frame=4, shape="a"), MouthCue(frame=8, shape="sil"))
    photo = draw_portrait(layer(act=Performance(mouth=cues)), with_photo(16))
    openings = [photo.expression(frame).opening for frame in range(12)]
    assert openings[2] == 0
    assert openings[5] == pytest.approx(0.5)
    assert max(abs(b - a) for a, b in pairwise(openings)) <= 0.26


def test_points_of_no_face_are_refused() -> None:
    with pytest.raises(ValidationError, match="below the eyes"):
        FacePoints.model_validate({**POINTS.model_dump(), "mouth": {"x": 0.5, "y": 0.2}})
    with pytest.raises(ValidationError, match="left eye must lie left"):
        FacePoints.model_validate({**POINTS.model_dump(), "left_eye": {"x": 0.9, "y": 0.4}})
