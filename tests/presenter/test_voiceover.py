import io
import wave
from threading import Barrier

import numpy as np
import pytest

from domain.brief import Language
from domain.errors import SpeechError
from domain.script import PlannerNote, Script, ScriptScene
from presenter.espeak import EspeakSpeaker
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine
from presenter.voiceover import speak_script
from tests.presenter.speakers import CountingSpeaker, FailingSpeaker, MemoryStore


def script(*narrations: str, language: Language = "zh") -> Script:
    scenes = tuple(
        ScriptScene(id=f"s{i}", role="benefit", narration=text, headline="杯") for i, text in enumerate(narrations)
    )
    return Script(
        language=language, title="杯", seconds=10, scenes=scenes, written_by=PlannerNote(planner="test"), seed=1
    )


THREE = script("早上好", "晚上好啊", "再见")


def test_every_scene_is_spoken_in_order_and_stored() -> None:
    store, speaker = MemoryStore(), CountingSpeaker()
    voiceover, assets = speak_script(THREE, [speaker], store, rate=1.1)
    assert sorted(speaker.asked) == [("再见", "zh", 1.1), ("早上好", "zh", 1.1), ("晚上好啊", "zh", 1.1)]
    assert [scene.scene for scene in voiceover.scenes] == ["s0", "s1", "s2"]
    assert [scene.duration_ms for scene in voiceover.scenes] == [30, 40, 20]
    assert [scene.audio for scene in voiceover.scenes] == [asset.sha256 for asset in assets]
    assert [store.stored[asset.sha256][0] for asset in assets] == ["voice-s0.wav", "voice-s1.wav", "voice-s2.wav"]
    assert (voiceover.provider, voiceover.voice, voiceover.fallback_reason) == ("counting", "counting-zh", "")


def test_two_scenes_are_spoken_side_by_side() -> None:
    class Waiting(CountingSpeaker):
        both = Barrier(2, timeout=10)

        def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
            self.both.wait()
            return super().speak(text, language, rate, lexicon)

    voiceover, _ = speak_script(script("早上好", "晚上好啊", "再见", "好"), [Waiting()], MemoryStore())
    assert [scene.duration_ms for scene in voiceover.scenes] == [30, 40, 20, 10]


def test_no_scene_is_begun_after_one_that_failed() -> None:
    failing = FailingSpeaker("早")
    with pytest.raises(SpeechError):
        speak_script(script("早", "晚", "午", "夜"), [failing], MemoryStore())
    assert {text for text, _, _ in failing.asked} <= {"早", "晚"}


def test_the_files_are_48_khz_mono_16_bit() -> None:
    store = MemoryStore()
    _, assets = speak_script(THREE, [CountingSpeaker(level=-7)], store)
    with wave.open(io.BytesIO(store.stored[assets[0].sha256][1])) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
        assert set(np.frombuffer(file.readframes(2000), "<i2")) == {-7}


def test_a_failing_voice_is_left_for_the_whole_script() -> None:
    first, second = FailingSpeaker(at="再"), CountingSpeaker()
    store = MemoryStore()
    voiceover, assets = speak_script(THREE, [first, second], store)
    assert voiceover.provider == "counting"
    assert voiceover.fallback_reason == "failing: lost its voice at '再'"
    assert len(second.asked) == 3
    assert set(store.stored) == {asset.sha256 for asset in assets}


def test_the_order_is_kept_and_every_reason_told() -> None:
    voices = [
        FailingSpeaker("早", "one"),
        FailingSpeaker("晚", "two"),
        CountingSpeaker("three"),
        CountingSpeaker("four"),
    ]
    voiceover, _ = speak_script(THREE, voices, MemoryStore())
    assert voiceover.voice == "three-zh"
    assert voiceover.fallback_reason == "one: lost its voice at '早'; two: lost its voice at '晚'"
    assert voices[3].asked == []


def test_no_voice_left_is_an_error_with_every_reason() -> None:
    with pytest.raises(SpeechError, match=r"one: lost.*two: lost") as caught:
        speak_script(THREE, [FailingSpeaker("早", "one"), FailingSpeaker("见", "two")], MemoryStore())
    assert "doctor" in caught.value.hint


def test_no_voice_at_all() -> None:
    with pytest.raises(SpeechError, match="none is configured"):
        speak_script(THREE, [], MemoryStore())


def test_progress_rises_to_the_whole() -> None:
    told: list[tuple[str, float]] = []
    speak_script(THREE, [CountingSpeaker()], MemoryStore(), progress=lambda stage, share: told.append((stage, share)))
    assert [stage for stage, _ in told] == ["speak"] * 3
    assert [share for _, share in told] == pytest.approx([1 / 3, 2 / 3, 1])


def test_the_embedded_voice_gives_the_same_assets_each_time() -> None:
    spoken = script("早上灌满热水。", "只要 ¥99！")
    first, _ = speak_script(spoken, [EspeakSpeaker()], MemoryStore())
    again, _ = speak_script(spoken, [EspeakSpeaker()], MemoryStore())
    assert first == again
    for scene, told in zip(spoken.scenes, first.scenes, strict=True):
        assert "".join(word.text for word in told.words) == scene.narration
