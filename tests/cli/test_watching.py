"""`--watch`: drawn again after every change, whatever is wrong in between, until Ctrl-C."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.watching import files_of, watch
from domain.errors import BriefError
from tests.cli.test_preview import BRIEF
from tests.pipeline.fakes import draw_photo

_ROOT = Path(__file__).parents[2]


def test_every_change_is_drawn_and_what_is_wrong_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "brief.yaml"
    turns: list[int] = []

    def draw() -> str:
        turns.append(len(turns))
        if len(turns) == 4:
            raise KeyboardInterrupt
        path.write_text("x" * len(turns))  # changes while it is drawn: drawn again
        if len(turns) == 2:
            raise BriefError("the brief is wrong", hint="mend it")
        return f"drawn {len(turns)}"

    watch(lambda: (path, tmp_path / "not there"), draw)
    said = capsys.readouterr()
    assert [line.split("  ")[0] for line in said.out.splitlines()] == ["drawn 1", "drawn 3"]
    assert said.err == "error: the brief is wrong\nhint: mend it\n"
    assert len(turns) == 4


def test_a_brief_is_watched_with_its_files_or_alone_while_it_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "brief.yaml"
    path.write_text("product: {name: Mug, images: [a.jpg, b/c.png]}\nbrand_kit: kit.yaml\ntemplate: my-look\n")
    own = Path("my-look/template.yaml")
    assert files_of(path) == (path, own, *(tmp_path / name for name in ("a.jpg", "b/c.png", "kit.yaml")))
    assert files_of(path, "other")[1] == Path("other/template.yaml")
    (tmp_path / "kit.yaml").write_text("name: ACME\nlogo: art/logo.png\n")
    assert files_of(path)[-2:] == (tmp_path / "kit.yaml", tmp_path / "art/logo.png")
    path.write_text("product: [")
    assert files_of(path, "my-look") == (path, own)


@pytest.mark.slow
def test_a_preview_is_drawn_again_until_ctrl_c(place: Path) -> None:
    draw_photo(place / "a.jpg")
    (place / "mug.yaml").write_text(BRIEF)
    env = {**os.environ, "VITRINE_PRODUCER": "ACME-Shop", "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-m", "cli", "preview", "mug.yaml", "--watch", "--out", "still.jpg"]
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite run in the background ignores it
    ) as process:  # fmt: skip
        try:
            said = _lines(process)
            assert next(said).startswith("preview  still.jpg")
            first = (place / "still.jpg").read_bytes()
            (place / "mug.yaml").write_text(BRIEF.replace("Stone Mug", "Clay Mug"))
            assert next(said).startswith("preview  still.jpg")
            assert (place / "still.jpg").read_bytes() != first
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
        finally:
            process.kill()


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    assert process.stdout
    yield from process.stdout
