"""Retention: finished files that were kept long enough are forgotten, and their bytes with the last of their names."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import col, select

from pipeline.batch.media import FRESH
from pipeline.clock import Clock
from pipeline.removal import drop
from pipeline.storage.storage import Storage
from pipeline.store.batches import FetchedRow
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow, OutputRow

_PAGE = 200


@dataclass(frozen=True)
class Retention:
    """Keeps the files of ended jobs for ``days``; 0 keeps them for ever. The jobs themselves stay.

    What was fetched for catalogues is asked for anew after a day, so older notes of it go too, whatever ``days`` is.
    """

    database: Database
    storage: Storage
    days: int
    now: Clock

    def sweep(self) -> int:
        """Forget what is due; returns how many files that were. Raises StorageError, and then goes on next time."""
        self._forget_addresses()
        swept = 0
        while self.days and (page := self._forget_page()):
            swept += len(page)
            for sha256 in set(page):
                drop(self.database, self.storage, sha256)
        return swept

    def _forget_addresses(self) -> None:
        with self.database.session() as session:
            session.execute(delete(FetchedRow).where(col(FetchedRow.at) < self.now() - FRESH))

    def _forget_page(self) -> list[str]:
        due = self.now() - timedelta(days=self.days)
        query = (
            select(OutputRow)
            .join(JobRow, col(JobRow.id) == col(OutputRow.job_id))
            .where(col(JobRow.finished) < due)
            .limit(_PAGE)
        )
        with self.database.session() as session:
            rows = session.exec(query).all()
            session.execute(delete(OutputRow).where(col(OutputRow.id).in_([row.id for row in rows])))
            return [row.sha256 for row in rows]
