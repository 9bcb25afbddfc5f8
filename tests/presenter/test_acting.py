from statistics import median

import pytest

from domain.script import Role
from domain.voice import SpokenScene, SpokenWord, Viseme
from presenter.acting import mouth_cues, perform
from presenter.characters import load_characters, load_rig
from presenter.espeak import EspeakSpeaker

FPS = 30.0


def scene(words: tuple[SpokenWord, ...], visemes: tuple[Viseme, ...] = (), ms: int = 4000) -> SpokenScene:
    return SpokenScene(scene="offer", audio="a" * 64, duration_ms=ms, words=words, visemes=visemes)


def word(text: str, start: int, end: int) -> SpokenWord:
    return SpokenWord(text=text, start_ms=start, end_ms=end)


def test_of_shapes_on_one_frame_the_longest_stays() -> None:
    shapes = (("t", 0), ("a", 4), ("p", 120), ("sil", 133))
    cues = mouth_cues([Viseme(shape=shape, start_ms=ms) for shape, ms in shapes], FPS)
    assert [(cue.frame, cue.shape) for cue in cues] == [(0, "a"), (4, "sil")]


def test_hands_move_early_on_numbers_and_rest_in_between() -> None:
    words = (
        word("only ", 0, 300),
        word("99 ", 1000, 1300),
        word("yuan ", 1300, 1600),
        word("of ", 1600, 1700),
        word("129.", 1700, 2400),
    )
    act = perform(scene(words), "offer", FPS, seed=1)
    assert [cue.start for cue in act.gestures] == [25]
    assert act.nods == (72,)


def test_without_a_number_there_is_one_gesture() -> None:
    words = tuple(word(text, at * 300, at * 300 + 280) for at, text in enumerate(["warm ", "all ", "day ", "long."]))
    assert len(perform(scene(words), "benefit", FPS, seed=1).gestures) == 1


def test_the_same_seed_acts_the_same_and_lids_blink_at_uneven_times() -> None:
    words = (word("hello", 0, 400),)
    one, again, other = (perform(scene(words), "hook", FPS, seed) for seed in (3, 3, 4))
    assert one == again
    assert one.blinks != other.blinks
    gaps = {b - a for a, b in zip(one.blinks, one.blinks[1:], strict=False)}
    assert len(gaps) > 1
    assert min(gaps) >= 66


@pytest.mark.parametrize("role", ["hook", "problem", "benefit", "proof", "offer", "cta"])
def test_every_character_knows_the_gestures_of_every_role(role: Role) -> None:
    words = tuple(
        word(text, n * 3000 + at, n * 3000 + at + 200) for n in range(4) for text, at in ((f"{n} ", 0), ("cups ", 300))
    )
    act = perform(scene(words, ms=12_000), role, FPS, seed=2)
    assert len(act.gestures) == 4
    for name in load_characters():
        assert {cue.gesture for cue in act.gestures} <= set(load_rig(name).gestures)


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "一壶热茶，保温12小时。"), ("en", "Hot tea for twelve hours, every day.")]
)
def test_lips_are_at_most_a_frame_off_the_phonemes(language: str, text: str) -> None:
    line = EspeakSpeaker().speak(text, language)  # type: ignore[arg-type]
    cues = mouth_cues(line.visemes, FPS)
    starts = [viseme.start_ms for viseme in line.visemes]
    offsets = [min(abs(cue.frame * 1000 / FPS - ms) for ms in starts) for cue in cues]
    assert max(offsets) <= 1000 / FPS / 2 + 1
    assert median(offsets) <= 17
    assert len(cues) > 10
