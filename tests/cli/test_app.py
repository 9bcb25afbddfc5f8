"""The front door: help, version, usage mistakes, exit codes."""

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from cli.exit_codes import exit_code
from domain import errors
from tests.cli.conftest import Vitrine

COMMANDS = ("make", "render", "verify", "templates", "doctor", "init")


def test_without_a_command_help_is_shown(vitrine: Vitrine) -> None:
    shown = vitrine()
    assert shown.code == 0
    assert all(command in shown.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(vitrine: Vitrine, command: str) -> None:
    shown = vitrine(command, "--help")
    assert shown.code == 0
    assert "Usage" in shown.out


def test_version(vitrine: Vitrine) -> None:
    assert vitrine("--version").out == "vitrine 0.1.0\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mkae"], "No such command 'mkae'"),
        (["make"], "give either a brief or --url"),
        (["make", "a.yaml", "--colour", "red"], "No such option: --colour"),
        (["make", "a.yaml", "--seconds", "ten"], "--seconds"),
        (["verify"], "Missing argument 'FILE...'"),
    ],
)
def test_a_usage_mistake_is_one_message(vitrine: Vitrine, arguments: Sequence[str], message: str) -> None:
    shown = vitrine(*arguments)
    assert shown.code == 2
    assert shown.out == ""
    first, second = shown.err.splitlines()
    assert first.startswith("error: ")
    assert message in first
    assert second.startswith("hint: 'vitrine")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (errors.BriefError, 2),
        (errors.SettingsError, 2),
        (errors.StorageError, 2),
        (errors.LabelError, 1),
        (errors.SpeechError, 3),
        (errors.PlanError, 3),
        (errors.RenderError, 4),
        (errors.VitrineError, 70),
    ],
)
def test_exit_codes(kind: type[errors.VitrineError], code: int) -> None:
    assert exit_code(kind("x")) == code


@pytest.mark.slow
def test_help_loads_nothing_heavy() -> None:
    script = "import sys; from cli.app import run; run(['make', '--help']); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"numpy", "av", "cv2", "skia", "langchain", "sqlmodel", "yaml"}
    assert not heavy & set(shown.stdout.split())


@pytest.mark.slow
def test_a_terminal_without_chinese_still_shows_the_rest() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "cli", "templates"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert shown.returncode == 0
    assert b"spotlight" in shown.stdout


@pytest.mark.slow
def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m cli templates | head -c 1; exit ${{PIPESTATUS[0]}}"
    shown = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    assert "Traceback" not in shown.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="counts the threads of a process as Linux lists them")
def test_matrices_are_worked_out_in_one_thread() -> None:
    sides = "np.ones((600, 600))"
    program = f"import os, cli, numpy as np; {sides} @ {sides}; print(len(os.listdir('/proc/self/task')))"
    known = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", program], env=known, capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
