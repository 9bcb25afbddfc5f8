"""Who must be alone for a moment is, on both databases; and the moments of different things do not meet."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from domain.account import Account, Caller
from pipeline.jobs.turn import turn_of
from pipeline.store.database import NAMED_BYTES, Database, open_database
from pipeline.usage import Usage
from tests.pipeline.jobs.postgres import Cluster

BOTH = ["database", pytest.param("postgresql", marks=pytest.mark.slow)]
ADA = Caller(Account("acc_1", "ada@example.com", "Ada", "member", datetime(2026, 11, 1, tzinfo=UTC)), frozenset())


@pytest.fixture
def postgresql(cluster: Cluster) -> Iterator[Database]:
    opened = open_database(cluster.new_database())
    yield opened
    opened.close()


@pytest.mark.parametrize("where", BOTH)
def test_eight_at_once_take_no_more_than_the_day_has(where: str, request: pytest.FixtureRequest) -> None:
    usage = Usage(request.getfixturevalue(where), per_day=3)

    def take(number: int) -> bool:
        with usage.database.session() as session:
            left = usage.ask(ADA, session).left
            time.sleep(0.05)
            if left:
                usage.note(ADA, f"vid_{number}", 12, session)
        return bool(left)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(8))) == 3
    with usage.database.session() as session:
        assert usage.quota(ADA, session).left == 0


@pytest.mark.slow
def test_whoever_looks_after_the_others_may_drop_bytes_meanwhile(postgresql: Database) -> None:
    """The sweep of files is a chore of that turn: had both one lock, it would wait for itself."""
    with turn_of(postgresql).take() as mine, postgresql.session() as session:
        assert mine
        session.execute(text("SET LOCAL lock_timeout = '2s'"))
        postgresql.alone(session, NAMED_BYTES)
