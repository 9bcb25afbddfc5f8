import numpy as np
import pytest
from pydantic import ValidationError

from domain.base import Box
from domain.layers import PresenterLayer
from domain.render import EncodeSettings
from domain.rig import (
    Bone,
    Form,
    Framing,
    GazeCue,
    Gesture,
    GestureCue,
    MouthCue,
    Performance,
    Rig,
    RigPart,
    RigWindow,
    Turn,
)
from domain.timeline import Scene, Timeline
from presenter.characters import load_characters, load_rig
from renderer.canvas import Canvas
from renderer.layers.base import Tools
from renderer.layers.presenter import draw_presenter
from renderer.rig.forms import parse_path
from renderer.rig.pose import pose_of
from renderer.scene import Stack
from renderer.segments import plan_segments, segment_key
from tests.renderer.drawing import BLACK, tools


def square(x: float, y: float, side: float, colour: str = "#FFFFFF") -> Form:
    path = f"M{x:g} {y:g} L{x + side:g} {y:g} L{x + side:g} {y + side:g} L{x:g} {y + side:g} Z"
    return Form(path=path, fill=colour)


RIG = Rig(
    name="block",
    bones={
        "torso": Bone(pivot=(50, 90)),
        "face": Bone(parent="torso", pivot=(50, 30)),
        "arm": Bone(parent="torso", pivot=(70, 50)),
    },
    parts=(
        RigPart(name="trunk", bone="torso", forms=(square(30, 10, 40, "#808080"),)),
        RigPart(name="mouth", bone="face", variants={"sil": (), "a": (square(44, 30, 12),)}, rest="sil"),
        RigPart(name="arm", bone="arm", forms=(square(70, 45, 20),)),
    ),
    gestures={"lift": Gesture(bones={"arm": Turn(degrees=-90)})},
    framings={"half": RigWindow(x=0, y=0, w=100, h=100), "bubble": RigWindow(x=25, y=0, w=50, h=50)},
)


def layer(**more: object) -> PresenterLayer:
    return PresenterLayer.model_validate({"id": "p", "box": Box(x=0, y=0, w=100, h=100), "rig": "block", **more})


def with_rig(frames: int) -> Tools:
    base = tools(frames)
    return Tools(base.resources, base.shaper, frames, 30.0, {"block": RIG})


def luma(shown: PresenterLayer, frame: int, frames: int = 60) -> np.ndarray:
    canvas = Canvas.blank(100, 100)
    draw_presenter(shown, with_rig(frames)).draw(canvas, frame)
    return canvas.y


def test_the_mouth_opens_on_its_frame() -> None:
    act = Performance(mouth=(MouthCue(frame=4, shape="a"), MouthCue(frame=7, shape="sil")))
    open_at = [bool(luma(layer(act=act), frame)[36, 50] > 200) for frame in (3, 4, 6, 7)]
    assert open_at == [False, True, True, False]


def test_a_gesture_turns_its_bone_and_lets_it_go() -> None:
    act = Performance(gestures=(GestureCue(start=2, end=40, gesture="lift"),))
    assert luma(layer(act=act), 0)[55, 85] > 200
    assert luma(layer(act=act), 22)[55, 85] < 60
    assert luma(layer(act=act), 45)[55, 85] > 200


def test_mirrored_swaps_left_and_right() -> None:
    assert luma(layer(mirrored=True), 0)[55, 14] > 200
    assert luma(layer(mirrored=True), 0)[55, 85] < 60


def test_a_bubble_is_round_on_its_plate() -> None:
    shown = luma(layer(framing="bubble", plate={"type": "solid", "colour": "#FFFFFF"}), 0)
    assert shown[3, 3] < 40
    assert shown[3, 50] > 200
    assert shown[20, 50] < shown[3, 50]


def test_redrawing_only_what_changed_gives_the_same_pictures() -> None:
    act = Performance(
        mouth=tuple(MouthCue(frame=n, shape="a" if n % 2 else "sil") for n in range(30)),
        gestures=(GestureCue(start=5, end=25, gesture="lift"),),
        blinks=(3,),
    )
    shown = layer(act=act)
    stack, canvas = Stack([draw_presenter(shown, with_rig(30))], Canvas.blank(100, 100)), Canvas.blank(100, 100)
    for frame in range(30):
        stack.draw(frame, canvas)
        alone = Canvas.blank(100, 100)
        draw_presenter(shown, with_rig(30)).draw(alone, frame)
        assert int(np.abs(canvas.y.astype(int) - alone.y).max()) <= 1, frame


def test_the_body_moves_on_every_second_frame_only() -> None:
    full = RIG.model_copy(update={"bones": {**RIG.bones, "head": Bone(parent="torso", pivot=(50, 20))}})
    poses = [pose_of(full, Performance(), frame, 30.0).body for frame in range(8)]
    assert poses[0] == poses[1]
    assert poses[2] == poses[3]
    assert len(set(poses)) == 4


def timeline(act: Performance, rig: Rig = RIG) -> Timeline:
    scene = Scene(id="s", role="hook", frames=30, background=BLACK, layers=(layer(act=act),))
    return Timeline(
        title="t", language="en", template="t", seed=1, width=100, height=100, safe=Box(x=0, y=0, w=100, h=100),
        scenes=(scene,), rigs={"block": rig},
    )  # fmt: skip


def test_a_segment_is_known_by_its_presenter_and_what_it_does() -> None:
    redder = RIG.model_copy(update={"parts": (RIG.parts[0], RIG.parts[1])})
    keys = {
        segment_key(plan_segments(made)[0], made, EncodeSettings(), "t")
        for made in (
            timeline(Performance()),
            timeline(Performance(mouth=(MouthCue(frame=1, shape="a"),))),
            timeline(Performance(), redder),
        )
    }
    assert len(keys) == 3


def test_a_presenter_that_is_not_listed_is_refused() -> None:
    data = timeline(Performance()).model_dump()
    with pytest.raises(ValidationError, match="presenter 'block' is used but not listed under rigs"):
        Timeline.model_validate({**data, "rigs": {}})


@pytest.mark.parametrize("path", ["M1 2 3", "M1 2 L1", "M0 0 C1 2 3 4"])
def test_path_data_that_does_not_add_up_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="numbers left over"):
        parse_path(path)


@pytest.mark.parametrize("name", load_characters())
@pytest.mark.parametrize("framing", ["full", "half", "bust", "bubble"])
def test_no_hair_is_cut_off_at_the_top_of_a_framing(name: str, framing: Framing) -> None:
    rig = load_rig(name)
    window = rig.framings[framing]
    side = 240
    box = Box(x=0, y=0, w=side, h=round(side * window.h / window.w))
    base, moves = tools(60), [None, *rig.gestures]
    for gesture in moves:
        act = Performance(
            gestures=(GestureCue(start=0, end=60, gesture=gesture),) if gesture else (),
            gaze=(GazeCue(frame=0, x=1),),
        )
        shown = PresenterLayer(id="p", box=box, rig=name, framing=framing, act=act)
        drawing = draw_presenter(shown, Tools(base.resources, base.shaper, 60, 30.0, {name: rig}))
        for frame in (0, 8, 14, 30, 52):
            canvas = Canvas.blank(box.w, box.h)
            before = canvas.y.copy()
            drawing.draw(canvas, frame)
            assert (canvas.y[:2] == before[:2]).all(), (gesture, frame)
            assert (canvas.y != before).any()


@pytest.mark.parametrize("name", load_characters())
@pytest.mark.parametrize("framing", ["full", "half", "bust"])
@pytest.mark.parametrize("mirrored", [False, True])
def test_nothing_but_the_foot_of_a_framing_is_cut_off(name: str, framing: Framing, mirrored: bool) -> None:
    rig, base, box = load_rig(name), tools(60), Box(x=200, y=100, w=120, h=200)
    reached = box.x, box.right
    for gesture in rig.gestures:
        act = Performance(gestures=(GestureCue(start=0, end=60, gesture=gesture),), gaze=(GazeCue(frame=0, x=1),))
        shown = PresenterLayer(id="p", box=box, rig=name, framing=framing, mirrored=mirrored, act=act)
        drawing = draw_presenter(shown, Tools(base.resources, base.shaper, 60, 30.0, {name: rig}))
        for frame in (0, 8, 14, 30, 52):
            tile = drawing.figure_tile(drawing.look(frame)[0])
            clear = tile.planes.clear
            for rim in (clear[0], clear[:, 0], clear[:, -1]):
                assert (rim == 255).all(), (gesture, frame)
            assert tile.region.bottom <= box.bottom
            columns = np.flatnonzero((clear < 255).any(axis=0)) + tile.region.x
            reached = min(reached[0], int(columns[0])), max(reached[1], int(columns[-1]))
    assert framing != "bust" or reached[0] < box.x < box.right <= reached[1]
