"""The embedded voice itself: what it says, when, and how it sounds."""

import json
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.brief import Language
from domain.errors import SpeechError
from presenter.espeak import EspeakSpeaker
from presenter.level import envelope
from presenter.loudness import integrated_lufs
from presenter.normalise import normalise
from presenter.respell import respell
from presenter.speaker import SpokenLine
from presenter.tables import respell_table
from tests.presenter.engine_lines import hanzi, lines, run_engine, words

LANGUAGES: tuple[Language, ...] = get_args(Language)
BLOCK_MS = 5


@pytest.fixture(scope="module")
def spoken() -> dict[Language, list[tuple[str, SpokenLine]]]:
    speaker = EspeakSpeaker()
    return {language: [(text, speaker.speak(text, language)) for text in lines(language)] for language in LANGUAGES}


Spoken = dict[Language, list[tuple[str, SpokenLine]]]


@settings(max_examples=15, deadline=None)
@given(st.text(st.sampled_from("北叶一只熊儿杯要 ，。！“”（）¥%.-~AbcUSB0123456789"), min_size=1, max_size=30))
def test_any_line_keeps_its_spelling(text: str) -> None:
    assume(normalise(text, "zh").tokens)
    line = speak(text)
    assert "".join(word.text for word in line.words) == text
    assert all(0 <= word.start_ms <= word.end_ms <= line.duration_ms for word in line.words)


def audible(line: SpokenLine) -> np.ndarray:
    """Whether each 5 ms sounds: within 35 dB of the loudest."""
    levels = envelope(line.pcm / 32768, BLOCK_MS * 48)
    return levels > levels.max() * 10 ** (-35 / 20)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_joined_are_the_narration(spoken: Spoken, language: Language) -> None:
    for text, line in spoken[language]:
        assert "".join(word.text for word in line.words) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_rise_and_stay_inside_the_audio(spoken: Spoken, language: Language) -> None:
    for _, line in spoken[language]:
        times = [time for word in line.words for time in (word.start_ms, word.end_ms)]
        assert times == sorted(times)
        assert times[-1] <= line.duration_ms
        assert all(word.end_ms > word.start_ms for word in line.words)
        starts = [viseme.start_ms for viseme in line.visemes]
        assert starts == sorted(set(starts))
        assert starts[-1] <= line.duration_ms


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_where_the_sound_is(spoken: Spoken, language: Language) -> None:
    drifts = []
    for _, line in spoken[language]:
        sounds = audible(line)
        heard = np.flatnonzero(sounds) * BLOCK_MS
        drifts += [line.words[0].start_ms - heard[0], line.words[-1].end_ms - heard[-1] - BLOCK_MS]
        for word, after in zip(line.words, line.words[1:], strict=False):
            if after.start_ms - word.end_ms > 60:
                middle = (word.end_ms + after.start_ms) // 2
                drifts.append(after.start_ms - heard[heard >= middle][0])
    assert len(drifts) > 30
    assert np.abs(drifts).max() <= 80
    assert np.abs(drifts).mean() <= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_nearly_all_the_energy_is_inside_the_words(spoken: Spoken, language: Language) -> None:
    for _, line in spoken[language]:
        inside = np.zeros(len(line.pcm), bool)
        for word in line.words:
            inside[word.start_ms * 48 : word.end_ms * 48] = True
        power = line.pcm.astype(np.float64) ** 2
        assert power[inside].sum() > 0.97 * power.sum()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_silent_mouth_is_where_the_silence_is(spoken: Spoken, language: Language) -> None:
    for _, line in spoken[language]:
        assert line.visemes[0].start_ms <= 20
        assert line.visemes[-1].shape == "sil"
        assert len({viseme.shape for viseme in line.visemes}) >= 6
        for viseme, after in zip(line.visemes, line.visemes[1:], strict=False):
            if viseme.shape == "sil" and after.start_ms - viseme.start_ms > 150:
                middle = (viseme.start_ms + after.start_ms) // 2 * 48
                assert np.abs(line.pcm[middle - 240 : middle + 240]).max() < 0.05 * np.abs(line.pcm).max()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sound_is_clean_and_levelled(spoken: Spoken, language: Language) -> None:
    for _, line in spoken[language]:
        assert line.pcm.dtype == np.int16
        signal = line.pcm / 32768
        assert integrated_lufs(signal) == pytest.approx(-20, abs=0.5)
        assert 20 * np.log10(np.abs(signal).max()) <= -3 + 0.01
        assert abs(signal.mean()) < 1e-4


@pytest.mark.parametrize("language", LANGUAGES)
def test_ends_are_trimmed_and_faded(spoken: Spoken, language: Language) -> None:
    for _, line in spoken[language]:
        heard = np.flatnonzero(audible(line)) * BLOCK_MS
        assert heard[0] <= 15
        assert line.duration_ms - heard[-1] <= 100
        assert abs(int(line.pcm[0])) < 40
        assert abs(int(line.pcm[-1])) < 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_above_the_engines_own_band(spoken: Spoken, language: Language) -> None:
    signal = np.concatenate([line.pcm for _, line in spoken[language]]).astype(np.float64)
    power = np.abs(np.fft.rfft(signal * np.hanning(len(signal)))) ** 2
    hertz = np.fft.rfftfreq(len(signal), 1 / 48_000)
    assert power[hertz > 11_500].sum() < 1e-5 * power.sum()
    assert power[hertz < 50].sum() < 1e-3 * power.sum()


def test_default_speed_of_chinese(spoken: Spoken) -> None:
    seconds = sum(line.duration_ms for _, line in spoken["zh"]) / 1000
    assert 4.3 <= sum(hanzi(text) for text, _ in spoken["zh"]) / seconds <= 4.8


def test_default_speed_of_english(spoken: Spoken) -> None:
    seconds = sum(line.duration_ms for _, line in spoken["en"]) / 1000
    assert 2.6 <= sum(words(text) for text, _ in spoken["en"]) / seconds <= 2.8


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rate", [0.7, 0.85, 1.15, 1.4])
def test_rate_scales_the_length(spoken: Spoken, language: Language, rate: float) -> None:
    few = spoken[language][:4]
    normal = sum(line.duration_ms for _, line in few)
    scaled = sum(EspeakSpeaker().speak(text, language, rate).duration_ms for text, _ in few)
    assert normal / scaled == pytest.approx(rate, rel=0.03)


@pytest.mark.parametrize("rate", [0.69, 1.41])
def test_a_rate_nobody_understands_is_refused(rate: float) -> None:
    with pytest.raises(SpeechError, match="outside"):
        EspeakSpeaker().speak("你好", "zh", rate)


def speak(text: str, language: Language = "zh") -> SpokenLine:
    return EspeakSpeaker().speak(text, language)


def same_sound(one: SpokenLine, other: SpokenLine) -> bool:
    return one.pcm.shape == other.pcm.shape and bool((one.pcm == other.pcm).all())


def test_the_same_line_is_the_same_bytes() -> None:
    assert same_sound(speak("现在只要¥99！"), speak("现在只要¥99！"))


@pytest.mark.parametrize(
    ("written", "spelled_out"),
    [("316 不锈钢", "三一六不锈钢"), ("只要¥99！", "只要九十九元！"), ("重 1.5kg", "重一点五千克"), ("2个", "两个")],
)
def test_chinese_numbers_are_read_in_chinese(written: str, spelled_out: str) -> None:
    speaker = EspeakSpeaker(stress=False)  # figures are stressed, words are not
    assert same_sound(speaker.speak(written, "zh"), speaker.speak(spelled_out, "zh"))


@pytest.mark.parametrize(
    "text",
    [
        "北叶保温杯，十二小时保温，一键弹盖，现在只要九十九元。",
        "小熊杯陪你一会儿，哪儿都能带。",
        "英雄、胸围、贫穷、兄弟。",
        "316 不锈钢，500 ml，-18℃，8.5折，2026年11月。",
    ],
)
def test_chinese_never_falls_back_to_english(text: str) -> None:
    """The engine marks a switch of language in its phonemes; older ones read hanzi as English pinyin."""
    said = respell(normalise(text, "zh"), respell_table()).said
    answer = run_engine("cmn+Annie", said)
    assert answer.returncode == 0
    phonemes = [ipa for ipa, _ in json.loads(answer.stdout.partition(b"\n")[0])["phonemes"]]
    assert len(phonemes) > 10
    assert "(en)" not in phonemes


def test_mandarin_is_as_short_as_mandarin() -> None:
    line = speak("北叶保温杯，十二小时保温，一键弹盖，现在只要九十九元。")
    assert line.duration_ms < 23 * 270
    assert len(line.words) >= 20


def test_characters_the_engine_lacks_are_one_syllable() -> None:
    for char, like in (("熊", "红"), ("雄", "红"), ("胸", "轰"), ("穷", "红")):
        assert speak(f"小{char}。").duration_ms == pytest.approx(speak(f"小{like}。").duration_ms, rel=0.25)


def test_a_coloured_syllable_is_not_read_as_english() -> None:
    line = speak("看一会儿，就在这儿。")
    assert [word.text for word in line.words][-2:] == ["这", "儿。"]
    assert line.duration_ms < 2600


def test_a_brand_in_capitals_is_a_word_and_an_abbreviation_is_spelled() -> None:
    assert same_sound(speak("NORDLEAF", "en"), speak("Nordleaf", "en"))
    assert speak("LED", "en").duration_ms > 1.5 * speak("led", "en").duration_ms
    nordleaf = speak("北叶 NORDLEAF 杯").words[2]
    assert nordleaf.text == "NORDLEAF "
    assert 300 <= nordleaf.end_ms - nordleaf.start_ms <= 700


def test_latin_words_in_chinese_are_single_words() -> None:
    line = speak("北叶 NORDLEAF 316 不锈钢，12 小时")
    assert [word.text for word in line.words][2:4] == ["NORDLEAF ", "316 "]


def test_hanzi_in_english_are_spoken_in_chinese() -> None:
    line = speak("Try the 北叶 bottle.", "en")
    assert [word.text for word in line.words] == ["Try ", "the ", "北", "叶 ", "bottle."]
    leaf = next(word for word in line.words if word.text == "叶 ")
    assert leaf.end_ms - leaf.start_ms < 350  # "Chinese letter" takes 600


def test_mouth_closes_for_b_and_rounds_for_u() -> None:
    shapes = [viseme.shape for viseme in speak("boo", "en").visemes]
    assert shapes[:2] == ["p", "u"]


@pytest.mark.parametrize("text", ["", "！？", "😀"])
def test_nothing_to_say_is_an_error_that_shows_the_line(text: str) -> None:
    with pytest.raises(SpeechError, match="nothing to say"):
        speak(text)


def test_a_male_voice_is_lower() -> None:
    def pitch(name: str) -> float:
        vowel = EspeakSpeaker(name).speak("妈妈。", "zh").pcm[4800:7200] * np.hanning(2400)
        correlation = np.fft.irfft(np.abs(np.fft.rfft(vowel, 8192)) ** 2)
        return 48_000 / (120 + int(np.argmax(correlation[120:800])))

    assert pitch("espeak-zh-annie") > 1.6 * pitch("espeak-zh-max")


def test_the_voice_follows_the_language() -> None:
    speaker = EspeakSpeaker("espeak-zh-max")
    assert speaker.voice_for("zh") == "espeak-zh-max"
    assert speaker.voice_for("en") == "espeak-en-annie"
