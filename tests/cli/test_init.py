"""`vitrine init`: the settings file and the certificates."""

import io
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Vitrine


def test_init_writes_settings_and_certificates(vitrine: Vitrine, place: Path) -> None:
    shown = vitrine("init", "--producer", "ACME-Shop")
    assert shown.code == 0
    assert tomllib.loads((place / "vitrine.toml").read_text()) == {"producer": "ACME-Shop"}
    certificates = place / "home/.local/share/vitrine/certificates"
    assert str(certificates) in shown.out
    assert (certificates / "signing-key.pem").stat().st_mode & 0o077 == 0


def test_init_again_changes_nothing_unless_forced(vitrine: Vitrine, place: Path) -> None:
    assert vitrine("init", "--producer", "ACME-Shop").code == 0
    key = place / "home/.local/share/vitrine/certificates/signing-key.pem"
    before = key.read_bytes()
    again = vitrine("init", "--producer", "Other")
    assert again.code == 2
    assert "'vitrine.toml' is already there" in again.err
    assert "--force" in again.err
    (place / "vitrine.toml").write_text('producer = "ACME-Shop"\ncrf = 18\n')
    assert vitrine("init", "--producer", "Other", "--force").code == 0
    assert tomllib.loads((place / "vitrine.toml").read_text()) == {"producer": "Other", "crf": 18}
    assert key.read_bytes() == before


def test_init_for_all_projects(vitrine: Vitrine, place: Path) -> None:
    assert vitrine("init", "--user", "--producer", "ACME-Shop").code == 0
    assert (place / "home/.config/vitrine/vitrine.toml").is_file()
    assert not (place / "vitrine.toml").exists()


@pytest.mark.parametrize("producer", ["", "two words", "北叶", "001191110102MACQD9K6401", 'a"b', "x" * 65])
def test_a_producer_that_is_none(vitrine: Vitrine, place: Path, producer: str) -> None:
    shown = vitrine("init", "--producer", producer)
    assert shown.code == 2
    assert shown.err.startswith("error: producer")
    assert "hint: " in shown.err
    assert not (place / "vitrine.toml").exists()


def test_without_a_terminal_the_option_is_named(vitrine: Vitrine) -> None:
    shown = vitrine("init")
    assert shown.code == 2
    assert "vitrine init --producer NAME" in shown.err


def test_a_settings_file_that_is_not_toml_is_kept(vitrine: Vitrine, place: Path) -> None:
    (place / "vitrine.toml").write_text("producer = ")
    shown = vitrine("init", "--producer", "ACME", "--force")
    assert shown.code == 2
    assert "not valid TOML" in shown.err
    assert (place / "vitrine.toml").read_text() == "producer = "


class Terminal(io.StringIO):
    """Answers that somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answers", "chosen"),
    [
        ("", {"edge_enabled": False, "speech_enabled": False}),
        ("none\nedge", {"edge_enabled": True, "speech_enabled": False}),
        (
            "piper\n/opt/piper/piper\n/v/zh.onnx, /v/en.onnx",
            {
                "edge_enabled": False,
                "speech_enabled": False,
                "piper_path": "/opt/piper/piper",
                "piper_voices": ["/v/zh.onnx", "/v/en.onnx"],
            },
        ),
        (
            "openai\nhttp://127.0.0.1:8880/v1\nkokoro",
            {
                "edge_enabled": False,
                "speech_enabled": True,
                "speech_base_url": "http://127.0.0.1:8880/v1",
                "speech_model": "kokoro",
            },
        ),
    ],
)
def test_init_asks_who_speaks(
    answers: str, chosen: dict[str, object], vitrine: Vitrine, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(f"ACME\n{answers}\nn\n"))
    assert vitrine("init").code == 0
    assert tomllib.loads((place / "vitrine.toml").read_text()) == {"producer": "ACME", **chosen}


def test_without_any_standard_input_nobody_is_asked(vitrine: Vitrine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    shown = vitrine("init")
    assert (shown.code, "no terminal to ask" in shown.err) == (2, True)
