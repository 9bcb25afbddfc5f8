"""A database with every table, and a clock that moves when it is told to."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from pipeline.accounts.passwords import Passwords
from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema

CHEAP = Passwords(PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)))
"""Argon2id with the least work it takes: the tests are not about its strength."""


def new_database(folder: Path) -> Database:
    opened = open_database(f"sqlite:///{folder}/vitrine.sqlite")
    create_schema(opened)
    return opened


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)
