"""The book of jobs: every change of a job's row, each one conditional and in one transaction with its event.

A row is the truth about its job. Whoever works on it holds a ``Claim``; a change under a claim that is
no longer the newest, or of a job that has ended, finds no row and raises ``Superseded``. So a worker that
was taken for dead, or a job that was cancelled meanwhile, can publish nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, update
from sqlmodel import Session, col, select

from domain.errors import ConflictError, NotFoundError, without_folders
from domain.job import STEPS, TERMINAL, EventType, Job, JobError, JobStatus, Output
from domain.script import Script
from pipeline.clock import Clock
from pipeline.store.database import NAMED_BYTES, Database, put_row
from pipeline.store.jobs import JobEventRow, JobRow, OutputRow, row_of


class Superseded(Exception):  # noqa: N818 nothing went wrong: somebody else has the job now, or it has ended
    """The claim does not hold any more: the job was cancelled, timed out, or taken over."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a job: its newest attempt."""

    job: str
    attempt: int


@dataclass(frozen=True)
class News:
    """What an event says besides the state of the job."""

    type: EventType
    message: str = ""


Keep = Callable[[], None]


def _nothing() -> None:
    """Nothing is to be kept."""


class JobBook:
    """Reads and changes the rows of jobs. Raises StorageError when the database refuses."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database, self._now = database, now

    # --- by whoever works on it ----------------------------------------------------------------------

    def claim(self, job: str, worker: str) -> tuple[Claim, Job]:
        """Begin an attempt. Raises Superseded when the job has ended or waits for somebody."""
        at = self._now()
        values = {
            "status": "in_progress", "attempt": JobRow.attempt + 1, "worker": worker,
            "started": func.coalesce(JobRow.started, at),
        }  # fmt: skip
        with self._database.session() as session:
            row = self._change(session, job, values, News("status"), col(JobRow.status).in_(("queued", "in_progress")))
            return Claim(job, row.attempt), row.as_value()

    def tell(self, claim: Claim, stage: str, progress: int, news: News) -> None:
        """Note a stage that began, or how far it is; the progress never goes back."""
        values = {"stage": stage, "progress": _at_least(progress)}
        with self._database.session() as session:
            self._change(session, claim.job, values, news, *_held(claim))

    def keep_script(self, claim: Claim, script: Script) -> None:
        """Show the script as soon as it is written."""
        values = {"script": script.model_dump(mode="json")}
        with self._database.session() as session:
            self._change(session, claim.job, values, None, *_held(claim))

    def complete(
        self, claim: Claim, outputs: Sequence[Output], notes: Sequence[str], script: Script | None = None,
        keep: Keep = _nothing,
    ) -> None:  # fmt: skip
        """Publish: the files, the script that was filmed and the end of the job appear together, once.

        ``keep`` sees that the files are there, here and below: meanwhile nobody drops any.
        """
        values = self._ended("completed") | {"progress": 100, "notes": list(map(without_folders, notes)), "error": None}
        if script is not None:
            values["script"] = script.model_dump(mode="json")
        with self._database.session() as session:
            row = self._change(session, claim.job, values, News("status"), *_held(claim))
            self._publish(session, outputs, row, keep)

    def ask(
        self, claim: Claim, script: Script, outputs: Sequence[Output], notes: Sequence[str], keep: Keep = _nothing
    ) -> None:
        """Stop with a script and its preview until somebody approves or rejects them."""
        values = {
            "status": "requires_action",
            "worker": "",
            "notes": list(map(without_folders, notes)),
            "script": script.model_dump(mode="json"),
        }
        with self._database.session() as session:
            row = self._change(session, claim.job, values, News("status"), *_held(claim))
            again = col(OutputRow.name).in_([output.name for output in outputs])
            session.execute(delete(OutputRow).where(col(OutputRow.job_id) == claim.job, again))
            self._publish(session, outputs, row, keep)

    def fail(self, claim: Claim, error: JobError) -> None:
        """End the job with a reason."""
        values = self._ended("failed") | {"error": error.model_dump()}
        with self._database.session() as session:
            self._change(session, claim.job, values, News("status", error.message), *_held(claim))

    def hand_over(
        self, claim: Claim, script: Script, outputs: Sequence[Output], put: Callable[[Session, JobRow], None],
        keep: Keep = _nothing,
    ) -> None:  # fmt: skip
        """The script is written: queue the job again, to be made from it."""
        written = script.model_dump(mode="json")
        with self._database.session() as session:
            row = find_row(session, claim.job)
            values = {
                "status": "queued", "worker": "", "run": JobRow.run + 1, "script": written,
                "request": {**row.request, "script": written},
            }  # fmt: skip
            changed = self._change(session, claim.job, values, News("status"), *_held(claim))
            self._publish(session, outputs, row, keep)
            put(session, changed)

    def lost(self, claims: Sequence[Claim]) -> list[Claim]:
        """Which of these claims do not hold any more; not those that have just reached what they were for."""
        if not claims:
            return []
        wanted, fine = [claim.job for claim in claims], ("in_progress", "completed", "requires_action")
        query = select(JobRow.id, JobRow.attempt).where(col(JobRow.id).in_(wanted), col(JobRow.status).in_(fine))
        with self._database.session() as session:
            held = set(session.exec(query).all())
        return [claim for claim in claims if (claim.job, claim.attempt) not in held]

    # --- by its owner and by the reaper, inside their transaction --------------------------------------

    def move(
        self, session: Session, row: JobRow, to: JobStatus, values: dict[str, Any] | None = None, message: str = ""
    ) -> JobRow:
        """Change the status of a job as it was read. Raises ConflictError when it may not or has just changed."""
        if to not in STEPS[row.status]:  # type: ignore[index]
            raise ConflictError(f"job '{row.id}' is {row.status}", hint=f"only a job that can become {to} may")
        ended = self._ended(to) if not STEPS[to] or to == "failed" else {"status": to, "worker": "", "finished": None}
        same = (col(JobRow.version) == row.version,)
        try:
            return self._change(session, row.id, ended | (values or {}), News("status", message), *same)
        except Superseded as error:
            raise ConflictError(f"job '{row.id}' has just changed", hint="look at it again, then repeat") from error

    def cancel(self, session: Session, job: str) -> JobRow | None:
        """End a job in whatever state it is just now; ``None`` when it has ended. A worker's change meanwhile loses."""
        going = col(JobRow.status).not_in(TERMINAL)
        try:
            return self._change(session, job, self._ended("canceled"), News("status"), going)
        except Superseded:
            return None

    def requeue(self, session: Session, row: JobRow) -> JobRow:
        """Another run of a job as it was read, which nobody asked for. Raises ConflictError when it changed."""
        try:
            values = {"status": "queued", "worker": "", "run": row.run + 1}
            return self._change(session, row.id, values, News("status"), col(JobRow.version) == row.version)
        except Superseded as error:
            raise ConflictError(f"job '{row.id}' has just changed", hint="look at it again, then repeat") from error

    def add(self, session: Session, job: Job) -> None:
        """A new job of version 1 with its first event."""
        put_row(session, JobRow, row_of(job))
        first = {"seq": 1, "type": "status", "status": job.status, "at": job.created}
        put_row(session, JobEventRow, {"job_id": job.id, "owner": job.owner, **first})

    def _publish(self, session: Session, outputs: Sequence[Output], row: JobRow, keep: Keep) -> None:
        self._database.alone(session, NAMED_BYTES)
        keep()
        session.add_all(_output_row(output, row.owner) for output in outputs)

    def _ended(self, status: JobStatus) -> dict[str, Any]:
        return {"status": status, "worker": "", "finished": self._now()}

    def _change(
        self, session: Session, job: str, values: dict[str, Any], news: News | None, *where: ColumnElement[bool]
    ) -> JobRow:
        """One conditional change of a row, which also locks it, and its event."""
        at = self._now()
        step = 1 if news else 0
        statement = (
            update(JobRow)
            .where(col(JobRow.id) == job, *where)
            .values({"updated": at, "version": JobRow.version + step, **values})
            .returning(JobRow)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        row = session.scalars(statement).one_or_none()
        if row is None:
            raise Superseded(job)
        if news:
            session.add(_event(row, news, at))
        return row


def find_row(session: Session, job: str, owner: str | None = None) -> JobRow:
    """The row of a job. Raises NotFoundError when there is none, or it is somebody else's."""
    row = session.get(JobRow, job)
    if row is None or (owner is not None and row.owner != owner):
        raise missing(job)
    return row


def missing(job: str) -> NotFoundError:
    """What is said of a job that does not exist, and alike of somebody else's."""
    return NotFoundError(f"there is no job '{job[:80]}'", hint="list the jobs to find its id")


def _held(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    return col(JobRow.attempt) == claim.attempt, col(JobRow.status) == "in_progress"


def _at_least(progress: int) -> ColumnElement[int]:
    return case((col(JobRow.progress) < progress, progress), else_=col(JobRow.progress))


def _event(row: JobRow, news: News, at: datetime) -> JobEventRow:
    return JobEventRow(
        job_id=row.id, owner=row.owner, seq=row.version, type=news.type, status=row.status, stage=row.stage,
        progress=row.progress, message=news.message, at=at,
    )  # fmt: skip


def _output_row(output: Output, owner: str) -> OutputRow:
    return OutputRow(**output.model_dump(exclude={"job"}), job_id=output.job, owner=owner)
