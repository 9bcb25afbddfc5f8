"""A batch run from the command line: a feeder and a worker here, until every row has ended."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import typer

from domain.batch import Batch, BatchRow
from pipeline.batch.delivery import Delivery
from pipeline.batch.feeder import Feeder
from pipeline.batch.naming import DONE
from pipeline.batch.opening import open_packing, open_shelf
from pipeline.batch.results import feed, results_csv
from pipeline.export import storage_errors
from pipeline.files import write_pieces, write_whole
from pipeline.jobs.opening import open_worker
from pipeline.settings import Settings

_LOOK_S = 1.0
_NEXT_S = 0.3
"""How often the worker asks for its next row: nobody waits for a single one, and asking takes from those it makes."""
_GRACE_S = 5
_ALL = 100_000


@dataclass(frozen=True)
class BatchRun:
    """Makes a batch's videos here and delivers each as it is finished."""

    settings: Settings
    feeder: Feeder
    owner: str
    out: Path
    pattern: str
    packed: bool = False
    """Whether everything is put into ``videos.zip`` too."""
    links: str = ""
    """The address under which ``out`` will be had; the feed names films by their place in it otherwise."""

    def until_ended(self, batch: Batch, *, quiet: bool) -> int:
        """Work until the batch has ended, then write its results; how many rows have no video."""
        delivery, over = self._delivery(), threading.Event()
        worker = open_worker(self.settings, self.feeder.database, look_seconds=_NEXT_S)
        feeding = threading.Thread(target=self.feeder.run, args=(over,), daemon=True)
        worker.start()
        feeding.start()
        try:
            while batch.status in ("running", "paused"):
                time.sleep(_LOOK_S)
                batch = self._look(batch, delivery, quiet=quiet)
        except KeyboardInterrupt:
            typer.echo("stopping; the same command goes on, and makes only what is missing", err=True)
            raise
        finally:
            over.set()
            worker.stop(_GRACE_S)
            feeding.join(40)
        return self._finish(batch, delivery)

    def write_zip(self, batch: Batch, path: Path) -> None:
        """Pack what is finished. Raises ConflictError when nothing is, StorageError when ``path`` cannot be written."""
        batches = self.feeder.batches
        packing = open_packing(self.settings, batches, self.pattern)
        pieces = packing.pack(batches.catalogue(batch.id, self.owner), self._rows(batch), self.owner)
        with storage_errors(path.parent, "output folder"):
            path.parent.mkdir(parents=True, exist_ok=True)
            write_pieces(path, pieces)
        typer.echo(f"zip         {path}; its results.csv names what is left out")

    def _look(self, before: Batch, delivery: Delivery, *, quiet: bool) -> Batch:
        batch = self.feeder.batches.get(before.id, self.owner)
        if batch.counts != before.counts:
            delivery.deliver(self._rows(batch), self.owner)
            if not quiet:
                typer.echo(progress_line(batch), err=True)
        return batch

    def _finish(self, batch: Batch, delivery: Delivery) -> int:
        rows = self._rows(batch)
        films = {video: film for video, film in delivery.deliver(rows, self.owner).items() if film}
        self.out.mkdir(parents=True, exist_ok=True)
        results = self.out / "results.csv"
        catalogue = self.feeder.batches.catalogue(batch.id, self.owner)
        write_whole(results, results_csv(catalogue, rows, films))
        if films:
            write_whole(self.out / "feed.csv", feed(batch.dialect, rows, self._public(films)))
        missing = sum(row.status not in DONE for row in rows)
        typer.echo(f"videos      {len(rows) - missing} of {len(rows)} in {self.out}")
        typer.echo(f"results     {results}" + (f"; send it in again to make the other {missing}" if missing else ""))
        if self.packed and films:
            self.write_zip(batch, self.out / "videos.zip")
        return missing

    def _public(self, films: Mapping[str, str]) -> Mapping[str, str]:
        base = f"{self.links.rstrip('/')}/" if self.links else ""
        return {video: base + (quote(film) if base else film) for video, film in films.items()}

    def _rows(self, batch: Batch) -> Sequence[BatchRow]:
        return self.feeder.batches.rows(batch.id, self.owner, limit=_ALL)

    def _delivery(self) -> Delivery:
        return Delivery(self.feeder.desk, open_shelf(self.settings, self.feeder.batches), self.out, self.pattern)


def progress_line(batch: Batch) -> str:
    """How many have ended, the rate and the time left."""
    ended = batch.videos - batch.open
    rate = f", {batch.per_hour:g} an hour" if batch.per_hour else ""
    left = f", {batch.seconds_left // 60} min left" if batch.seconds_left is not None else ""
    return f"{ended} of {batch.videos}{rate}{left}"
