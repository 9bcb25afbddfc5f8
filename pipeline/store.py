"""The ledger: every file that ever left, by the number it carries. The only database tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select

from domain.errors import LabelError, StorageError


class ExportRow(SQLModel, table=True):
    """One exported file. ``created`` is UTC, ISO 8601."""

    __tablename__ = "exports"

    produce_id: str = Field(primary_key=True)
    sha256: str = Field(index=True)
    file: str
    job: str = Field(index=True)
    created: str


@dataclass(frozen=True)
class ExportedFile:
    """One exported file as the ledger knows it."""

    produce_id: str
    sha256: str
    file: str
    job: str
    created: datetime


class Ledger:
    """Exports in a SQLite file, made when the first one is recorded. Raises StorageError."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, files: tuple[ExportedFile, ...]) -> None:
        """Add files, all or none. Raises LabelError when a number has been used before."""
        rows = [
            ExportRow(
                produce_id=file.produce_id,
                sha256=file.sha256,
                file=file.file,
                job=file.job,
                created=file.created.astimezone(UTC).isoformat(),
            )
            for file in files
        ]
        try:
            with self._session() as session:
                session.add_all(rows)
                session.commit()
        except IntegrityError as error:
            raise LabelError(
                "a content number (ProduceID) has been used before", hint="make the video again"
            ) from error

    def find(self, produce_id: str) -> ExportedFile | None:
        """The file that carries this number, if one ever left."""
        if not self._path.is_file():
            return None
        with self._session() as session:
            row = session.exec(select(ExportRow).where(ExportRow.produce_id == produce_id)).first()
            return _as_value(row) if row else None

    def knows(self, produce_id: str) -> bool:
        """Whether a file with this number has left."""
        return self.find(produce_id) is not None

    @contextmanager
    def _session(self) -> Iterator[Session]:
        engine = self._engine()
        try:
            SQLModel.metadata.create_all(engine, tables=[SQLModel.metadata.tables["exports"]])
            with Session(engine) as session:
                yield session
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StorageError(
                f"ledger of exports '{self._path}': {error.orig}",
                hint="free some space there, make it writable, or restore it from a backup",
            ) from error
        finally:
            engine.dispose()

    def _engine(self) -> Engine:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"folder '{self._path.parent}' cannot be made: {error.strerror}", hint="set VITRINE_HOME to another"
            ) from error
        return create_engine(f"sqlite:///{self._path}", connect_args={"timeout": 30})


def _as_value(row: ExportRow) -> ExportedFile:
    created = datetime.fromisoformat(row.created)
    return ExportedFile(produce_id=row.produce_id, sha256=row.sha256, file=row.file, job=row.job, created=created)
