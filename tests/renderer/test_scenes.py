import numpy as np
import pytest

from domain.errors import TimelineError
from domain.layers import ShapeLayer
from domain.motion import Key, Track
from domain.paint import Solid
from domain.timeline import Scene, Transition
from renderer.canvas import Canvas
from renderer.resources import Resources
from renderer.scene import Stack, open_scene
from renderer.segments import plan_segments
from renderer.still import draw_still
from renderer.video import FrameDrawer
from tests.renderer.drawing import BLACK, NO_FONTS, WHITE, no_asset, no_picture, picture, square, timeline, tools

RESOURCES = Resources(NO_FONTS, no_asset, no_picture)


def walk(frames: int = 6) -> Scene:
    """A bright block that walks two pixels a frame over a still one."""
    track = Track(property="x", keys=(Key(frame=0, value=0), Key(frame=3, value=6, ease="linear")))
    layers = (square(0, 6, 8, 2), square(0, 0, 2, 2, motion=(track,), end=5))
    return Scene(id="walk", role="hook", frames=frames, background=BLACK, layers=layers)


def test_frames_drawn_in_order_equal_frames_drawn_alone() -> None:
    video = timeline(walk(), side=8)
    whole = [c.buffer.copy() for s in plan_segments(video) for c in FrameDrawer(video, RESOURCES).segment(s)]
    for frame, buffer in enumerate(whole):
        assert (Canvas(buffer).to_rgb() == draw_still(video, frame, RESOURCES)).all()
    assert picture(Canvas(whole[1])).splitlines()[0] == "..##...."
    assert picture(Canvas(whole[5])).splitlines()[0] == "........"


def test_a_frame_like_the_last_is_not_drawn_again() -> None:
    opened = open_scene(walk(), (8, 8), tools(6), {})
    stack, canvas = Stack(list(opened.layers), opened.background), Canvas.blank(8, 8)
    assert [stack.draw(frame, canvas) == () for frame in range(5)] == [False, False, False, False, True]


def test_layers_above_a_moving_one_stay_above_it() -> None:
    track = Track(property="x", keys=(Key(frame=0, value=0), Key(frame=3, value=6, ease="linear")))
    layers = (square(0, 0, 2, 8, motion=(track,)), square(4, 0, 4, 8, fill=BLACK))
    scene = Scene(id="s", role="hook", frames=4, background=BLACK, layers=layers)
    rows = [picture(c).splitlines()[0] for c in FrameDrawer(timeline(scene), RESOURCES).segment(
        plan_segments(timeline(scene))[0]
    )]  # fmt: skip
    assert rows == ["##......", "..##....", "........", "........"]


def two(kind: str) -> list[str]:
    first = Scene(id="a", role="hook", frames=6, background=BLACK, layers=())
    after = Scene(
        id="b", role="cta", frames=6, background=WHITE, layers=(),
        transition=Transition.model_validate({"kind": kind, "frames": 3, "ease": "linear"}),
    )  # fmt: skip
    video = timeline(first, after)
    segment = plan_segments(video)[1]
    assert segment.kind == "transition"
    return [picture(canvas) for canvas in FrameDrawer(video, RESOURCES).segment(segment)]


def test_transitions_come_in_from_their_side() -> None:
    assert [frame.splitlines()[0] for frame in two("slide-left")] == ["......##", "....####", "..######"]
    assert [frame.splitlines()[0] for frame in two("wipe-right")] == ["##......", "####....", "######.."]
    assert [frame.replace("\n", "")[::8] for frame in two("slide-up")] == ["......##", "....####", "..######"]
    assert [frame.replace("\n", "")[::8] for frame in two("wipe-up")] == ["......##", "....####", "..######"]
    assert two("crossfade")[1].splitlines()[0] in ("++++++++", "--------")


@pytest.mark.parametrize("kind", ["zoom", "circle", "crossfade", "wipe-diagonal"])
def test_transitions_get_brighter_towards_the_white_scene(kind: str) -> None:
    brightness = [sum(".-+#".index(c) for c in frame if c != "\n") for frame in two(kind)]
    assert brightness == sorted(brightness)
    assert brightness[0] < brightness[-1]


def test_overlays_stand_over_scenes_and_transitions_alike() -> None:
    first = Scene(id="a", role="hook", frames=4, background=BLACK, layers=())
    after = first.model_copy(update={"id": "b", "transition": Transition(kind="slide-left", frames=2)})
    video = timeline(first, after, overlays=(square(0, 0, 2, 2),))
    for frame in range(video.frames):
        assert draw_still(video, frame, RESOURCES)[0, 0].min() > 250


def test_colours_come_back_as_they_went_in() -> None:
    for colour in ("#E4572E", "#3F7D55", "#172A26", "#FFFFFF", "#000000"):
        scene = Scene(id="a", role="hook", frames=1, background=Solid(colour=colour), layers=())
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(draw_still(timeline(scene), 0, RESOURCES)[4, 4].astype(int) - wanted).max() <= 3


def test_a_frame_past_the_end_is_an_error() -> None:
    with pytest.raises(TimelineError, match="outside the video's 6 frames"):
        draw_still(timeline(walk()), 6, RESOURCES)


@pytest.mark.parametrize("seed", range(6))
def test_redrawing_only_what_changed_gives_the_same_picture(seed: int) -> None:
    """Layers that fade, turn, grow, wipe and cross each other, drawn in order and drawn alone."""
    rng = np.random.default_rng(seed)
    properties = {"x": 20, "y": 20, "rotation": 90, "scale": 0.5, "opacity": 0.5, "wipe": 0.5}

    def layer(i: int) -> ShapeLayer:
        chosen = rng.choice(list(properties), 2, replace=False)
        tracks = tuple(
            Track.model_validate(
                {
                    "property": name,
                    "keys": [
                        {"frame": int(rng.integers(0, 5)), "value": properties[name] * float(rng.random())},
                        {"frame": int(rng.integers(6, 12)), "value": 0 if name in "xy" else 1},
                    ],
                }
            )
            for name in chosen
        )
        place = [int(v) for v in rng.integers(0, 40, 2)]
        return square(*place, 30, 24, id=f"s{i}", radius=6, opacity=0.3 + 0.7 * float(rng.random()), motion=tracks)

    layers = tuple(layer(i) for i in range(5))
    video = timeline(Scene(id="s", role="hook", frames=16, background=BLACK, layers=layers), side=64)
    segment = plan_segments(video)[0]
    for frame, canvas in enumerate(FrameDrawer(video, RESOURCES).segment(segment)):
        alone = FrameDrawer(video, RESOURCES).frame_of(segment, frame)
        assert np.abs(alone.buffer.astype(int) - canvas.buffer).max() <= 1, frame
