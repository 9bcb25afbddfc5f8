"""Who may speak with which settings, and which voice a brief may name."""

from pathlib import Path
from typing import Any

import pytest

from domain.errors import BriefError, SettingsError
from pipeline.settings import Settings
from pipeline.voices import check_voice, speakers


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
