"""Whole jobs, each in a process of its own as a user starts it: start-up, plan, voice, render, seal, verify."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Cost, peak_of, timed
from benchmarks.subject import BRIEF, ROOT, SECONDS

PRODUCER = "Vitrine-Benchmark"


@dataclass(frozen=True)
class JobCost:
    """What a job took, and the most memory it held with all its processes."""

    cost: Cost
    megabytes: float


def make_job(
    home: Path, out: Path, seconds: int = SECONDS, template: str | None = None, brief: Path = BRIEF
) -> JobCost:
    """``vitrine make`` of one vertical video of a brief, the example's unless another is named, every stage anew."""
    chosen = ["--template", template] if template else []
    asked = [str(brief), "--seconds", str(seconds), "--aspect", "9:16", *chosen]
    return _vitrine(home, ["make", *asked, "--no-cache", "--out", str(out)])


def render_job(timeline: Path, home: Path, out: Path) -> JobCost:
    """``vitrine render`` of a timeline: rendered, sealed and verified."""
    return _vitrine(home, ["render", str(timeline), "--no-cache", "--out", str(out)])


def _vitrine(home: Path, arguments: list[str]) -> JobCost:
    settings = {"VITRINE_PRODUCER": PRODUCER, "VITRINE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    # As a user has it: Python keeps the modules it has translated.
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with timed() as cost:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *arguments],
            cwd=ROOT, env=usual | settings, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        with peak_of(process.pid) as peak:
            _, printed = process.communicate()
    if process.returncode:
        raise SystemExit(f"vitrine {arguments[0]} failed:\n{printed}")
    return JobCost(cost, peak.megabytes)
