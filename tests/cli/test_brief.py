"""`vitrine brief`: a page is shown and agreed to before it is used."""

from pathlib import Path

import pytest

from cli.app import run
from cli.brief import agree
from cli.exit_codes import BAD_INPUT
from domain.errors import BriefError


def test_nothing_is_used_unasked() -> None:
    agree(yes=True)
    with pytest.raises(BriefError, match="no terminal"):
        agree(yes=False)


@pytest.mark.parametrize("url", ["http://shop.example.com/p", "https://127.0.0.1/p", "file:///etc/passwd"])
def test_only_public_https_pages_are_read(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "brief.yaml"
    assert run(["brief", "--url", url, "--out", str(out), "--yes"]) == BAD_INPUT
    assert not out.exists()
    assert "error: " in capsys.readouterr().err


def test_a_video_needs_one_of_brief_and_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["make"]) == BAD_INPUT
    assert "either a brief or --url" in capsys.readouterr().err
