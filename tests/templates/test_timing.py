"""Scene lengths: the voice, its pauses, and the transitions scenes share."""

import pytest

from domain.voice import SpokenScene, SpokenWord
from templates.spec import SceneSpec, TemplateSpec, TimingSpec, TransitionSpec
from templates.timing import SceneTimes, plan_times, total_frames
from tests.templates.material import loaded

CUT = TransitionSpec(kind="cut")
FADE = TransitionSpec(kind="crossfade", seconds=0.4)


def scene(transition: TransitionSpec) -> SceneSpec:
    return loaded("spotlight").scenes["cta"][0].model_copy(update={"transition": transition})


def spoken(ms: int) -> SpokenScene:
    return SpokenScene(scene="s", audio="0" * 64, duration_ms=ms, words=(SpokenWord(text="x", start_ms=0, end_ms=ms),))


def template(**timing: float) -> TemplateSpec:
    return loaded("spotlight").model_copy(update={"timing": TimingSpec(**timing)})


def planned(seconds: int, *scenes: tuple[TransitionSpec, int], **timing: float) -> tuple[SceneTimes, ...]:
    timing = timing or {"lead": 0.2, "tail": 0.3, "end": 1.0}
    specs, voices = [scene(transition) for transition, _ in scenes], [spoken(ms) for _, ms in scenes]
    return plan_times(template(**timing), specs, voices, seconds)


def test_pauses_around_the_voice() -> None:
    first, last = planned(1, (CUT, 1000), (CUT, 2000))
    assert first == SceneTimes(start=0, frames=6 + 30 + 9, enter=0, voice=6, spoken=30, leave=0)
    assert last == SceneTimes(start=45, frames=6 + 60 + 30, enter=0, voice=6, spoken=60, leave=0)


def test_a_transition_is_shared_and_keeps_clear_of_the_words() -> None:
    first, last = planned(1, (CUT, 1000), (FADE, 1000))
    assert first.leave == last.enter == 12
    assert last.start == first.frames - 12
    assert last.voice >= 12 and first.voice + first.spoken <= first.frames - 12


def test_the_first_scene_has_no_transition() -> None:
    assert planned(1, (FADE, 1000), (FADE, 1000))[0].enter == 0


@pytest.mark.parametrize("seconds", [8, 15, 37, 60])
def test_spare_time_is_shared_out_to_the_frame(seconds: int) -> None:
    times = planned(seconds, (CUT, 1300), (FADE, 2600), (CUT, 700))
    assert total_frames(times) == seconds * 30
    assert times[1].frames > times[0].frames > 0
    assert all(t.voice + t.spoken <= t.frames - t.leave for t in times)


def test_scenes_that_say_the_same_last_as_long_beside_other_words() -> None:
    """Rows of a catalogue share what was drawn for them: here the problem and the end card."""
    one, other = (
        planned(12, (CUT, hook), (FADE, 2600), (FADE, offer), (FADE, 2900))
        for hook, offer in ((1300, 2200), (1400, 1900))
    )
    assert total_frames(one) == total_frames(other) == 12 * 30
    assert [one[i].frames for i in (1, 3)] == [other[i].frames for i in (1, 3)]
    assert one[2].frames != other[2].frames


def test_a_voice_that_takes_longer_is_not_cut() -> None:
    times = planned(6, (CUT, 9000), (CUT, 9000))
    assert total_frames(times) == 6 + 270 + 9 + 6 + 270 + 30
