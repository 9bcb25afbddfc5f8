"""`vitrine voices`: the list, and a sample that leaves labelled."""

import json
from pathlib import Path

import pytest

from pipeline.recognising import open_ledger
from tests.cli.conftest import Vitrine


@pytest.fixture
def producer(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "Vitrine-Demo")
    monkeypatch.setenv("VITRINE_HOME", str(place / "vitrine"))


def test_every_voice_is_listed_with_what_it_needs(vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_EDGE_ENABLED", "1")
    rows = {row["name"]: row for row in json.loads(vitrine("voices", "--json").out)}
    assert rows["espeak-zh-annie"]["usable"] and rows["zh-CN-YunxiNeural"]["usable"]
    assert rows["openai-en-ash"] == {
        "provider": "openai", "name": "openai-en-ash", "language": "en", "gender": "male", "age": "adult",
        "style": "calm", "usable": False, "remedy": "set speech_enabled to true",
    }  # fmt: skip
    shown = vitrine("voices", "--language", "en")
    assert shown.code == 0
    assert "en-GB-SoniaNeural" in shown.out and "zh-CN" not in shown.out


def test_a_voice_left_out_of_the_order_is_not_usable(vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_VOICE_ORDER", '["edge"]')
    rows = {row["name"]: row for row in json.loads(vitrine("voices", "--json").out)}
    assert rows["espeak-en-max"]["remedy"] == "add espeak to voice_order"


@pytest.mark.slow
def test_a_sample_leaves_labelled_and_known(vitrine: Vitrine, place: Path, producer: None) -> None:
    shown = vitrine("voices", "--sample", "espeak-en-max", "--out", "sounds/max.wav")
    assert shown.code == 0, shown.err
    assert "espeak-en-max: Hello" in shown.out
    assert vitrine("verify", "sounds/max.wav", "-q").code == 0
    assert [path.name for path in (place / "sounds").iterdir()] == ["max.wav"]
    assert [file.job for file in open_ledger(place / "vitrine").latest()] == ["sample"]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--language", "fr"), "no voice speaks 'fr'"),
        (("--sample", "espeak-en-mix"), "'espeak-en-mix' is not known"),
        (("--sample", "espeak-en-max", "--out", "max.ogg"), "not written as '.ogg'"),
        (("--sample", "espeak-en-max", "--out", "max.jpg"), "not written as '.jpg'"),
        (("--sample", "en-US-GuyNeural"), "may not speak here"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    options: tuple[str, ...], reason: str, vitrine: Vitrine, place: Path, producer: None
) -> None:
    shown = vitrine("voices", *options)
    assert shown.code == 2
    assert reason in shown.err and "hint: " in shown.err
    assert not [path for path in place.iterdir() if path.suffix]


def test_a_sample_needs_a_producer(vitrine: Vitrine) -> None:
    assert "no producer" in vitrine("voices", "--sample", "espeak-en-max").err
