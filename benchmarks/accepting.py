"""Accepting a batch: how long 2,000 rows take, and the memory it needs."""

import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.report import Figure
from benchmarks.subject import ROOT
from domain.batch import BatchOptions
from pipeline.batch.desk import BatchDesk, Customer
from pipeline.batch.plan import make_plan
from pipeline.jobs.desk import Desk
from pipeline.storage.admission import Admission
from pipeline.storage.folder import FolderStorage
from pipeline.store.database import open_database
from pipeline.store.schema import create_schema

ROWS = 2000
_TEXT = "Glazed by hand in small batches. " * 25


def catalogue() -> bytes:
    """So many rows with descriptions of 800 characters and photos by address."""
    rows = (f"{n},Stone Mug {n},{_TEXT},19.00,USD,https://a.example/{n}.jpg\n" for n in range(ROWS))
    return ("id,name,description,price,currency,images\n" + "".join(rows)).encode()


def accept(home: Path) -> float:
    """Seconds from the bytes of a catalogue to its rows in the database."""
    database = open_database(f"sqlite:///{home}/batch.sqlite")
    create_schema(database)
    desk = BatchDesk(database, Desk(database, Admission((home,), 0)), FolderStorage(home / "storage"))
    data = catalogue()
    begun = time.monotonic()
    batch = desk.accept(make_plan(data, "shop.csv", BatchOptions(), {}), Customer("bench"))
    taken = time.monotonic() - begun
    database.close()
    if batch.counts != {"waiting": ROWS}:
        raise SystemExit(f"not every row was accepted: {batch.counts}")
    return taken


def accepting_figures(folder: Path) -> list[Figure]:
    """Accepts in a process of its own, so that its memory is that of nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.accepting", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, memory = map(float, done.stdout.split())
    return [
        Figure(f"{ROWS} rows accepted", seconds, "s", 5, "at most"),
        Figure("memory of that, whole process", memory, "MB", 300, "at most"),
    ]


def main() -> None:
    """Print the seconds, and the most megabytes the process held."""
    seconds = accept(Path(sys.argv[1]))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


if __name__ == "__main__":
    main()
