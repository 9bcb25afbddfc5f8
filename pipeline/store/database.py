"""The database: one SQLite file, or PostgreSQL when there is more than one machine."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    Row,
    Select,
    Table,
    create_engine,
    event,
    insert,
    make_url,
    text,
)
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from domain.errors import DatabaseError, SettingsError, StorageError

BUSY_SECONDS = 30
"""How long a writer waits for another one on SQLite."""

AGAIN_SECONDS = 0.02
"""How soon to try again what SQLite does not wait for itself."""

NAMED_BYTES = "named bytes"
"""What those who name the bytes of an output, and those who drop them, are alone under."""

_ALONE = text("SELECT pg_advisory_xact_lock(7184122, hashtext(:name))")

IDLE_SECONDS = 20
"""After so long PostgreSQL ends a transaction that does nothing: its process was stopped, and holds locks."""


_READ_ONLY = "25006"
"""What PostgreSQL calls a write to a database that takes none."""


@event.listens_for(Engine, "handle_error")
def _read_only_is_away(context: ExceptionContext) -> None:
    """A database that takes no writes is about to change places with another: what is connected to it is of no use.

    The engine of the jobs, too, then waits for one that takes them, as it does for one that is away.
    """
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Database:
    """Where the tables are. Open one for a process and hand it on."""

    engine: Engine
    _turn: Lock = field(default_factory=Lock, repr=False, compare=False)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One of this process's busy writers at a time, on SQLite: waiting here costs nothing, while its own
        waiting is sleep and try again, which the unlucky do for long."""
        with self._turn if self.is_sqlite else nullcontext():
            yield

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def url(self) -> str:
        """The address with its password, for what opens its own connections."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def where(self) -> str:
        """The address as it may be shown."""
        return self.engine.url.render_as_string(hide_password=True)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, undone by an error.

        Raises DatabaseError when the database refuses; an IntegrityError is for the caller to explain.
        """
        with self._explained(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def alone(self, session: Session, name: str) -> None:
        """Until this transaction ends nobody else passes here under this name, in any process."""
        connection = session.connection()
        if not self.is_sqlite:
            connection.execute(_ALONE, {"name": name})
        elif not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr] # it is connected
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    def rows(self, statement: Select[Any], values: Mapping[str, Any]) -> Sequence[Row[Any]]:
        """What a statement finds with these values, as plain rows: far cheaper than objects of a session.

        For what every request asks. Raises DatabaseError when the database refuses.
        """
        with self._explained(), self.engine.connect() as connection:
            return connection.execute(statement, values).all()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (DBAPIError, PoolTimeout) as error:
            reason = getattr(error, "orig", None) or error
            raise DatabaseError(
                f"database '{self.where}': {str(reason).splitlines()[0]}",
                hint="see that it runs, is writable and has room, then try again",
            ) from error

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_database(url: str, pool: int = 10) -> Database:
    """The database at ``url`` (``sqlite:///…`` or ``postgresql://…``), not connected yet. Raises SettingsError."""
    address = parse_url(url)
    if address.get_backend_name() == "sqlite":
        return Database(_open_sqlite(address, pool))
    engine = create_engine(
        address,
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s"},
    )
    return Database(engine)


def parse_url(url: str) -> URL:
    """The address with the driver this program brings. Raises SettingsError for another kind of database."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise SettingsError("database_url is not an address", hint="write postgresql://user@host/name") from error
    kind = address.get_backend_name()
    if kind == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise SettingsError(f"database_url names '{kind}'", hint="use a postgresql:// or sqlite:/// address")
    return address


def _open_sqlite(address: URL, pool: int) -> Engine:
    engine = create_engine(address, pool_size=pool, max_overflow=pool, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "do_connect", _make_room)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


@dataclass(frozen=True, slots=True)
class Columns:
    """Of a row that joins tables, the columns of one of them, as attributes."""

    row: Row[Any]
    table: Table

    def __getattr__(self, name: str) -> Any:
        return self.row._mapping[self.table.c[name]]


def table_of(kind: type[SQLModel]) -> Table:
    """The table of a kind of row, for statements that need no objects."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def put_row(session: Session, kind: type[SQLModel], values: dict[str, Any]) -> None:
    """Insert one row now, without an object of it, which takes several times as long. Raises IntegrityError.

    ``values`` are by column; columns that are left out take the table's own defaults.
    """
    session.connection().execute(insert(table_of(kind)), values)


def make_tables(connection: Connection, rows: Sequence[type[SQLModel]]) -> None:
    """Make the tables that are missing, with their indexes; safe while another process does the same."""
    for row in rows:
        table = table_of(row)
        connection.execute(CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index, if_not_exists=True))


def _make_room(dialect: Dialect, record: object, arguments: Sequence[Any], options: object) -> None:
    """The folder of the file is made when something is first kept in it, not when it is only looked at."""
    if not arguments or arguments[0] == ":memory:":
        return
    folder = Path(str(arguments[0])).parent
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"folder '{folder}' cannot be made: {error.strerror}", hint="set VITRINE_HOME to another"
        ) from error


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Readers beside one writer; a commit is on the disk; a transaction takes the writer's place when it begins."""
    connection.isolation_level = "IMMEDIATE"
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Change a new file to a write-ahead log. SQLite does not wait for another who does the same: we do."""
    last = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > last:
                raise
            sleep(AGAIN_SECONDS)
