"""The local neural voice against an executable with bad days."""

import os
import time
from pathlib import Path

import pytest

from domain.errors import SettingsError, SpeechError
from presenter.espeak import EspeakSpeaker
from presenter.piper import PiperSpeaker, read_voice
from tests.presenter.fake_piper import installed, voice_file


def opened(folder: Path, mood: str, timeout_s: float = 30.0) -> PiperSpeaker:
    path, models = installed(folder, mood, "en")
    return PiperSpeaker(path, [read_voice(model) for model in models], EspeakSpeaker(), timeout_s)


def failure(folder: Path, mood: str, timeout_s: float = 30.0) -> str:
    with pytest.raises(SpeechError) as caught:
        opened(folder, mood, timeout_s).speak("Hot for hours.", "en")
    assert caught.value.hint
    return caught.value.message


def test_chatter_is_borne(tmp_path: Path) -> None:
    assert opened(tmp_path, "chatty").speak("Hot for hours.", "en").duration_ms > 300


@pytest.mark.parametrize(
    ("mood", "reason"),
    [
        ("crash", "code -6"), ("fail", "Unable to find voice"), ("mute", "no sound"), ("cut", "cut short"),
        ("silent", "nothing but silence"), ("endless", "for a line of about"), ("playlist", "instead of sound"),
        ("empty", "nothing instead of sound"),
    ],
)  # fmt: skip
def test_a_bad_day_is_an_error_with_its_reason(mood: str, reason: str, tmp_path: Path) -> None:
    message = failure(tmp_path, mood)
    assert reason in message and len(message) < 600


def test_one_that_hangs_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note = tmp_path / "child"
    monkeypatch.setenv("PIPER_TEST_CHILD", str(note))
    assert "no answer within 3 s" in failure(tmp_path, "hang", timeout_s=3)
    state = Path(f"/proc/{int(note.read_text())}/stat")
    end = time.monotonic() + 20
    while state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z" and time.monotonic() < end:
        time.sleep(0.05)
    assert not state.exists() or " Z " in state.read_text()


def test_it_does_not_see_our_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_SPEECH_API_KEY", "sk-secret")
    assert "saw nothing" in failure(tmp_path, "peek")
    assert "VITRINE_SPEECH_API_KEY" in os.environ


def test_an_executable_that_is_none(tmp_path: Path) -> None:
    _, models = installed(tmp_path, "speak", "en")
    for path in (tmp_path / "nowhere", models[0]):
        with pytest.raises(SpeechError, match="could not be started"):
            PiperSpeaker(path, [read_voice(models[0])], EspeakSpeaker()).speak("Hot.", "en")


def test_a_language_without_a_file_is_said(tmp_path: Path) -> None:
    speaker = opened(tmp_path, "speak")
    assert speaker.voice_for("en") == "piper-en@en-test-medium"
    for ask in (speaker.voice_for, lambda language: speaker.speak("你好", language)):
        with pytest.raises(SpeechError, match="no voice file for language 'zh'"):
            ask("zh")


def test_a_faster_rate_is_a_shorter_line(tmp_path: Path) -> None:
    speaker = opened(tmp_path, "speak")
    slow, fast = (speaker.speak("It stays hot for hours.", "en", rate).duration_ms for rate in (0.85, 1.15))
    assert 1.2 < slow / fast < 1.5


def test_voice_files_are_looked_at_before_they_are_used(tmp_path: Path) -> None:
    model = voice_file(tmp_path, "zh", "speak")
    assert read_voice(model).language == "zh"
    config = model.with_name(f"{model.name}.json")
    config.write_text('{"espeak": {"voice": "cmn"}}')
    assert (read_voice(model).language, read_voice(model).length) == ("zh", 1.0)
    config.write_text('{"espeak": {"voice": "en-us"}, "inference": {"length_scale": 1.2}}')
    assert (read_voice(model).language, read_voice(model).length) == ("en", 1.2)
    config.write_text("not JSON")
    with pytest.raises(SettingsError, match="does not describe a voice"):
        read_voice(model)
    config.unlink()
    with pytest.raises(SettingsError, match=r"medium\.onnx\.json' is not there"):
        read_voice(model)
