"""Batches: rows an hour, cold and with a warm cache; memory along the way; cost against as many separate makes.

At a reduced scale that every figure names: a few rows of 15 s instead of 500, so that it takes about three minutes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from benchmarks.accepting import accepting_figures
from benchmarks.jobs import PRODUCER
from benchmarks.measure import Watched, watching
from benchmarks.report import Figure
from benchmarks.subject import ROOT
from pipeline.batch.plan import DEFAULT_PACE
from pipeline.jobs.opening import open_database
from pipeline.settings import Settings
from pipeline.store.jobs import JobRow

ROWS = 4
WARM = 30
SECONDS = 15
PHOTO = ROOT / "examples/media/thermos-pack.jpg"
_JOBS = 2
_HEAD = "id,name,price,currency,selling_points,images,template,seconds\n"
_POINTS = ("Keeps hot for 12 hours", "Holds 500 ml", "Weighs 290 g", "Made of steel")


@dataclass(frozen=True)
class Run:
    """One batch: CPU seconds of all its processes, seconds from its first row to its last, megabytes row by row."""

    cpu: float
    seconds: float
    memory: tuple[float, ...]

    @property
    def per_hour(self) -> float:
        return len(self.memory) / self.seconds * 3600

    @property
    def growth(self) -> float:
        """The most memory over the last third of the rows, against the third before."""
        third = len(self.memory) // 3
        return max(self.memory[-third:]) / max(self.memory[-2 * third : -third])


@dataclass(frozen=True)
class BatchCost:
    """Rows of different products cold, many rows from a warm cache, rows of one product, and one of them separately.

    Rows of one product differ in price and selling point: they share their template and end card.
    """

    cold: Run
    warm: Run
    alike: Run
    separate: float

    @property
    def shared(self) -> float:
        """CPU time of the rows of one product over that of as many separate makes."""
        return self.alike.cpu / (ROWS * self.separate)


def measure_batch(folder: Path) -> BatchCost:
    """Runs everything below ``folder``, one after another."""
    home, other = folder / "different/home", folder / "alike/home"
    different = [_row(number, f"Thermos {number + 1}", number) for number in range(ROWS)]
    alike = [_row(number, "Thermos", number) for number in range(ROWS)]
    cold = _batch(different, home)
    warm = _batch([_row(100 + number, "Thermos 1", 0) for number in range(WARM)], home)
    return BatchCost(cold, warm, _batch(alike, other), _separate("Thermos", ROWS - 1, folder / "alone"))


def batch_figures(cost: BatchCost, folder: Path) -> list[Figure]:
    """The figures with their bounds; a cold batch is to be no slower than estimates assume of an unknown machine."""
    slowest = 3600 / SECONDS / DEFAULT_PACE
    return [
        *accepting_figures(folder / "accepting"),
        Figure(f"rows an hour, cold ({ROWS} rows of {SECONDS} s)", cost.cold.per_hour, "/h", slowest, "at least"),
        Figure(f"rows an hour, warm cache ({WARM} rows)", cost.warm.per_hour, "/h", 2 * slowest, "at least"),
        Figure(f"memory, last third over the one before ({WARM} rows)", cost.warm.growth, "×", 1.10, "at most"),
        Figure(f"{ROWS} rows of one product over separate makes, CPU", cost.shared, "×", 0.8, "at most"),
    ]


def _row(number: int, name: str, facts: int) -> str:
    point, price = _POINTS[facts], f"{19 + facts}.00"
    return f"{number},{name},{price},USD,{point},{PHOTO.name},spotlight,{SECONDS}\n"


def _separate(name: str, facts: int, folder: Path) -> float:
    """A row as a brief, made by its own command in an empty home: its CPU seconds."""
    folder.mkdir()
    product = {
        "name": name, "price": f"{19 + facts}.00", "currency": "USD", "selling_points": [_POINTS[facts]],
        "images": [str(PHOTO)],
    }  # fmt: skip
    brief = {"product": product, "template": "spotlight", "seconds": SECONDS, "language": "en"}
    path = folder / "brief.yaml"
    path.write_text(json.dumps(brief), encoding="utf-8")
    return _watched(folder / "home", "make", str(path), "--out", str(folder / "out"), "--quiet").cpu


def _batch(rows: Sequence[str], home: Path) -> Run:
    home.parent.mkdir(parents=True, exist_ok=True)
    file = home.parent / "shop.csv"
    file.write_text(_HEAD + "".join(rows), encoding="utf-8")
    arguments = ("--images", str(PHOTO.parent), "--out", str(home.parent / "out"), "--yes", "--quiet")
    watched = _watched(home, "batch", str(file), *arguments)
    begun, ended = _times(home, len(rows))
    return Run(watched.cpu, ended[-1] - begun, _while_ending(watched.memory, begun, ended))


def _while_ending(memory: Sequence[tuple[float, float]], begun: float, ended: Sequence[float]) -> tuple[float, ...]:
    spans = zip([begun, *ended], ended, strict=False)
    return tuple(max(held for at, held in memory if after <= at <= until + 0.1) for after, until in spans)


def _times(home: Path, count: int) -> tuple[float, list[float]]:
    """When the newest rows began, and when each ended, in order."""
    database = open_database(Settings(producer=PRODUCER, home=home))
    with database.session() as session:
        rows = session.exec(select(JobRow).order_by(col(JobRow.created).desc()).limit(count)).all()
        begun = min(row.started.timestamp() for row in rows if row.started)
        ended = sorted(row.finished.timestamp() for row in rows if row.finished and row.status == "completed")
    database.close()
    if len(ended) != count:
        raise SystemExit(f"{len(ended)} of {count} rows have a video")
    return begun, ended


def _watched(home: Path, *arguments: str) -> Watched:
    settings = {
        "VITRINE_PRODUCER": PRODUCER, "VITRINE_HOME": str(home), "VITRINE_WORKER_JOBS": str(_JOBS),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", *arguments], cwd=home.parent, env=os.environ | settings,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with watching(process.pid) as watched:
        _, printed = process.communicate()
    if process.returncode:
        raise SystemExit(f"vitrine {arguments[0]} failed:\n{printed}")
    return watched
