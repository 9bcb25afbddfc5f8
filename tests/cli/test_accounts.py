"""`vitrine accounts` and `vitrine keys` on a real database."""

from pathlib import Path

import pytest

from cli.app import run
from cli.exit_codes import BAD_INPUT, OK


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "home"))


def test_an_account_and_its_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["accounts", "create", "ada@example.com", "--keys-only", "--owner", "--accept-terms"]) == OK
    assert "ada@example.com (owner)" in capsys.readouterr().out
    assert run(["keys", "create", "ada@example.com", "--test", "--name", "ci"]) == OK
    secret = capsys.readouterr().out.strip()
    assert secret.startswith("vitrine_test_")
    assert run(["keys", "list", "ada@example.com"]) == OK
    listed = capsys.readouterr().out
    assert secret not in listed and secret[-4:] in listed and "never used" in listed
    key = listed.split()[0]
    assert run(["keys", "rotate", "ada@example.com", key, "--hours", "0"]) == OK
    assert run(["keys", "revoke", "ada@example.com", key]) == OK
    assert run(["accounts", "freeze", "ada@example.com"]) == OK
    assert run(["accounts", "list"]) == OK
    assert "frozen" in capsys.readouterr().out


def test_mistakes_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["keys", "list", "nobody@example.com"]) == BAD_INPUT
    assert "there is no account 'nobody@example.com'" in capsys.readouterr().err
    run(["accounts", "create", "ada@example.com", "--keys-only"])
    assert run(["keys", "create", "ada@example.com", "--scope", "everything"]) == BAD_INPUT
    assert "unknown" in capsys.readouterr().err
