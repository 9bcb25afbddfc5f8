"""A database with its schema, a desk in front of it, and workers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.fonts import FontBook
from media.fonts import load_font_book
from pipeline.jobs.desk import Desk
from pipeline.storage.admission import Admission
from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema
from tests.pipeline.jobs.nursery import Nursery
from tests.pipeline.jobs.postgres import Cluster
from tests.pipeline.jobs.studio import open_fated_studio
from tests.pipeline.jobs.workplace import Workplace


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    opened = Cluster()
    yield opened
    opened.remove()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as opened:
        yield opened


@pytest.fixture(scope="session")
def fonts() -> FontBook:
    return load_font_book()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path}/jobs.sqlite")
    create_schema(opened)
    yield opened
    opened.close()


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    return Desk(database, Admission((tmp_path,), 0))


@pytest.fixture
def sqlite(database: Database, tmp_path: Path, nursery: Nursery, fonts: FontBook) -> Iterator[Workplace]:
    """A workplace on SQLite."""
    yield Workplace(database, tmp_path / "home", nursery, open_fated_studio(tmp_path / "home", fonts))
    nursery.end_all()


@pytest.fixture
def postgres(cluster: Cluster, tmp_path: Path, nursery: Nursery, fonts: FontBook) -> Iterator[Workplace]:
    """A workplace on PostgreSQL."""
    opened = open_database(cluster.new_database())
    yield Workplace(opened, tmp_path / "home", nursery, open_fated_studio(tmp_path / "home", fonts))
    nursery.end_all()
    opened.close()
