"""The real openai client against a loopback speech server, on its good and its bad days."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from domain.errors import SpeechError
from presenter.espeak import EspeakSpeaker
from presenter.openai_speech import OpenAiSpeaker, SpeechService
from presenter.patience import Patience, Persistence
from tests.presenter import speech_server as day
from tests.presenter.speech_server import Answer, Server

ZH = "北叶 NORDLEAF 保温杯，现在只要¥99！"
KEY = "sk-very-secret-123"


class Bench:
    """A server and a speaker that talks to it; its pauses are noted instead of slept."""

    def __init__(self, server: Server) -> None:
        self.server, self.slept = server, list[float]()

    def speaker(self, voice: str = "auto", own: str = "", tries: int = 3) -> OpenAiSpeaker:
        service = SpeechService(model="tts-1", base_url=self.server.url, api_key=KEY, voice=own)
        patience = Patience(receive_s=1, line_s=1.5, tries=tries, pause_s=0.5, longest_pause_s=20)
        persistence = Persistence(patience, self.slept.append, lambda: 0.5)
        return OpenAiSpeaker(service, EspeakSpeaker(), voice, persistence)

    def failure(self, tries: int = 3) -> str:
        with pytest.raises(SpeechError) as caught:
            self.speaker(tries=tries).speak("早上好。", "zh")
        assert caught.value.hint
        return caught.value.message


@pytest.fixture
def bench() -> Iterator["type[Bench] | object"]:
    with ExitStack() as stack:
        yield lambda *answers: Bench(stack.enter_context(day.running(*answers)))


@pytest.mark.parametrize("answer", [day.wav, day.streamed_wav, day.pcm, day.mp3, day.ogg])
def test_every_form_of_sound_is_understood(bench, answer: Answer) -> None:  # type: ignore[no-untyped-def]
    line = bench(answer).speaker().speak(ZH, "zh")
    truth = day.said({"input": "北叶 Nordleaf 保温杯，现在只要九十九元！", "speed": 1.0})
    assert line.duration_ms == pytest.approx(truth.duration_ms, abs=150)
    assert "".join(word.text for word in line.words) == ZH


def test_it_asks_for_what_was_said_with_voice_model_speed_and_key(bench) -> None:  # type: ignore[no-untyped-def]
    there = bench(day.wav)
    there.speaker("openai-zh-ash").speak("只要¥99！", "zh", 1.1)
    asked = there.server.asked[0]
    assert (asked["input"], asked["voice"], asked["model"]) == ("只要九十九元！", "ash", "tts-1")
    assert (asked["speed"], asked["path"], there.server.keys) == (1.1, "/v1/audio/speech", [f"Bearer {KEY}"])


def test_the_brand_says_its_own_name(bench) -> None:  # type: ignore[no-untyped-def]
    there = bench(day.wav)
    line = there.speaker().speak("来试试NORDLEAF吧。", "zh", 1.0, {"NORDLEAF": "北叶"})
    assert there.server.asked[0]["input"] == "来试试北叶吧。"
    assert "".join(word.text for word in line.words) == "来试试NORDLEAF吧。"


def test_the_voice_really_used_is_named(bench) -> None:  # type: ignore[no-untyped-def]
    there = bench(day.wav)
    assert there.speaker("openai-zh-ash").voice_for("zh") == "openai-zh-ash@tts-1"
    assert there.speaker("openai-zh-ash").voice_for("en") == "openai-en-coral@tts-1"
    own = there.speaker(own="af_heart")
    own.speak("早上好。", "zh")
    assert (own.voice_for("zh"), there.server.asked[0]["voice"]) == ("af_heart@tts-1", "af_heart")


PASSING = [
    day.status(500), day.status(503), day.status(429), day.status(408), day.cut_wav, day.hang_up, day.silence,
    day.nothing, day.too_long, day.blip, day.page, day.json_with_200, day.noise_in_a_wav, day.playlist,
]  # fmt: skip


@pytest.mark.parametrize("bad", PASSING)
def test_a_bad_answer_is_asked_for_again(bench, bad: Answer) -> None:  # type: ignore[no-untyped-def]
    there = bench(bad, day.wav)
    assert there.speaker().speak("早上好，今天喝什么？", "zh").duration_ms > 1000
    assert len(there.server.asked) == 2
    assert there.slept == [0.5]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (day.status(500, "out of memory"), "500 out of memory"),
        (day.cut_wav, "cut short"),
        (day.hang_up, "connection broke"),
        (day.silence, "nothing but silence"),
        (day.nothing, "it sent nothing instead of sound"),
        (day.too_long, "for a line of about"),
        (day.page, "it sent text/html instead of sound"),
        (day.json_with_200, "it sent application/json instead of sound"),
        (day.noise_in_a_wav, "cut short"),
        (day.playlist, "instead of sound"),
        (day.mute, "in time"),
        (day.dribble, "no whole answer in time"),
    ],
)
def test_a_day_that_stays_bad_is_an_error_with_its_reason(bench, bad: Answer, reason: str) -> None:  # type: ignore[no-untyped-def]
    there = bench(bad)
    message = there.failure(tries=2)
    assert message.startswith("the speech service failed (2 times): ")
    assert reason in message
    assert len(there.server.asked) == 2


def test_pauses_grow_and_a_wish_to_wait_is_kept_to(bench) -> None:  # type: ignore[no-untyped-def]
    there = bench(day.status(429, retry_after="7"), day.status(503), day.wav)
    there.speaker().speak("早上好。", "zh")
    assert there.slept == [7.0, 1.0]


def test_nobody_waits_an_hour(bench) -> None:  # type: ignore[no-untyped-def]
    there = bench(day.status(429, "slow down", retry_after="3600"))
    assert "asks to wait 3600 s" in there.failure()
    assert (len(there.server.asked), there.slept) == (1, [])


@pytest.mark.parametrize(
    "refusal",
    [day.status(401, f"Incorrect API key {KEY}"), day.status(400), day.status(404),
     day.status(429, "no money", "insufficient_quota")],
)  # fmt: skip
def test_a_refusal_is_not_asked_again_and_keeps_the_key_to_itself(bench, refusal: Answer) -> None:  # type: ignore[no-untyped-def]
    there = bench(refusal)
    assert KEY not in there.failure()
    assert len(there.server.asked) == 1


def test_nobody_there() -> None:
    with day.running(day.wav) as server:
        pass
    assert "connection failed" in Bench(server).failure(tries=1)
