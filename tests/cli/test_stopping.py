"""Stopping a job: Ctrl-C and SIGTERM end it cleanly, with nothing in the output folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_rendering(tmp_path: Path, number: signal.Signals, code: int) -> None:
    options = ["--seconds", "6", "--aspect", "1:1", "--language", "en", "--out", "out"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("VITRINE_")}
    environment |= {"PYTHONPATH": str(_ROOT), "VITRINE_PRODUCER": "ACME-Shop", "VITRINE_HOME": str(tmp_path / "home")}
    job = subprocess.Popen(
        [sys.executable, "-m", "cli", "make", str(_ROOT / "examples/briefs/mug.yaml"), *options],
        cwd=tmp_path, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a suite run in the background ignores it
    )  # fmt: skip
    assert job.stderr
    seen = ""
    for line in job.stderr:
        seen += line
        if line.startswith("render 25"):
            job.send_signal(number)
            break
    out, rest = job.communicate(timeout=60)
    assert job.returncode == code, seen + rest
    assert out == ""
    assert "Traceback" not in seen + rest
    assert ("error: stopped" in rest) is (number == signal.SIGINT)
    assert not (tmp_path / "out").exists()
    assert not list((tmp_path / "home/work").rglob("seal-*"))
