"""`vitrine plan` and `vitrine revise`."""

import json
from pathlib import Path

import pytest

from cli.app import run
from cli.exit_codes import BAD_INPUT, CHECK_FAILED, OK

BRIEF = Path(__file__).parents[2] / "examples" / "briefs" / "earbuds.yaml"


def test_a_plan_is_shown_and_kept_and_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan"
    assert run(["plan", str(BRIEF), "--out", str(out)]) == OK
    shown = capsys.readouterr().out
    for word in ("angle ", "template ", "1-", "claims ", "timing ", "post kit "):
        assert word in shown
    assert run(["revise", str(out), "another hook"]) == OK
    shown = capsys.readouterr().out
    assert shown.count("  * ") == 1
    assert run(["revise", str(out), "sing it"]) == BAD_INPUT
    assert "another hook" in capsys.readouterr().err


def test_a_plan_can_stop_early_and_a_wrong_step_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan"
    assert run(["plan", str(BRIEF), "--until", "angle", "--out", str(out)]) == OK
    assert not (out / "3-script.json").exists()
    assert run(["plan", str(BRIEF), "--until", "end", "--out", str(out)]) == BAD_INPUT
    assert "understand, angle, script" in capsys.readouterr().err


def test_an_edit_that_must_not_be_published_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "plan"
    assert run(["plan", str(BRIEF), "--out", str(out)]) == OK
    file = out / "3-script.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["value"]["scenes"][1]["narration"] = "99 hours of playtime."
    file.write_text(json.dumps(told), encoding="utf-8")
    assert run(["plan", str(BRIEF), "--out", str(out)]) == CHECK_FAILED
    assert "99 hours" in capsys.readouterr().out
