"""A batch run from the command line: a feeder and a worker here, until every row has ended."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import typer

from domain.batch import Batch, BatchRow
from pipeline.batch.delivery import Delivery
from pipeline.batch.feeder import Feeder
from pipeline.batch.results import feed, results_csv
from pipeline.files import write_whole
from pipeline.jobs.opening import open_worker
from pipeline.settings import Settings
from pipeline.shelf import Shelf, served_by
from pipeline.store.opening import open_ledger

_LOOK_S = 1.0
_GRACE_S = 5
_ALL = 100_000
_DONE = ("completed", "unchanged")


@dataclass(frozen=True)
class BatchRun:
    """Makes a batch's videos here and delivers each as it is finished."""

    settings: Settings
    feeder: Feeder
    owner: str
    out: Path
    pattern: str

    def until_ended(self, batch: Batch, *, quiet: bool) -> int:
        """Work until the batch has ended, then write its results; how many rows have no video."""
        delivery, over = self._delivery(), threading.Event()
        worker = open_worker(self.settings, self.feeder.database)
        feeding = threading.Thread(target=self.feeder.run, args=(over,), daemon=True)
        worker.start()
        feeding.start()
        try:
            while batch.status in ("running", "paused"):
                time.sleep(_LOOK_S)
                batch = self._look(batch, delivery, quiet=quiet)
        finally:
            over.set()
            worker.stop(_GRACE_S)
            feeding.join(40)
        return self._finish(batch, delivery)

    def _look(self, before: Batch, delivery: Delivery, *, quiet: bool) -> Batch:
        batch = self.feeder.batches.get(before.id, self.owner)
        if batch.counts != before.counts:
            for row in self.feeder.batches.rows(batch.id, self.owner, "completed", limit=_ALL):
                delivery.deliver(row, self.owner)
            if not quiet:
                typer.echo(_line(batch), err=True)
        return batch

    def _finish(self, batch: Batch, delivery: Delivery) -> int:
        rows = self.feeder.batches.rows(batch.id, self.owner, limit=_ALL)
        films = {row.video: film for row in rows if (film := self._film(row, delivery))}
        self.out.mkdir(parents=True, exist_ok=True)
        results = self.out / "results.csv"
        catalogue = self.feeder.batches.catalogue(batch.id, self.owner)
        write_whole(results, results_csv(catalogue, rows, films))
        if films:
            write_whole(self.out / "feed.csv", feed(batch.dialect, rows, films))
        missing = sum(row.status not in _DONE for row in rows)
        typer.echo(f"videos      {len(rows) - missing} of {len(rows)} in {self.out}")
        typer.echo(f"results     {results}" + (f"; send it in again to make the other {missing}" if missing else ""))
        return missing

    def _film(self, row: BatchRow, delivery: Delivery) -> str:
        films = [path for path in delivery.deliver(row, self.owner) if path.suffix == ".mp4"]
        return films[0].relative_to(self.out).as_posix() if films else ""

    def _delivery(self) -> Delivery:
        shelf = Shelf(self.feeder.batches.storage, served_by(open_ledger(self.settings)))
        return Delivery(self.feeder.desk, shelf, self.out, self.pattern)


def _line(batch: Batch) -> str:
    ended = batch.videos - batch.open
    rate = f", {batch.per_hour:g} an hour" if batch.per_hour else ""
    left = f", {batch.seconds_left // 60} min left" if batch.seconds_left is not None else ""
    return f"{ended} of {batch.videos}{rate}{left}"
