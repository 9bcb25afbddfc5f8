"""The ledger: every file that ever left, by the number it carries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Field, Session, SQLModel, create_engine, select

from domain.errors import LabelError, StorageError
from pipeline.clock import Clock, system_clock


class ExportRow(SQLModel, table=True):
    """One number, and the file that left with it, if it did. ``created`` is UTC, ISO 8601."""

    __tablename__ = "exports"

    produce_id: str = Field(primary_key=True)
    created: str
    sha256: str = Field(default="", index=True)
    file: str = ""
    job: str = Field(default="", index=True)


@dataclass(frozen=True)
class ExportedFile:
    """One exported file as the ledger knows it."""

    produce_id: str
    sha256: str
    file: str
    job: str
    created: datetime


class Ledger:
    """Numbers taken and files exported, in a SQLite file made on first use. Raises StorageError."""

    def __init__(self, path: Path, now: Clock = system_clock) -> None:
        self._path, self._now = path, now

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""
        try:
            with self._session() as session:
                session.add(ExportRow(produce_id=produce_id, created=self._now().isoformat()))
                session.commit()
        except IntegrityError:
            return False
        return True

    def record(self, files: tuple[ExportedFile, ...]) -> None:
        """Note which files carry their numbers, all or none. Raises LabelError for a number not claimed or used."""
        with self._session() as session:
            for file in files:
                row = session.get(ExportRow, file.produce_id)
                if row is None or row.sha256:
                    problem = "was never taken" if row is None else "is on another file already"
                    raise LabelError(f"content number {file.produce_id} {problem}", hint="make the video again")
                row.sha256, row.file, row.job = file.sha256, file.file, file.job
                row.created = file.created.astimezone(UTC).isoformat()
                session.add(row)
            session.commit()

    def find(self, produce_id: str) -> ExportedFile | None:
        """The file that carries this number, if one ever left."""
        if not self._path.is_file():
            return None
        with self._session() as session:
            row = session.get(ExportRow, produce_id)
            return _as_value(row) if row and row.sha256 else None

    def with_hash(self, sha256: str) -> ExportedFile | None:
        """The file of these very bytes, if one ever left."""
        if not self._path.is_file():
            return None
        with self._session() as session:
            row = session.exec(select(ExportRow).where(ExportRow.sha256 == sha256)).first()
            return _as_value(row) if row else None

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
