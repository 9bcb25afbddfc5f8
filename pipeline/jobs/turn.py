"""Turns: of all workers, one at a time looks after the others, and only for a moment.

A turn ends with its transaction or its process. Nobody holds it for long, because a process that was
stopped while it held it would keep all others from taking over.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sqlalchemy import text

from pipeline.store.database import Database

_LOCK = 7184121


class Turn(Protocol):
    """A lock for a moment."""

    def take(self) -> AbstractContextManager[bool]:
        """Whether it is this process's turn while the block runs; it never waits."""


@dataclass(frozen=True)
class FileTurn:
    """Among the processes of one machine, which is all that a SQLite database has."""

    path: Path

    @contextmanager
    def take(self) -> Iterator[bool]:
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(handle)


@dataclass(frozen=True)
class AdvisoryTurn:
    """Among all workers of a PostgreSQL database, by an advisory lock of a transaction."""

    database: Database

    @contextmanager
    def take(self) -> Iterator[bool]:
        with self.database.session() as session:
            yield bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": _LOCK}))


def turn_of(database: Database) -> Turn:
    """The kind of turn that suits a database."""
    if not database.is_sqlite:
        return AdvisoryTurn(database)
    return FileTurn(Path(f"{database.engine.url.database}.turn"))
