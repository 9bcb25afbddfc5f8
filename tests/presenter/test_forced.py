"""Words and lips found in a sound that tells no times, against a voice whose times are known."""

import numpy as np
import pytest

from domain.brief import Language
from domain.voice import SpokenWord, Viseme
from presenter.espeak import EspeakSpeaker
from presenter.forced import force
from presenter.lips import WithLips, lips
from presenter.speaker import SpokenLine
from tests.presenter.engine_lines import lines
from tests.presenter.speakers import CountingSpeaker, FailingSpeaker


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_of_another_voice_are_found(language: Language) -> None:
    drifts, lags = [], []
    guide_voice, other_voice = EspeakSpeaker(f"espeak-{language}-annie"), EspeakSpeaker(f"espeak-{language}-max")
    for i, text in enumerate(lines(language)[:8]):
        guide, other = guide_voice.speak(text, language), other_voice.speak(text, language, (0.85, 1.2)[i % 2])
        found = force(guide, other.pcm)
        assert "".join(word.text for word in found) == text
        drifts += [word.start_ms - true.start_ms for word, true in zip(found, other.words, strict=True)]
        shaped = lips(guide, SpokenLine(other.pcm, found))
        for true in other.visemes:
            lags += [min(abs(one.start_ms - true.start_ms) for one in shaped if one.shape == true.shape)]
    assert np.abs(drifts).max() <= 80
    assert np.median(np.abs(drifts)) <= 20
    assert np.median(lags) <= 33


def test_silence_between_words_is_found() -> None:
    guide = EspeakSpeaker().speak("早上好。晚上好。", "zh")
    cut = (guide.words[1].end_ms + guide.words[2].start_ms) // 2 * 48
    slow = np.concatenate((guide.pcm[:cut], np.zeros(48_000, np.int16), guide.pcm[cut:]))
    found = force(guide, slow)
    assert found[2].start_ms == pytest.approx(guide.words[2].start_ms + 1000, abs=40)
    assert found[1].end_ms == pytest.approx(guide.words[1].end_ms, abs=60)


def test_an_echo_in_a_pause_is_no_beginning() -> None:
    text = "主动降噪，续航 36 小时，通勤、开会、健身都安静。"  # the room answers 时 after its end
    guide, other = (EspeakSpeaker(f"espeak-zh-{who}", stress=False) for who in ("annie", "max"))
    spoken = other.speak(text, "zh", 0.85)
    found = force(guide.speak(text, "zh"), spoken.pcm)
    assert max(abs(one.start_ms - true.start_ms) for one, true in zip(found, spoken.words, strict=True)) <= 80


@pytest.mark.parametrize("samples", [1, 300, 48_000])
def test_any_sound_gives_times_inside_it(samples: int) -> None:
    guide = EspeakSpeaker().speak("早上好。", "zh")
    noise = np.random.default_rng(1).integers(-9000, 9000, samples).astype(np.int16)
    times = [time for word in force(guide, noise) for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert times[-1] <= samples / 48 + 1


def word(text: str, start: int, end: int) -> SpokenWord:
    return SpokenWord(text=text, start_ms=start, end_ms=end)


def shape(name: str, at: int) -> Viseme:
    return Viseme(shape=name, start_ms=at)


def test_lips_follow_the_other_voices_words_and_close_in_its_pauses() -> None:
    guide = SpokenLine(
        np.zeros(48 * 400, np.int16),
        (word("a", 0, 100), word("b", 100, 200), word("c", 200, 400)),
        (shape("a", 0), shape("p", 100), shape("o", 150), shape("u", 200), shape("sil", 400)),
    )
    other = SpokenLine(np.zeros(48 * 2000, np.int16), (word("a", 0, 200), word("bc", 1000, 1600)))
    found = lips(guide, other)
    assert [(one.shape, one.start_ms) for one in found] == [
        ("a", 0), ("sil", 200), ("p", 1000), ("o", 1100), ("u", 1200), ("sil", 1600),
    ]  # fmt: skip


def test_a_voice_with_lips_of_its_own_keeps_them_and_a_lost_guide_costs_only_the_lips() -> None:
    spoken = WithLips(EspeakSpeaker(), FailingSpeaker("")).speak("早上好。", "zh")
    assert spoken.visemes == EspeakSpeaker().speak("早上好。", "zh").visemes
    bare = WithLips(CountingSpeaker(), FailingSpeaker("早"))
    assert (bare.name, bare.voice_for("zh")) == ("counting", "counting-zh")
    assert bare.speak("早上好。", "zh").visemes == ()
    assert WithLips(CountingSpeaker(), EspeakSpeaker()).speak("早上好。", "zh").visemes[-1].shape == "sil"
