from collections.abc import Callable
from pathlib import Path

import pytest

from domain.asset import Asset
from domain.fonts import FontBook, FontFile
from domain.layers import Camera, ImageLayer, View
from domain.motion import Key, Track
from domain.render import EncodeSettings
from domain.timeline import Scene, Timeline, Transition
from renderer.segments import fingerprint_tools, plan_segments, segment_key
from tests.renderer.small_timelines import dot, mark, scene, timeline

SETTINGS = EncodeSettings()
PHOTO = Asset(sha256="ab" * 32, kind="image", name="a.jpg", mime="image/jpeg", width=64, height=64)


def keys(video: Timeline, settings: EncodeSettings = SETTINGS, tools: str = "t") -> list[str]:
    return [segment_key(segment, video, settings, tools) for segment in plan_segments(video)]


def two_scenes(**changes: object) -> Timeline:
    return timeline(scene("a", 30), scene("b", 40, dot(), join=10), overlays=(mark(),)).model_copy(update=changes)


def test_scenes_and_transitions_cover_every_frame_once() -> None:
    video = timeline(scene("a", 30), scene("b", 40, join=10), scene("c", 25), scene("d", 30, join=4))
    segments = plan_segments(video)
    covered = [frame for s in segments for frame in range(s.first, s.first + s.frames)]
    assert covered == list(range(video.frames)) == list(range(111))
    assert [(s.kind, s.first, s.frames) for s in segments] == [
        ("scene", 0, 20),
        ("transition", 20, 10),
        ("scene", 30, 30),
        ("scene", 60, 21),
        ("transition", 81, 4),
        ("scene", 85, 26),
    ]
    assert [segment.index for segment in segments] == list(range(6))


def test_each_segment_knows_its_scenes_and_where_in_them_it_starts() -> None:
    segments = plan_segments(timeline(scene("a", 30), scene("b", 40, join=10)))
    assert [[(p.scene, p.offset) for p in s.parts] for s in segments] == [[(0, 0)], [(0, 20), (1, 0)], [(1, 10)]]


def test_a_key_ignores_title_seed_sound_names_and_where_the_segment_stands() -> None:
    before = keys(two_scenes())
    assert keys(two_scenes(title="other", seed=9, template="x")) == before
    renamed = timeline(scene("x", 30), scene("y", 40, dot(), join=10), overlays=(mark(),))
    assert keys(renamed) == before
    later = timeline(
        scene("new", 77, colour="#FFFFFF"), scene("b", 30), scene("c", 40, dot(), join=10), overlays=(mark(),)
    )
    assert keys(later)[1:] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda video: video.model_copy(update={"width": 66}),
        lambda video: video.model_copy(update={"language": "en"}),
        lambda video: video.model_copy(update={"overlays": (mark(text="IA"),)}),
        lambda video: video.model_copy(update={"overlays": ()}),
    ],
    ids=["width", "language", "overlay text", "no overlay"],
)
def test_what_every_segment_shows_changes_every_key(change: Callable[[Timeline], Timeline]) -> None:
    assert not set(keys(change(two_scenes()))) & set(keys(two_scenes()))


def test_encode_settings_and_tools_change_every_key_but_the_sound_bitrate_does_not() -> None:
    before = keys(two_scenes())
    assert not set(keys(two_scenes(), SETTINGS.model_copy(update={"crf": 21}))) & set(before)
    assert not set(keys(two_scenes(), tools="other")) & set(before)
    assert keys(two_scenes(), SETTINGS.model_copy(update={"audio_kbps": 96})) == before


def changed(video: Timeline, index: int, **changes: object) -> Timeline:
    scenes: list[Scene] = list(video.scenes)
    scenes[index] = scenes[index].model_copy(update=changes)
    return video.model_copy(update={"scenes": tuple(scenes)})


def test_a_changed_scene_changes_its_own_segment_and_its_transitions_only() -> None:
    video = timeline(scene("a", 30), scene("b", 40, dot(), join=10), scene("c", 30))
    recoloured = changed(video, 1, layers=(dot(opacity=0.5),))
    same = [a == b for a, b in zip(keys(video), keys(recoloured), strict=True)]
    assert same == [True, False, False, True]


def test_a_changed_transition_changes_its_segment_only() -> None:
    video = timeline(scene("a", 30), scene("b", 40, join=10))
    other = changed(video, 1, transition=Transition(kind="slide-up", frames=10))
    assert [a == b for a, b in zip(keys(video), keys(other), strict=True)] == [True, False, True]


def test_a_layer_that_does_not_show_in_the_segment_does_not_count() -> None:
    video = timeline(scene("a", 30), scene("b", 40, dot(end=5), join=10))
    other = timeline(scene("a", 30), scene("b", 40, dot(end=5, opacity=0.2), join=10))
    assert [a == b for a, b in zip(keys(video), keys(other), strict=True)] == [True, False, True]


def slide(*frames: int) -> tuple[Track, ...]:
    return (Track(property="x", keys=tuple(Key(frame=f, value=float(i)) for i, f in enumerate(frames))),)


def test_an_overlay_counts_only_while_it_moves() -> None:
    video = timeline(*(scene(n, 30) for n in "abcd"), overlays=(mark(motion=slide(35, 40)),))
    a, b, c, d = keys(video)
    assert a != b
    assert b != c
    assert c == d


def test_moving_overlays_are_compared_in_segment_time() -> None:
    early = timeline(scene("a", 30), scene("b", 30), overlays=(mark(motion=slide(5, 20)),))
    late = timeline(scene("z", 12), scene("a", 30), scene("b", 30), overlays=(mark(motion=slide(17, 32)),))
    assert keys(late)[1:] == keys(early)


def test_text_moving_by_character_still_moves_after_its_last_key() -> None:
    text = mark(text="ABCDEFGH", by="char", stagger=5, motion=slide(5, 20))
    assert len(set(keys(timeline(*(scene(n, 30) for n in "abcd"), overlays=(text,))))) == 3


def test_an_overlay_with_a_camera_is_never_taken_for_a_still_one() -> None:
    moving = ImageLayer(id="photo", box=mark().box, asset=PHOTO.sha256, camera=Camera(end=View(zoom=1.2)))
    video = timeline(scene("a", 30), scene("b", 30), overlays=(moving,), assets=(PHOTO,))
    still = timeline(
        scene("a", 30), scene("b", 30), overlays=(moving.model_copy(update={"camera": None}),), assets=(PHOTO,)
    )
    assert len(set(keys(video))) == 2
    assert len(set(keys(still))) == 1


def test_the_name_of_a_photo_does_not_count_but_its_rotation_does() -> None:
    photo = ImageLayer(id="photo", box=mark().box, asset=PHOTO.sha256)
    first, second, third = (
        keys(timeline(scene("a", 30, photo), assets=(PHOTO.model_copy(update=change),)))
        for change in ({}, {"name": "b.jpg"}, {"rotation": 90})
    )
    assert first == second != third


def test_another_font_file_is_another_tool(tmp_path: Path) -> None:
    face = tmp_path / "a.ttf"
    face.write_bytes(b"one")
    book = FontBook(roles={"text": (FontFile(family="A", path=face),)})
    before = fingerprint_tools(book)
    assert fingerprint_tools(book) == before
    face.write_bytes(b"three")
    assert fingerprint_tools(book) != before
