"""The real edge-tts client against a loopback service over TLS, on its good and its bad days."""

import numpy as np
import pytest

from domain.errors import SpeechError
from presenter.edge import EdgeSpeaker
from presenter.level import envelope
from presenter.patience import Patience
from tests.presenter import edge_service
from tests.presenter.certificates import Authority
from tests.presenter.conftest import Start
from tests.presenter.edge_service import GAP_MS, WORD_MS, Answer, Service

QUICK = Patience(connect_s=5, receive_s=1, line_s=2.0, tries=3, pause_s=0.0)
EN = 'Hot for 12 hours, only $12.50 — "really"!'
ZH = "北叶 NORDLEAF 保温杯，现在只要¥99！"


def speaker(service: Service, patience: Patience = QUICK) -> EdgeSpeaker:
    return EdgeSpeaker(patience=patience, proxy=service.proxy, sleep=lambda seconds: None)


@pytest.mark.parametrize(("text", "language"), [(EN, "en"), (ZH, "zh")])
def test_words_keep_the_script_spelling_and_stand_on_the_sound(start: Start, text: str, language: str) -> None:
    line = speaker(start(edge_service.speak)).speak(text, language)  # type: ignore[arg-type]
    assert "".join(word.text for word in line.words) == text
    loud = envelope(line.pcm / 32768, 240) > 0.02
    for word in line.words:
        before, after = (word.start_ms - GAP_MS // 2) // 5, (word.start_ms + WORD_MS // 2) // 5
        onset = (max(0, before) + int(np.argmax(loud[max(0, before) : after]))) * 5
        assert abs(word.start_ms - onset) <= 80


def test_the_words_of_an_english_line(start: Start) -> None:
    line = speaker(start(edge_service.speak)).speak(EN, "en")
    assert [word.text for word in line.words] == ["Hot ", "for ", "12 ", "hours, ", "only ", "$12.50 — ", '"really"!']


def test_hanzi_the_service_counts_as_one_word_stay_one(start: Start) -> None:
    line = speaker(start(edge_service.speak)).speak("保温杯，好 NORDLEAF", "zh")
    assert [word.text for word in line.words] == ["保温", "杯，", "好 ", "NORDLEAF"]


def test_silence_around_the_answer_is_trimmed(start: Start) -> None:
    line = speaker(start(edge_service.speak)).speak("one two three", "en")
    assert line.words[0].start_ms <= 40
    assert line.duration_ms - line.words[-1].end_ms <= 80
    assert 3 * (WORD_MS + GAP_MS) - GAP_MS - 60 <= line.duration_ms <= 3 * (WORD_MS + GAP_MS) + 60


def test_asks_for_word_boundaries_voice_rate_and_the_text_as_said(start: Start) -> None:
    service = start(edge_service.speak)
    speaker(service).speak("只要¥99 & <b>", "zh", rate=0.85)
    assert '"wordBoundaryEnabled":"true"' in service.configs[0]
    assert "XiaoxiaoNeural" in service.ssml[0]
    assert "rate='-15%'" in service.ssml[0]
    assert "只要九十九元" in service.ssml[0]


def test_is_as_loud_as_every_other_voice(start: Start) -> None:
    pcm = speaker(start(edge_service.speak)).speak("one two three four five", "en").pcm
    assert pcm.dtype == np.int16
    assert np.abs(pcm).max() <= 32767 * 10 ** (-3 / 20) + 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (edge_service.drop, "hung up"),
        (edge_service.say_nothing, "No audio was received"),
        (edge_service.words_without_sound, "less sound than words"),
        (edge_service.sound_without_words, "hung up"),
        (edge_service.binary_garbage, "UnexpectedResponse"),
        (edge_service.text_garbage, "JSONDecodeError"),
        (edge_service.unplayable, "cannot be decoded"),
        (edge_service.refuse(500), "500"),
        (edge_service.refuse(429), "429"),
    ],
)
def test_a_bad_answer_is_tried_three_times(start: Start, answer: Answer, reason: str) -> None:
    service = start(answer)
    with pytest.raises(SpeechError, match=reason) as caught:
        speaker(service).speak(EN, "en")
    assert service.connections == 3
    assert "3 times" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("answer", [edge_service.sleep, edge_service.drip])
def test_a_slow_service_is_left(start: Start, answer: Answer) -> None:
    patience = Patience(connect_s=5, receive_s=1, line_s=1.2, tries=1)
    with pytest.raises(SpeechError, match="no answer in time") as caught:
        speaker(start(answer), patience).speak(EN, "en")
    assert "once" in caught.value.message


def test_a_refusal_is_not_repeated(start: Start) -> None:
    service = start(edge_service.refuse(403))
    with pytest.raises(SpeechError, match="403"):
        speaker(service).speak(EN, "en")
    assert service.connections == 2  # the client itself tries once more, with the server's clock


def test_a_passing_fault_is_forgiven(start: Start) -> None:
    service = start(edge_service.drop, edge_service.refuse(503), edge_service.speak)
    line = speaker(service).speak(EN, "en")
    assert service.connections == 3
    assert "".join(word.text for word in line.words) == EN


def test_pauses_between_tries_grow_and_jitter(start: Start) -> None:
    service, pauses = start(edge_service.drop), list[float]()
    patience = Patience(connect_s=5, receive_s=1, tries=3, pause_s=0.5)
    voice = EdgeSpeaker(patience=patience, proxy=service.proxy, sleep=pauses.append, chance=lambda: 0.25)
    with pytest.raises(SpeechError):
        voice.speak(EN, "en")
    assert pauses == [0.375, 0.75]


def test_an_untrusted_certificate_is_refused(start: Start) -> None:
    service = start(edge_service.speak, authority=Authority.create("Somebody else"))
    with pytest.raises(SpeechError, match=r"certificate of .* is not trusted"):
        speaker(service).speak(EN, "en")
    assert service.connections == 0


def test_nobody_listening(start: Start) -> None:
    service = start(edge_service.speak)
    gone = EdgeSpeaker(patience=QUICK, proxy="http://127.0.0.1:1", sleep=lambda seconds: None)
    with pytest.raises(SpeechError, match=r"3 times.*cannot connect to 127"):
        gone.speak(EN, "en")
    assert service.connections == 0
