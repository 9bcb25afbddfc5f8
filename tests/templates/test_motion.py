"""Presets spread out into keys of frames and pixels."""

import pytest

from domain.motion import Track
from templates.layers import ShapeSpec
from templates.looks import MotionUse
from templates.motion import Preset, Span, enter_end, load_presets, motion_tracks

SPAN = Span(fps=30, frames=90, unit=1.5, width=200, height=400)
PRESETS = {
    "enter": {
        "rise": Preset.model_validate({"seconds": 0.5, "tracks": {"y": [[0, 40], [1, 0, "out-expo"]]}}),
        "sweep": Preset.model_validate(
            {"seconds": 1, "tracks": {"x": [[0, "-100%"], [1, 0]], "y": [[0, "50%"], [1, 0]]}}
        ),
        "grow": Preset.model_validate({"seconds": 1, "tracks": {"scale": [[0, 0.5], [1, 1, "spring"]]}}),
    },
    "exit": {"fade": Preset.model_validate({"seconds": 0.2, "tracks": {"opacity": [[0, 1], [1, 0]]}})},
    "emphasis": {"nod": Preset.model_validate({"seconds": 0.4, "tracks": {"rotation": [[0, 0], [0.5, 4], [1, 0]]}})},
    "loop": {
        "float": Preset.model_validate({"seconds": 1, "tracks": {"y": [[0, 0], [0.5, 8], [1, 0]]}}),
        "march": Preset.model_validate({"seconds": 1, "tracks": {"x": [[0, 0], [1, 100]]}}),
        "orbit": Preset.model_validate({"seconds": 2, "tracks": {"y": [[-0.25, -1], [0.25, 1], [0.75, -1]]}}),
    },
}


def tracks(**motion: object) -> dict[str, list[tuple[int, float]]]:
    spec = ShapeSpec.model_validate({"fill": "#000000"} | motion)
    found = motion_tracks(spec, PRESETS, SPAN)  # type: ignore[arg-type]  # a plain dict of the same shape
    return {track.property: [(key.frame, key.value) for key in track.keys] for track in found}


def test_an_entrance_is_in_frames_and_pixels() -> None:
    assert tracks(enter={"use": "rise", "delay": 0.2}) == {"y": [(6, 60), (21, 0)]}
    assert tracks(enter="rise") == {"y": [(0, 60), (15, 0)]}
    assert tracks(enter={"use": "rise", "seconds": 1, "amount": 2}) == {"y": [(0, 120), (30, 0)]}


def test_per_cent_is_of_the_layer() -> None:
    assert tracks(enter="sweep") == {"x": [(0, -200), (30, 0)], "y": [(0, 200), (30, 0)]}


def test_an_amount_stretches_the_way_from_rest() -> None:
    assert tracks(enter={"use": "grow", "amount": 0.5}) == {"scale": [(0, 0.75), (30, 1)]}


def test_an_exit_ends_with_the_scene() -> None:
    assert tracks(exit="fade") == {"opacity": [(83, 1), (89, 0)]}


def test_tilt_and_emphasis_are_tracks_that_add_up() -> None:
    spec = ShapeSpec.model_validate({"fill": "#000000", "tilt": 5, "emphasis": {"use": "nod", "delay": 1}})
    found = motion_tracks(spec, PRESETS, SPAN)  # type: ignore[arg-type]  # a plain dict of the same shape
    assert [len(track.keys) for track in found] == [1, 3]
    assert found[0] == Track.model_validate({"property": "rotation", "keys": [{"frame": 0, "value": 5}]})


def test_a_loop_goes_on_to_the_end_of_the_scene() -> None:
    keys = tracks(loop="float")["y"]
    assert keys[:3] == [(0, 0), (15, 12), (30, 0)] and keys[-1][0] >= SPAN.frames
    assert [value for frame, value in keys if frame % 30 == 0] == [0] * len(keys[::2])


def test_a_loop_that_does_not_come_back_goes_on() -> None:
    assert tracks(loop="march")["x"][:4] == [(0, 0), (30, 150), (60, 300), (90, 450)]


def test_a_loop_may_begin_part_way() -> None:
    keys = tracks(loop="orbit")["y"]
    assert keys[:4] == [(-15, -1.5), (15, 1.5), (45, -1.5), (75, 1.5)]


def test_when_a_layer_has_entered() -> None:
    spec = ShapeSpec.model_validate({"fill": "#000000", "enter": {"use": "rise", "delay": 0.5}})
    assert enter_end(spec, PRESETS, 30) == 30  # type: ignore[arg-type]  # a plain dict of the same shape
    assert enter_end(spec, PRESETS, 30, delay=1) == 60  # type: ignore[arg-type]  # a plain dict of the same shape
    assert enter_end(ShapeSpec(fill="#000000"), PRESETS, 30) == 0  # type: ignore[arg-type]  # a plain dict again


@pytest.mark.parametrize(("kind", "rest"), [("enter", 1), ("exit", 0), ("emphasis", 1), ("emphasis", 0)])
def test_packaged_presets_rest_where_they_should(kind: str, rest: int) -> None:
    for name, preset in load_presets()[kind].items():  # type: ignore[index]  # one of its kinds
        for prop, keys in preset.tracks.items():
            neutral = 0 if prop in ("x", "y", "rotation") else 1
            assert float(str(keys[-rest][1]).rstrip("%")) == neutral, (kind, name, prop)


def test_every_packaged_preset_makes_valid_tracks() -> None:
    presets = load_presets()
    for kind, named in presets.items():
        for name in named:
            use = MotionUse(use=name, delay=0.1)
            assert motion_tracks(ShapeSpec(fill="#000000", **{kind: use}), presets, SPAN)
