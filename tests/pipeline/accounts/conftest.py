"""Accounts, keys and sessions over one database, with a clock moved by hand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.account import Account
from pipeline.accounts.accounts import Accounts, NewAccount
from pipeline.accounts.keys import Keys
from pipeline.accounts.sessions import Sessions
from pipeline.store.database import Database
from tests.pipeline.databases import CHEAP, Hands, new_database


@dataclass
class House:
    database: Database
    clock: Hands
    accounts: Accounts
    keys: Keys
    sessions: Sessions

    def account(self, email: str = "ada@example.com") -> Account:
        return self.accounts.create(NewAccount(email, "Ada", "a long sentence of words"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database, clock = new_database(tmp_path), Hands()
    yield House(database, clock, Accounts(database, clock, CHEAP), Keys(database, clock), Sessions(database, clock))
    database.close()
