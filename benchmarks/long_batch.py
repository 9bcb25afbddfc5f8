"""A long batch: is every row made once, however often its process is killed, and does its memory stay flat?

``python -m benchmarks.long_batch --rows 200 --kill-every 60`` runs ``vitrine batch`` over so many rows of short
videos, kills it with all its processes again and again, and begins the same command anew. It ends with what it found,
and with exit code 1 when a row was lost or made twice, or when memory grew. A row during which three processes were
killed fails, as documented: it ends, and is not lost. Without kills memory is what it looks at.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from sqlmodel import select

from benchmarks.jobs import PRODUCER
from benchmarks.measure import watching
from benchmarks.subject import ROOT
from domain.batch import Batch
from pipeline.batch.opening import open_feeder
from pipeline.jobs.opening import open_database
from pipeline.settings import Settings
from pipeline.store.jobs import JobRow, OutputRow

OWNER = "local"
PHOTO = ROOT / "examples/media/thermos-pack.jpg"
WARM_UP = 50
MOST_GROWTH = 1.10
_HEAD = "id,name,price,currency,selling_points,images,template,seconds,aspects\n"
_FEW = 4


@dataclass(frozen=True)
class Found:
    """What became of the rows: ``twice`` counts jobs and films beyond one a row, ``lost`` rows that never ended, and
    completed ones without a film; ``delivered`` counts films in the user's folder.

    ``growth`` is the most memory of the last tenth of the rows over that of the ten rows after the first
    ``WARM_UP``, None when the process was killed or there were too few rows.
    """

    rows: int
    kills: int
    seconds: float
    completed: int
    failed: int
    lost: int
    twice: int
    rows_tried_again: int
    delivered: int
    megabytes: float
    growth: float | None

    @property
    def holds(self) -> bool:
        once = self.completed == self.delivered and not self.lost and not self.twice
        return once and (self.growth is None or self.growth <= MOST_GROWTH)


def run(rows: int, products: int, kill_every: float, folder: Path) -> Found:
    """The whole batch, below ``folder``."""
    file, home, out = folder / "shop.csv", folder / "home", folder / "out"
    file.write_text(_HEAD + "".join(_row(number, number % products) for number in range(rows)), encoding="utf-8")
    settings = Settings(producer=PRODUCER, home=home)
    begun, kills, memory = time.time(), 0, list[tuple[float, float]]()
    while True:
        process = _begin(file, home, out)
        with watching(process.pid) as watched:
            ended = _ends(process, kill_every)
        memory = watched.memory
        if ended:
            break
        kills += 1
        _say(settings, kills)
    if process.returncode not in (0, 1):
        raise SystemExit((folder / "said.txt").read_text(encoding="utf-8")[-2000:])
    return _found(settings, rows, kills, time.time() - begun, out, memory)


def _row(number: int, product: int) -> str:
    return f"{number},Thermos,{19 + product}.00,USD,Keeps hot for 12 hours,{PHOTO.name},spotlight,6,1:1\n"


def _begin(file: Path, home: Path, out: Path) -> "subprocess.Popen[bytes]":
    arguments = ("--images", str(PHOTO.parent), "--out", str(out), "--yes", "--quiet")
    settings = {"VITRINE_PRODUCER": PRODUCER, "VITRINE_HOME": str(home), "VITRINE_WORKER_JOBS": "2"}
    with (file.parent / "said.txt").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "cli", "batch", str(file), *arguments],
            cwd=file.parent, env=os.environ | settings | {"PYTHONPATH": str(ROOT)}, stdout=said, stderr=said,
        )  # fmt: skip


def _ends(process: "subprocess.Popen[bytes]", kill_every: float) -> bool:
    """Whether it ended by itself; else it was killed, and its processes were waited for."""
    try:
        process.wait(kill_every or None)
        return True
    except subprocess.TimeoutExpired:
        _kill(process)
        return False
    except BaseException:
        _kill(process)
        raise


def _kill(process: "subprocess.Popen[bytes]") -> None:
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    psutil.wait_procs(family, 30)


def _batch(settings: Settings) -> Iterator[Batch]:
    database = open_database(settings)
    yield from open_feeder(settings, database).batches.list(OWNER)
    database.close()


def _say(settings: Settings, kills: int) -> None:
    for batch in _batch(settings):
        print(f"killed {kills} times: {dict(batch.counts)}", file=sys.stderr, flush=True)


def _found(
    settings: Settings, rows: int, kills: int, seconds: float, out: Path, memory: list[tuple[float, float]]
) -> Found:
    (batch,) = _batch(settings)
    database = open_database(settings)
    feeder = open_feeder(settings, database)
    items = feeder.batches.rows(batch.id, OWNER, limit=2 * rows)
    with database.session() as session:
        jobs = session.exec(select(JobRow).where(JobRow.batch_id == batch.id)).all()
        films = Counter(session.exec(select(OutputRow.job_id).where(OutputRow.kind == "video")).all())
        ends = sorted(job.finished.timestamp() for job in jobs if job.finished)
        again = sum(job.attempt > 1 for job in jobs)
    database.close()
    made = {row.video for row in items if row.status == "completed" and films[row.video]}
    failed, extra = batch.counts.get("failed", 0), len(jobs) - len({row.video for row in items})
    return Found(
        rows=rows, kills=kills, seconds=round(seconds), completed=batch.counts.get("completed", 0), failed=failed,
        lost=rows - failed - len(made), twice=extra + films.total() - len(films),
        rows_tried_again=again, delivered=len(list(out.rglob("*.mp4"))),
        megabytes=round(max(held for _, held in memory)), growth=None if kills else _growth(ends, memory),
    )  # fmt: skip


def _growth(ends: list[float], memory: list[tuple[float, float]]) -> float | None:
    if len(ends) < 2 * WARM_UP:
        return None
    tenth = len(ends) // 10
    early, late = (ends[WARM_UP], ends[WARM_UP + tenth]), (ends[-tenth], ends[-1])
    first, last = (max(held for at, held in memory if span[0] <= at <= span[1]) for span in (early, late))
    return round(last / first, 3)


def main() -> int:
    """Run it and print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long_batch", description=__doc__)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--products", type=int, default=_FEW, help="how many of the rows differ: %(default)s")
    parser.add_argument("--kill-every", type=float, default=60, metavar="SECONDS", help="0: never; %(default)s")
    given = parser.parse_args()
    with TemporaryDirectory(prefix="vitrine-long-") as folder:
        found = run(given.rows, given.products, given.kill_every, Path(folder))
    print(json.dumps(asdict(found) | {"holds": found.holds}, indent=2))
    return 0 if found.holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
