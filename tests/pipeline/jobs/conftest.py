"""A database with its schema, and a desk in front of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.jobs.desk import Desk
from pipeline.storage.admission import Admission
from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/jobs.sqlite")
    create_schema(opened)
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, Admission((tmp_path,), 0))
