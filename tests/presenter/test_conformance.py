"""What every voice keeps to, whoever speaks: the embedded one, the read-aloud service, a speech service, piper."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from domain.brief import Language
from domain.errors import SpeechError
from presenter.cache import CachedSpeaker
from presenter.edge import EdgeSpeaker
from presenter.espeak import EspeakSpeaker
from presenter.lips import WithLips
from presenter.openai_speech import OpenAiSpeaker, SpeechService
from presenter.patience import Patience
from presenter.piper import PiperSpeaker, read_voice
from presenter.speaker import Speaker
from presenter.voices import load_voices
from tests.presenter import edge_service, fake_piper, speech_server
from tests.presenter.conftest import Start

LINES: tuple[tuple[Language, str], ...] = (
    ("zh", "北叶 NORDLEAF 保温杯，现在只要¥99！"),
    ("en", 'Hot for 12 hours, only $12.50 — "really"!'),
)
Open = Callable[[str], Speaker]
every_line = pytest.mark.parametrize(("language", "text"), LINES, ids=["zh", "en"])


@pytest.fixture(params=["espeak", "edge", "openai", "piper"])
def speaker(request: pytest.FixtureRequest, start: Start, tmp_path: Path) -> Iterator[Speaker]:
    """Each provider as a job gets it, its service on loopback, its executable a stand-in."""
    if request.param == "espeak":
        yield EspeakSpeaker()
    elif request.param == "edge":
        service = start(edge_service.speak)
        yield WithLips(EdgeSpeaker(patience=Patience(tries=1), proxy=service.proxy), EspeakSpeaker())
    elif request.param == "piper":
        path, models = fake_piper.installed(tmp_path / "piper")
        yield WithLips(PiperSpeaker(path, [read_voice(model) for model in models], EspeakSpeaker()), EspeakSpeaker())
    else:
        with speech_server.running(speech_server.wav) as server:
            place = SpeechService(model="tts-1", base_url=server.url)
            yield WithLips(OpenAiSpeaker(place, EspeakSpeaker()), EspeakSpeaker())


@every_line
def test_words_are_the_line_as_written_in_order_and_inside_the_sound(
    speaker: Speaker, language: Language, text: str
) -> None:
    line = speaker.speak(text, language)
    assert "".join(word.text for word in line.words) == text
    assert all(word.start_ms < word.end_ms <= line.duration_ms for word in line.words)
    assert all(one.end_ms <= other.start_ms for one, other in pairwise(line.words))


@every_line
def test_lips_move_and_come_to_rest(speaker: Speaker, language: Language, text: str) -> None:
    line = speaker.speak(text, language)
    starts = [viseme.start_ms for viseme in line.visemes]
    assert starts == sorted(set(starts))
    assert len({viseme.shape for viseme in line.visemes}) >= 4
    assert line.visemes[-1].shape == "sil"
    assert starts[-1] <= line.duration_ms


@every_line
def test_sound_is_loud_enough_unclipped_and_trimmed(speaker: Speaker, language: Language, text: str) -> None:
    pcm = speaker.speak(text, language).pcm.astype(float) / 32768
    assert np.abs(pcm).max() < 1
    assert -26 < 10 * np.log10(np.mean(pcm**2)) < -12
    for end in (pcm[:9600], pcm[-9600:]):
        assert np.abs(end).max() > 0.01


@every_line
def test_a_voice_of_the_language_is_named(speaker: Speaker, language: Language, text: str) -> None:
    name = speaker.voice_for(language).partition("@")[0]
    (voice,) = [voice for voice in load_voices() if voice.name == name]
    assert (voice.provider, voice.language) == (speaker.name, language)


def test_the_brand_says_its_name_and_captions_keep_it(speaker: Speaker) -> None:
    line = speaker.speak("来试试NORDLEAF吧。", "zh", 1.0, {"NORDLEAF": "北叶"})
    assert "".join(word.text for word in line.words) == "来试试NORDLEAF吧。"


@pytest.mark.parametrize("text", ["", " … ", "——"])
def test_nothing_to_say_is_an_error(speaker: Speaker, text: str) -> None:
    with pytest.raises(SpeechError, match="nothing to say"):
        speaker.speak(text, "zh")


@pytest.mark.parametrize("rate", [0.69, 1.41])
def test_a_rate_nobody_understands_is_an_error(speaker: Speaker, rate: float) -> None:
    with pytest.raises(SpeechError, match=r"outside 0\.7–1\.4"):
        speaker.speak("早上好。", "zh", rate)


def test_a_line_kept_is_the_line_spoken(speaker: Speaker, tmp_path: Path) -> None:
    kept = CachedSpeaker(speaker, tmp_path / "kept")
    first, second = kept.speak("早上好。", "zh"), kept.speak("早上好。", "zh")
    assert np.array_equal(first.pcm, second.pcm)
    assert (first.words, first.visemes) == (second.words, second.visemes)
    assert (kept.name, kept.source, kept.voice_for("zh")) == (speaker.name, speaker.source, speaker.voice_for("zh"))


def test_only_a_speech_service_has_an_address(speaker: Speaker) -> None:
    assert speaker.source.startswith("http://127.0.0.1:") == (speaker.name == "openai")
