"""Migration: everything of one installation into the database and the storage of another."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlmodel import Session, SQLModel, col
from sqlmodel import select as select_rows

from domain.errors import ConflictError, InputError
from pipeline.clock import system_clock
from pipeline.jobs.book import JobBook
from pipeline.jobs.queue import Queue
from pipeline.storage.storage import CATALOGUES, BlobKind, Storage
from pipeline.store.database import Database, open_database
from pipeline.store.jobs import JobRow
from pipeline.store.ledger import TABLES as LEDGER
from pipeline.store.opening import LEDGER_FILE
from pipeline.store.schema import TABLES, create_schema
from pipeline.store.workers import WorkerRow

_PAGE = 500
_KINDS: tuple[BlobKind, ...] = ("outputs", "assets")


def copy_database(source: Database, target: Database) -> Iterator[str]:
    """Copy every table in one transaction, and queue unfinished jobs again. Yields what was done.

    Stop the old installation before. Raises InputError when there is no such SQLite file, ConflictError when the
    target has jobs already.
    """
    file = Path(str(source.engine.url.database))
    if source.is_sqlite and not file.is_file():
        raise InputError(
            f"there is no database '{file}'", hint="name the file of the old installation: sqlite:////path"
        )
    create_schema(source)
    with target.session() as session:
        if session.scalar(select(func.count()).select_from(JobRow)):
            raise ConflictError(f"database '{target.where}' has jobs already", hint="name an empty database")
        for row in TABLES:
            if row is not WorkerRow:
                table = SQLModel.metadata.tables[str(row.__tablename__)]
                yield f"{_copy_table(source, session, table):>8} rows of {table.name}"
                _continue_numbers(target, session, table)
        yield from _copy_ledger(source, target, session)
        yield f"{_queue_again(target, session):>8} unfinished jobs queued again"


def copy_files(folder: Path, storage: Storage) -> Iterator[str]:
    """Copy the files of a storage folder, each verified by its hash, and the catalogues of batches.

    Yields what was done. Raises InputError.
    """
    if not folder.is_dir():
        raise InputError(f"there is no folder '{folder}'", hint="name the storage folder of the old installation")
    for kind in _KINDS:
        files = [path for path in sorted((folder / kind).glob("*/*")) if not path.name.startswith(".")]
        for path in files:
            if storage.put(kind, path).sha256 != path.name:
                yield f"         {path} is damaged: its bytes do not have the hash it is named by"
        yield f"{len(files):>8} files of {kind}"
    catalogues = sorted(path for path in (folder / CATALOGUES).rglob("*") if path.is_file())
    for path in catalogues:
        storage.put_named(path.relative_to(folder).as_posix(), path.read_bytes())
    yield f"{len(catalogues):>8} catalogues of batches"


def _copy_ledger(source: Database, target: Database, session: Session) -> Iterator[str]:
    """The ledger lies in a file beside a SQLite database, and in the tables of a PostgreSQL one."""
    file = Path(str(source.engine.url.database)).with_name(LEDGER_FILE)
    if target.is_sqlite or not source.is_sqlite or not file.is_file():
        return
    ledger = open_database(f"sqlite:///{file}")
    for row in LEDGER:
        table = SQLModel.metadata.tables[str(row.__tablename__)]
        yield f"{_copy_table(ledger, session, table):>8} rows of {table.name}"
        _continue_numbers(target, session, table)
    ledger.close()


def _copy_table(source: Database, session: Session, table: Table) -> int:
    copied = 0
    with source.engine.connect() as connection:
        for page in connection.execution_options(yield_per=_PAGE).execute(select(table)).mappings().partitions():
            rows: list[dict[str, Any]] = [{name: _storable(value) for name, value in row.items()} for row in page]
            session.execute(insert(table), rows)
            copied += len(rows)
    return copied


def _storable(value: Any) -> Any:
    """A value without the NUL characters that SQLite keeps in a text and PostgreSQL does not."""
    return value.replace("\0", "") if isinstance(value, str) else value


def _continue_numbers(target: Database, session: Session, table: Table) -> None:
    """PostgreSQL does not count rows that bring their number along."""
    column = table.autoincrement_column
    if target.is_sqlite or column is None:
        return
    last = session.scalar(select(func.max(column))) or 0
    sequence = func.pg_get_serial_sequence(table.name, column.name)
    session.execute(select(func.setval(sequence, last + 1, False)))


def _queue_again(target: Database, session: Session) -> int:
    book, queue = JobBook(target, system_clock), Queue(target)
    rows = session.exec(select_rows(JobRow).where(col(JobRow.status).in_(("queued", "in_progress")))).all()
    for row in rows:
        moved = book.requeue(session, row)
        queue.put(session, moved, "scripts" if row.request.get("review") else "videos")
    return len(rows)
