"""The roster: which workers there are, and a counter for each that only moves while it lives."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, update
from sqlmodel import col, select

from pipeline.clock import Clock
from pipeline.store.database import Database
from pipeline.store.workers import WorkerRow


@dataclass(frozen=True)
class Roster:
    """Reads and writes the rows of workers. Raises DatabaseError."""

    database: Database
    now: Clock

    def join(self, worker: str, slots: int) -> None:
        """Take a new worker in."""
        at, pid = self.now(), os.getpid()
        row = WorkerRow(
            id=worker, host=machine(), pid=pid, born=birth(pid), slots=slots, started=at, seen=at,
        )  # fmt: skip
        with self.database.session() as session:
            session.add(row)

    def beat(self, worker: str, slots: int) -> None:
        """Show that a worker lives; one that was taken for dead and struck off is taken in again."""
        values = {"beats": WorkerRow.beats + 1, "seen": self.now()}
        with self.database.session() as session:
            beat = session.exec(update(WorkerRow).where(col(WorkerRow.id) == worker).values(values))
        if not beat.rowcount:
            self.join(worker, slots)

    def leave(self, worker: str) -> None:
        """A worker is gone, and nothing is left of it."""
        with self.database.session() as session:
            session.execute(delete(WorkerRow).where(col(WorkerRow.id) == worker))

    def all(self) -> Sequence[WorkerRow]:
        """Every worker, in the order of their ids."""
        with self.database.session() as session:
            return session.exec(select(WorkerRow).order_by(WorkerRow.id)).all()


def machine() -> str:
    """This machine, and within it the space in which process numbers mean the same."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return f"{platform.node()} {space}".strip()


def birth(pid: int) -> str:
    """What tells this process from another that had its number before; empty where the system does not say."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        started = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
    except OSError:
        return ""
    return f"{boot}-{started}"


def surely_dead(worker: WorkerRow) -> bool:
    """Whether the worker ran on this machine and its process is gone: no need to wait for its silence."""
    return worker.host == machine() and bool(worker.born) and birth(worker.pid) != worker.born
