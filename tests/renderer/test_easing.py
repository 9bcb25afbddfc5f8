from typing import get_args

import pytest

from domain.motion import Ease, Key, Track
from renderer.easing import EASINGS, ease
from renderer.motion import pose_at, value_at


def test_every_named_ease_has_a_function() -> None:
    assert set(EASINGS) == set(get_args(Ease))


@pytest.mark.parametrize("name", sorted(EASINGS))
def test_an_ease_starts_at_0_and_ends_at_1_without_a_jump(name: Ease) -> None:
    assert ease(name, 0) == 0
    assert ease(name, 1) == 1
    if name != "hold":
        assert ease(name, 0.9999) == pytest.approx(1, abs=0.02)
        assert ease(name, 0.0001) == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("name", ["out-back", "spring", "spring-stiff"])
def test_springs_go_past_their_end_and_come_back(name: Ease) -> None:
    assert max(ease(name, t / 100) for t in range(100)) > 1.02


def test_a_track_holds_before_its_first_and_after_its_last_key() -> None:
    track = Track(property="x", keys=(Key(frame=10, value=5), Key(frame=20, value=15, ease="linear")))
    assert [value_at(track, f) for f in (0, 10, 15, 20, 99)] == [5, 5, 10, 15, 15]


def test_tracks_of_one_property_add_up_and_factors_multiply() -> None:
    tracks = (
        Track(property="x", keys=(Key(frame=0, value=4),)),
        Track(property="x", keys=(Key(frame=0, value=2),)),
        Track(property="scale", keys=(Key(frame=0, value=2),)),
        Track(property="scale", keys=(Key(frame=0, value=0.75),)),
        Track(property="opacity", keys=(Key(frame=0, value=0.5),)),
    )
    pose = pose_at(tracks, 0.5, 3)
    assert (pose.x, pose.scale, pose.opacity) == (6, 1.5, 0.25)


def test_a_value_within_a_hair_of_rest_is_at_rest() -> None:
    assert pose_at((Track(property="scale", keys=(Key(frame=0, value=1.00001),)),), 1, 0).still
