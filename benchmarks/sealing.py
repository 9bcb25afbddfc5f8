"""Sealing and the gate: their share of a render's time, and the memory they take in a process of their own."""

import argparse
import hashlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.jobs import PRODUCER
from benchmarks.measure import sampling
from benchmarks.report import Figure
from benchmarks.subject import ROOT
from domain.render import Render
from domain.timeline import Timeline
from pipeline.settings import load_settings
from pipeline.wiring import open_studio

TURNS = 5


@dataclass(frozen=True)
class SealCost:
    """The middle wall time of sealing, its peak of memory over what the program itself holds, and the file's size."""

    wall: float
    megabytes: float
    file_megabytes: float


def measure_sealing(timeline: Path, render: Path, home: Path) -> SealCost:
    """Seals a render several times in a process that does nothing else."""
    command = [sys.executable, "-m", "benchmarks.sealing", str(timeline), str(render)]
    settings = {"VITRINE_PRODUCER": PRODUCER, "VITRINE_HOME": str(home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=os.environ | settings, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"sealing failed:\n{done.stderr}")
    return SealCost(**json.loads(done.stdout))


def sealing_figures(cost: SealCost, render_seconds: float) -> list[Figure]:
    """The rows of the table."""
    bound = 100 + 1.2 * cost.file_megabytes
    return [
        Figure("sealing and gate over render stage, 30 s", 100 * cost.wall / render_seconds, "%", 8, "at most"),
        Figure("peak memory of sealing", cost.megabytes, "MB", bound, "at most"),
    ]


def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("timeline", type=Path)
    parser.add_argument("render", type=Path)
    given = parser.parse_args()
    cost = _sealed(Timeline.model_validate_json(given.timeline.read_bytes()), given.render)
    print(json.dumps(vars(cost)))


def _sealed(timeline: Timeline, path: Path) -> SealCost:
    studio, render = open_studio(load_settings()), _render_of(timeline, path)
    walls: list[float] = []
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder, _peak() as peak:
        for turn in range(TURNS):
            start = time.perf_counter()
            studio.sealer.video(render, timeline, Path(folder) / f"{turn}.mp4")
            walls.append(time.perf_counter() - start)
    return SealCost(statistics.median(walls), peak[0], path.stat().st_size / 1e6)


def _render_of(timeline: Timeline, path: Path) -> Render:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Render(
        path=path, sha256=digest, width=timeline.width, height=timeline.height, fps=timeline.fps,
        frames=timeline.frames, segments=1, segments_reused=0,
    )  # fmt: skip


@contextmanager
def _peak() -> Iterator[list[float]]:
    """The most megabytes this process holds over what it holds now, sampled while the block runs."""
    process = psutil.Process()
    base, most = process.memory_info().rss, [0.0]

    def look() -> None:
        most[0] = max(most[0], (process.memory_info().rss - base) / 1e6)

    with sampling(look, every=0.005):
        yield most


if __name__ == "__main__":
    _main()
