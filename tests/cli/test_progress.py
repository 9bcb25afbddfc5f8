"""Progress: how much of a job is done, and what is shown where there is no terminal."""

from pathlib import Path
from typing import get_args

import pytest

from cli.progress import PlainLines, shown_progress
from domain.brief import Aspect
from pipeline.preview import example_brief
from pipeline.progress import SHARES, Overall
from pipeline.template_check import check_template
from templates.starting import start_template


def test_shares_make_a_whole() -> None:
    assert sum(SHARES.values()) == 100


def test_a_job_with_one_video() -> None:
    overall = Overall(1)
    seen = [
        overall.update("plan", 0.0),
        overall.update("speak", 0.0),
        overall.update("speak", 1.0),
        overall.update("compose", 0.0),
        overall.update("render", 0.0),
        overall.update("render", 0.5),
        overall.update("render", 1.0),
        overall.update("seal", 1.0),
        overall.update("export", 1.0),
    ]
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == pytest.approx(1)
    assert 0.45 < seen[5] < 0.55


def test_two_videos_share_the_bar() -> None:
    overall = Overall(2)
    overall.update("speak", 1.0)
    one = overall.update("seal 9:16", 1.0)
    assert 0.5 < one < 0.6
    overall.update("seal 1:1", 1.0)
    assert overall.update("export", 1.0) == pytest.approx(1)


def test_a_stage_never_goes_back() -> None:
    overall = Overall(1)
    assert overall.update("render", 0.8) == overall.update("render", 0.2)


def test_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    tell = PlainLines()
    for done in (0.0, 0.1, 0.3, 0.31, 0.6, 1.0):
        tell("render", done)
    tell("seal", 0.0)
    assert capsys.readouterr().err.splitlines() == ["render …", "render 25 %", "render 50 %", "render 100 %", "seal …"]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(1, quiet=True) as tell:
        tell("render", 0.5)
    assert capsys.readouterr() == ("", "")


def test_checking_a_template_tells_each_shape_and_language(tmp_path: Path) -> None:
    seen: list[tuple[str, float]] = []
    path = start_template(tmp_path / "mine")
    check_template(path, example_brief(str(path)), progress=lambda stage, done: seen.append((stage, done)))
    assert [stage for stage, _ in seen] == [f"{aspect} {x}" for x in ("zh", "en") for aspect in get_args(Aspect)]
    assert [done for _, done in seen] == [i / 8 for i in range(8)]
