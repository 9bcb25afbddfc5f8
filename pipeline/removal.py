"""Removal: an ended job with its files, events and links; bytes that another job published too are kept."""

from sqlmodel import col, delete, select

from domain.errors import ConflictError
from domain.job import Job
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.storage.storage import Storage
from pipeline.store.database import NAMED_BYTES, Database
from pipeline.store.jobs import JobRow, OutputRow
from pipeline.store.library import LinkRow


def remove(database: Database, storage: Storage, job: Job, now: Clock = system_clock) -> None:
    """Forget a job for good. Raises ConflictError while it has not ended. The ledger of exports remembers it."""
    if not job.ended:
        raise ConflictError(f"video '{job.id}' is {job.status}", hint="cancel it first")
    with database.session() as session:
        mine = select(OutputRow.sha256).where(OutputRow.job_id == job.id)
        hashes = set(session.exec(mine).all())
        session.exec(delete(LinkRow).where(col(LinkRow.job) == job.id))
        session.exec(delete(OutputRow).where(col(OutputRow.job_id) == job.id))
        row = session.get(JobRow, job.id)
        if row is not None:
            session.delete(row)
            note(session, now(), "video.deleted", job.id)
    for sha256 in hashes:
        drop(database, storage, sha256)


def drop(database: Database, storage: Storage, sha256: str) -> None:
    """The bytes of an output go, unless a job names them; one that is about to stores them again."""
    with database.session() as session:
        database.alone(session, NAMED_BYTES)
        if session.exec(select(OutputRow.id).where(OutputRow.sha256 == sha256).limit(1)).first() is None:
            storage.delete("outputs", sha256)
