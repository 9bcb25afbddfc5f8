"""A database with every table, and a clock that moves when it is told to."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from pipeline.accounts.passwords import Passwords
from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema

CHEAP = Passwords(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
"""Argon2id with the least work it takes: the tests are not about its strength."""


def new_database(folder: Path) -> Database:
    """A database in ``folder``; its tables are made once in a run and then copied."""
    path = folder / "vitrine.sqlite"
    path.write_bytes(_blank())
    return open_database(f"sqlite:///{path}")


@cache
def _blank() -> bytes:
    with TemporaryDirectory() as name:
        path = Path(name) / "blank.sqlite"
        opened = open_database(f"sqlite:///{path}")
        create_schema(opened)
        with opened.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.close()
        return path.read_bytes()


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)
