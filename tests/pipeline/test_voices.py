"""Who may speak with which settings, and which voice a brief may name."""

from pathlib import Path
from typing import Any

import pytest

from domain.errors import BriefError, SettingsError
from pipeline.settings import Settings
from pipeline.voices import check_voice, speakers, standings
from tests.presenter.fake_piper import installed


def names(home: Path, voice: str = "auto", **options: Any) -> list[str]:
    return [one.name for one in speakers(Settings(home=home, **options), voice)]


def test_the_embedded_voice_speaks_when_nothing_is_switched_on(tmp_path: Path) -> None:
    assert names(tmp_path) == ["espeak"]


def test_the_order_is_the_operators(tmp_path: Path) -> None:
    on = {"edge_enabled": True, "speech_enabled": True, "speech_api_key": "sk"}
    assert names(tmp_path, **on) == ["openai", "edge", "espeak"]
    assert names(tmp_path, **on, voice_order=("edge", "openai")) == ["edge", "openai"]
    assert names(tmp_path, "zh-CN-YunxiNeural", **on) == ["edge", "openai", "espeak"]
    assert names(tmp_path, "espeak-zh-max", **on)[0] == "espeak"


def test_an_order_of_nobody_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="none of them is switched on"):
        names(tmp_path, voice_order=("openai",))
    with pytest.raises(SettingsError, match="neither speech_api_key nor speech_base_url"):
        names(tmp_path, speech_enabled=True)


def test_a_voice_speaks_its_own_language() -> None:
    check_voice("auto", "zh")
    check_voice("espeak-en-max", "en")
    with pytest.raises(BriefError, match="'espeak-en-max' speaks en, not zh") as caught:
        check_voice("espeak-en-max", "zh")
    assert "espeak-zh-annie" in caught.value.hint and "en-US" not in caught.value.hint
    with pytest.raises(BriefError, match="not known") as caught:
        check_voice("espeak-zh-anie", "zh")
    assert "espeak-zh-annie" in caught.value.hint


def test_piper_speaks_where_it_and_a_voice_file_are_named(tmp_path: Path) -> None:
    path, (model,) = installed(tmp_path / "piper", "speak", "en")
    on = {"piper_path": path, "piper_voices": (model,)}
    assert names(tmp_path, **on) == ["piper", "espeak"]
    assert names(tmp_path, "piper-en", **on, edge_enabled=True) == ["piper", "edge", "espeak"]
    ready = {one.voice.name: one for one in standings(Settings(home=tmp_path, **on))}
    assert ready["piper-en"].usable
    assert (ready["piper-zh"].usable, ready["piper-zh"].remedy) == (False, "add one to piper_voices")
    with pytest.raises(SettingsError, match="names no voice file"):
        names(tmp_path, piper_path=path)


def test_a_voice_file_exchanged_speaks_anew(tmp_path: Path) -> None:
    path, (model,) = installed(tmp_path / "piper", "speak", "en")
    settings = Settings(home=tmp_path, piper_path=path, piper_voices=(model,))
    for mood in ("speak", "speak "):
        model.write_text(mood)
        speakers(settings, "auto")[0].speak("Hot.", "en")
    assert len(list((tmp_path / "cache/speech").iterdir())) == 2
