"""`vitrine doctor`: findings, exit code, and nothing written."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Vitrine
from tests.presenter.fake_piper import installed


def findings(out: str) -> dict[str, set[str]]:
    """The states seen for each part."""
    states: dict[str, set[str]] = {}
    for finding in json.loads(out):
        states.setdefault(finding["name"], set()).add(finding["state"])
    return states


def test_without_a_producer_it_is_missing(vitrine: Vitrine, place: Path) -> None:
    shown = vitrine("doctor", "--json")
    assert shown.code == 1
    seen = findings(shown.out)
    assert seen["producer"] == {"missing"}
    assert seen["script"] == seen["voice"] == {"ready", "off"}
    assert seen["encoder"] == seen["templates"] == {"ready"}
    assert not (place / "home").exists()


def test_with_a_producer_all_is_ready(vitrine: Vitrine) -> None:
    assert vitrine("init", "--producer", "ACME").code == 0
    shown = vitrine("doctor")
    assert shown.code == 0
    assert "ACME" in shown.out
    assert "valid until" in shown.out
    assert "espeak" in shown.out


def test_a_stray_variable_and_a_nameless_model_are_found(vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME")
    monkeypatch.setenv("VITRINE_PRESETT", "fast")
    monkeypatch.setenv("VITRINE_LLM_ENABLED", "1")
    monkeypatch.setenv("VITRINE_LLM_API_KEY", "sk-secret")
    shown = vitrine("doctor", "--json")
    assert shown.code == 1
    assert "VITRINE_PRESETT is set, but there is no such setting" in shown.out
    assert findings(shown.out)["script"] == {"ready", "missing"}
    assert "sk-secret" not in shown.out


def test_a_part_that_fails_hides_no_other(vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME")
    monkeypatch.setenv("VITRINE_FONT_DIR", str(place))
    monkeypatch.setenv("VITRINE_HOME", "/proc/vitrine")
    shown = vitrine("doctor", "--json")
    seen = findings(shown.out)
    assert seen["fonts"] == seen["home"] == {"missing"}
    assert seen["encoder"] == {"ready"}
    assert shown.code == 1


def test_a_lip_sync_engine_without_its_folder_falls_back(
    vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME")
    assert findings(vitrine("doctor", "--json").out)["lip-sync"] == {"off"}
    monkeypatch.setenv("VITRINE_LIPSYNC_ENABLED", "1")
    assert findings(vitrine("doctor", "--json").out)["lipsync"] == {"missing"}
    monkeypatch.setenv("VITRINE_LIPSYNC_BASE_URL", "http://127.0.0.1:8383")
    monkeypatch.setenv("VITRINE_LIPSYNC_FOLDER", str(place / "nowhere"))
    assert findings(vitrine("doctor", "--json").out)["lip-sync"] == {"falls back"}
    monkeypatch.setenv("VITRINE_LIPSYNC_FOLDER", str(place))
    assert findings(vitrine("doctor", "--json").out)["lip-sync"] == {"ready"}


def test_a_local_voice_is_heard(vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    path, (model,) = installed(place / "piper", "speak", "en")
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME")
    assert "local neural voice: piper" in vitrine("doctor").out
    monkeypatch.setenv("VITRINE_PIPER_PATH", str(path))
    monkeypatch.setenv("VITRINE_PIPER_VOICES", f'["{model}"]')
    voices = [one for one in json.loads(vitrine("doctor", "--json").out) if one["detail"].startswith("local ")]
    assert [(one["state"], one["detail"][:20]) for one in voices] == [
        ("falls back", "local zh: piper has "), ("ready", "local en: piper-en@e"),
    ]  # fmt: skip
    model.write_text("crash")
    assert "local en: piper ended with code -6" in vitrine("doctor").out
