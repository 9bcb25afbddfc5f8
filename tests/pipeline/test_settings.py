"""Settings: which source wins, and how a wrong one is answered."""

from pathlib import Path

import pytest

from domain.errors import SettingsError
from pipeline.settings import FILE_NAME, load_settings, require_producer, stray_variables


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def test_defaults_need_nothing_but_have_no_producer(own_place: Path) -> None:
    settings = load_settings()
    assert settings.producer is None
    assert settings.home == own_place / "home/.local/share/vitrine"
    assert (settings.preset, settings.crf) == ("veryfast", 20)
    assert not settings.llm_enabled
    assert not settings.edge_enabled


def test_the_nearer_source_wins(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(own_place / "home/.config/vitrine", 'producer = "USER"\ncrf = 30\npreset = "fast"\nthreads = 3\n')
    write(own_place, 'producer = "FOLDER"\ncrf = 28\npreset = "slow"\n')
    monkeypatch.setenv("VITRINE_PRODUCER", "VARIABLE")
    monkeypatch.setenv("VITRINE_CRF", "26")
    settings = load_settings({"producer": "OPTION", "home": None})
    assert (settings.producer, settings.crf, settings.preset, settings.threads) == ("OPTION", 26, "slow", 3)


def test_an_empty_variable_is_not_set(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_FONT_DIR", "")
    assert load_settings().font_dir is None


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ('prodcer = "x"', "'prodcer' is not a setting", "did you mean 'producer'?"),
        ("producer = x", "not valid TOML", "producer ="),
        ("crf = 99", "vitrine.toml: crf is '99', more than 51", "0 to 51"),
        ('preset = "slw"', "vitrine.toml: preset is 'slw', which is not offered", "'slow'"),
        ('producer = "北叶"', "must be 1–64 printable ASCII", "vitrine init"),
        ('producer = "001191110102MACQD9K6401"', "needs 27", "vitrine init"),
        ('tsa_url = "file:///etc/passwd"', "has the wrong form", "https://"),
        ("llm_timeout = nan", "is 'nan'", "number"),
    ],
)
def test_a_wrong_file(own_place: Path, text: str, reason: str, hint: str) -> None:
    write(own_place, text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert reason in caught.value.message
    assert FILE_NAME in caught.value.message
    assert hint in caught.value.hint


def test_a_wrong_variable_is_named(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_LLM_ENABLED", "maybe")
    with pytest.raises(SettingsError, match="VITRINE_LLM_ENABLED is 'maybe', not true or false"):
        load_settings()


def test_a_file_that_is_not_text(own_place: Path) -> None:
    (own_place / FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_settings()


def test_a_key_is_never_shown(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(own_place, "llm_api_key = 12345")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "12345" not in str(caught.value)
    write(own_place, 'llm_api_key = "sk-secret"')
    assert "sk-secret" not in repr(load_settings())


def test_without_a_producer_the_remedies_are_named(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_PRODUCR", "ACME")
    with pytest.raises(SettingsError) as caught:
        require_producer(load_settings())
    assert "VITRINE_PRODUCR is set, but there is no such setting" in caught.value.message
    assert "vitrine init" in caught.value.hint
    assert "VITRINE_PRODUCER=" in caught.value.hint
    assert stray_variables() == ("VITRINE_PRODUCR",)


def test_a_producer_code_passes(own_place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "001191110102MACQD9K64010000")
    assert require_producer(load_settings()) == "001191110102MACQD9K64010000"
