"""The ledger: every file that ever left, by the number it carries, and what it can be recognised by."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, LargeBinary
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

from domain.errors import InputError, LabelError
from labeling.recognition.fingerprint import Fingerprint, Packed, pack, unpack
from pipeline.clock import Clock, system_clock
from pipeline.exported import ExportedFile, Source
from pipeline.store.database import Database, make_tables, open_database


class ExportRow(SQLModel, table=True):
    """One number, and the file that left with it, if it did. ``created`` is UTC, ISO 8601."""

    __tablename__ = "exports"

    produce_id: str = Field(primary_key=True)
    created: str
    sha256: str = Field(default="", index=True)
    file: str = ""
    job: str = Field(default="", index=True)


class FingerprintRow(SQLModel, table=True):
    """What a file can be recognised by, packed as ``labeling.recognition`` does."""

    __tablename__ = "export_fingerprints"

    produce_id: str = Field(primary_key=True, foreign_key="exports.produce_id")
    seconds: float
    pictures: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sound: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    coded: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SourceRow(SQLModel, table=True):
    """One asset that went into a file; ``marks`` are the marks it had come with, as text."""

    __tablename__ = "export_sources"

    produce_id: str = Field(primary_key=True, foreign_key="exports.produce_id")
    sha256: str = Field(primary_key=True, index=True)
    name: str = ""
    kind: str = ""
    marks: str = ""


TABLES: tuple[type[SQLModel], ...] = (ExportRow, FingerprintRow, SourceRow)
"""The ledger's tables, in an order in which they can be made and copied."""


class Ledger:
    """Numbers taken and files exported: in a SQLite file made on first use, or in any database.

    Raises StorageError when the database refuses.
    """

    def __init__(self, place: Path | Database, now: Clock = system_clock) -> None:
        self._place, self._now, self._ready = place, now, False
        self._opened = place if isinstance(place, Database) else None

    def claim(self, produce_id: str) -> bool:
        """Take a number for good; False when it was taken before."""
        try:
            with self._session() as session:
                session.add(ExportRow(produce_id=produce_id, created=self._now().isoformat()))
        except IntegrityError:
            return False
        return True

    def record(self, files: tuple[ExportedFile, ...], fingerprints: Iterable[tuple[str, Fingerprint]] = ()) -> None:
        """Note which files carry their numbers, and what some are recognised by, all or none.

        Raises LabelError for a number not claimed or used.
        """
        with self._session() as session:
            for file in files:
                row = session.get(ExportRow, file.produce_id)
                if row is None or row.sha256:
                    problem = "was never taken" if row is None else "is on another file already"
                    raise LabelError(f"content number {file.produce_id} {problem}", hint="make the video again")
                row.sha256, row.file, row.job = file.sha256, file.file, file.job
                row.created = file.created.astimezone(UTC).isoformat()
                session.add(row)
                session.add_all(_source_row(file.produce_id, source) for source in file.sources)
            for produce_id, found in fingerprints:
                if not found.empty:
                    session.add(FingerprintRow(produce_id=produce_id, **vars(pack(found))))

    def find(self, produce_id: str) -> ExportedFile | None:
        """The file that carries this number, if one ever left."""
        if not self._exists():
            return None
        with self._session() as session:
            row = session.get(ExportRow, produce_id)
            return _as_value(row, _sources(session, produce_id)) if row and row.sha256 else None

    def with_hash(self, sha256: str) -> ExportedFile | None:
        """The file of these very bytes, if one ever left."""
        if not self._exists():
            return None
        with self._session() as session:
            row = session.exec(select(ExportRow).where(ExportRow.sha256 == sha256)).first()
            return _as_value(row, _sources(session, row.produce_id)) if row else None

    def beginning(self, start: str) -> ExportedFile:
        """The one file whose number begins so. Raises InputError when there is none, or more than one."""
        rows: list[ExportRow] = []
        if start and self._exists():
            with self._session() as session:
                query = select(ExportRow).where(col(ExportRow.produce_id).startswith(start, autoescape=True))
                rows = list(session.exec(query.where(ExportRow.sha256 != "").limit(2)).all())
        if len(rows) != 1:
            problem = "stands for more than one file" if rows else "is in no file that left"
            raise InputError(f"content number '{start}' {problem}", hint="'vitrine ledger list' shows them")
        return self.find(rows[0].produce_id) or _as_value(rows[0], ())

    def latest(self, most: int = 20, job: str = "") -> tuple[ExportedFile, ...]:
        """The files that left last, newest first; only one job's when it is named."""
        if not self._exists():
            return ()
        query = select(ExportRow).where(ExportRow.sha256 != "")
        query = query.where(ExportRow.job == job) if job else query
        with self._session() as session:
            rows = session.exec(query.order_by(col(ExportRow.created).desc(), col(ExportRow.file)).limit(most)).all()
            return tuple(_as_value(row, ()) for row in rows)

    def fingerprints(self) -> tuple[tuple[str, ...], tuple[Packed, ...]]:
        """The numbers of all files that can be recognised, and what by."""
        if not self._exists():
            return (), ()
        columns = [
            FingerprintRow.__table__.c[name]  # type: ignore[attr-defined]  # SQLModel adds it
            for name in ("produce_id", "seconds", "pictures", "sound", "coded")
        ]
        with self._session() as session:
            rows = session.connection().execute(select(*columns)).all()
        return tuple(row[0] for row in rows), tuple(Packed(*row[1:]) for row in rows)

    def fingerprint(self, produce_id: str) -> Fingerprint | None:
        """What one file is recognised by."""
        if not self._exists():
            return None
        with self._session() as session:
            row = session.get(FingerprintRow, produce_id)
            return unpack(Packed(row.seconds, row.pictures, row.sound, row.coded)) if row else None

    def _exists(self) -> bool:
        """Whether there is anything to ask: a SQLite file is not made by asking."""
        return isinstance(self._place, Database) or self._place.is_file()

    @contextmanager
    def _session(self) -> Iterator[Session]:
        database = self._database()
        with database.session() as session:
            if not self._ready:
                make_tables(session.connection(), TABLES)
            yield session
        self._ready = True

    def _database(self) -> Database:
        if self._opened is None:
            url = URL.create("sqlite", database=str(self._place))
            self._opened = open_database(url.render_as_string(hide_password=False))
        return self._opened


def _as_value(row: ExportRow, sources: tuple[Source, ...]) -> ExportedFile:
    created = datetime.fromisoformat(row.created)
    return ExportedFile(row.produce_id, row.sha256, row.file, row.job, created, sources)


def _sources(session: Session, produce_id: str) -> tuple[Source, ...]:
    query = select(SourceRow).where(SourceRow.produce_id == produce_id).order_by(SourceRow.name)
    return tuple(Source(row.sha256, row.name, row.kind, row.marks) for row in session.exec(query).all())


def _source_row(produce_id: str, source: Source) -> SourceRow:
    return SourceRow(produce_id=produce_id, **vars(source))
