import pytest

from domain.errors import SpeechError
from presenter.voices import load_voices, pick_voice

VOICES = load_voices()


def test_the_first_of_a_language_is_the_default() -> None:
    assert pick_voice(VOICES, "espeak", "zh").name == "espeak-zh-annie"
    assert pick_voice(VOICES, "edge", "en").name == "en-US-AriaNeural"


def test_the_wanted_voice_speaks_its_own_language_only() -> None:
    assert pick_voice(VOICES, "edge", "zh", "zh-CN-YunxiNeural").name == "zh-CN-YunxiNeural"
    assert pick_voice(VOICES, "edge", "en", "zh-CN-YunxiNeural").name == "en-US-AriaNeural"


def test_a_provider_without_the_language_is_an_error() -> None:
    with pytest.raises(SpeechError, match="no voice for language 'en'"):
        pick_voice(tuple(v for v in VOICES if v.language == "zh"), "edge", "en")


def test_every_provider_has_both_genders_in_every_language() -> None:
    have = {(voice.provider, voice.language, voice.gender) for voice in VOICES if voice.provider != "piper"}
    assert len(have) == 12
    files = [voice for voice in VOICES if voice.provider == "piper"]  # whose voice is in a file is not known
    assert [(voice.language, voice.gender) for voice in files] == [("zh", "unknown"), ("en", "unknown")]
    assert len({voice.name for voice in VOICES}) == len(VOICES)
