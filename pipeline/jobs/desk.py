"""The desk: where front doors bring jobs and ask after them, with plain values. Everything is owned by somebody."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, bindparam, func, or_
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from domain.errors import ConflictError, InputError, NotFoundError
from domain.job import TERMINAL, Job, JobError, JobEvent, JobOptions, JobRequest, JobStatus, Output
from domain.script import Script
from domain.timeline import Timeline
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.jobs.book import JobBook, find_row, missing
from pipeline.jobs.queue import Queue, QueueName, workflow_id
from pipeline.storage.admission import Admission
from pipeline.store.database import Database, table_of
from pipeline.store.jobs import JobEventRow, JobRow, OutputRow, job_of

_BY_ID = select_rows(table_of(JobRow)).where(table_of(JobRow).c.id == bindparam("job"))
REJECTED = JobError(code="rejected", message="the script was rejected", hint="send a new brief", retryable=False)


@dataclass(frozen=True)
class Filters:
    """Which jobs to list; what is left out does not restrict."""

    status: JobStatus | None = None
    external_id: str | None = None
    batch_id: str | None = None
    parent: str | None = None
    since: datetime | None = None


class Desk:
    """Accepts jobs and answers for them.

    A job that was accepted is in the database with its first event and its place in the queue: all three
    or none. Raises StorageError when the database refuses, NotFoundError for a job that is not ``owner``'s.
    """

    def __init__(
        self, database: Database, admission: Admission, *, scripts_apart: bool = False, now: Clock = system_clock
    ) -> None:
        self._database, self._admission, self._now = database, admission, now
        self._scripts_apart = scripts_apart
        self._book, self._queue = JobBook(database, now), Queue(database)

    # --- bringing and changing ------------------------------------------------------------------------

    def submit(
        self,
        request: JobRequest,
        owner: str,
        options: JobOptions = JobOptions(),  # noqa: B008 a frozen value
        *,
        parent: str = "",
        session: Session | None = None,
    ) -> Job:
        """Accept a job: when this returns, it is durable. Raises InputError, or StorageError without room.

        With the caller's ``session`` it becomes durable with the caller's own rows.
        """
        if request.brief is None and request.timeline is None:
            raise InputError("the job has neither a brief nor a timeline", hint="give one of them")
        self.check_room()
        at = self._now()
        job = Job(
            id=new_id(), owner=owner, title=request.title, status="queued", version=1, parent=parent,
            options=options, request=request, created=at, updated=at,
        )  # fmt: skip
        if session is not None:
            return self._accept(session, job)
        with self._database.session() as own:
            return self._accept(own, job)

    def check_room(self) -> None:
        """Raise StorageError when there is no room for more than to finish what was accepted."""
        self._admission.check()

    def cancel(self, job: str, owner: str) -> Job:
        """Stop a job; one that has ended stays as it is. Nothing is published after this returns."""
        with self._database.session() as session:
            row = find_row(session, job, owner)
            stopped = self._book.cancel(session, job)
            if stopped is None:
                session.refresh(row)
                return row.as_value()
            changed, workflow = stopped.as_value(), workflow_id(job, stopped.run)
        self._queue.withdraw([workflow])
        return changed

    def cancel_batch(self, batch_id: str, owner: str) -> int:
        """Stop every job of a batch that has not ended; returns how many that were."""
        query = select(JobRow.id).where(
            JobRow.owner == owner, JobRow.batch_id == batch_id, col(JobRow.status).not_in(TERMINAL)
        )
        with self._database.session() as session:
            jobs = session.exec(query).all()
        return sum(self.cancel(job, owner).status == "canceled" for job in jobs)

    def retry(self, job: str, owner: str) -> Job:
        """Take a failed job up again from the stage it failed in. Raises ConflictError in any other state."""
        self.check_room()
        return self._requeue(job, owner, "failed", {"error": None})

    def approve(self, job: str, owner: str, script: Script | None = None) -> Job:
        """Go on with the script that was shown, or with an edited one. Raises ConflictError when nobody asked."""
        with self._database.session() as session:
            row = find_row(session, job, owner)
            if row.status != "requires_action":
                raise ConflictError(f"job '{job}' is {row.status}", hint="only a job that requires action is approved")
            agreed = script.model_dump(mode="json") if script else row.script
            request = {**row.request, "script": agreed, "review": False}
            note(session, self._now(), "script.approved", job, edited=str(script is not None))
            return self._again(session, row, {"request": request, "script": agreed, "stage": ""}, "videos")

    def revise(self, job: str, owner: str, script: Script) -> Job:
        """Show a new preview of an edited script before anything is approved. Raises ConflictError likewise."""
        edited = script.model_dump(mode="json")
        with self._database.session() as session:
            row = find_row(session, job, owner)
            if row.status != "requires_action":
                raise ConflictError(f"job '{job}' is {row.status}", hint="only a job that requires action is revised")
            return self._again(
                session, row, {"request": {**row.request, "script": edited}, "script": edited}, "scripts"
            )

    def reject(self, job: str, owner: str) -> Job:
        """Refuse the script that was shown: the job ends. Raises ConflictError when nobody asked."""
        with self._database.session() as session:
            row = find_row(session, job, owner)
            if row.status != "requires_action":
                raise ConflictError(f"job '{job}' is {row.status}", hint="only a job that requires action is rejected")
            note(session, self._now(), "script.rejected", job)
            return self._book.move(session, row, "canceled", {"error": REJECTED.model_dump()}).as_value()

    def rerender(
        self,
        job: str,
        owner: str,
        *,
        script: Script | None = None,
        timeline: Timeline | None = None,
        options: JobOptions | None = None,
    ) -> Job:
        """A new job from an ended one's brief with an edited script, or from an edited timeline.

        Steps whose inputs did not change are taken from before, so only what changed is paid.
        """
        before = self.get(job, owner)
        changes: dict[str, Any] = {"review": False}
        if timeline is not None:
            changes |= {"timeline": timeline, "brief": None, "script": None}
        elif script is not None:
            changes |= {"script": script}
        request = before.request.model_copy(update=changes)
        return self.submit(request, owner, options or before.options, parent=job)

    # --- asking ---------------------------------------------------------------------------------------

    def get(self, job: str, owner: str | None) -> Job:
        """A job; ``owner`` None is for this installation's own use."""
        found = self._database.rows(_BY_ID, {"job": job})
        if not found or (owner is not None and found[0].owner != owner):
            raise missing(job)
        return job_of(found[0]._asdict())

    def list(
        self, owner: str, filters: Filters = Filters(), after: tuple[datetime, str] | None = None, limit: int = 20
    ) -> list[Job]:
        """Jobs, the newest first, following the one made at ``after``, which need not be there any more."""
        query = select(JobRow).where(JobRow.owner == owner, *_conditions(filters))
        with self._database.session() as session:
            if after is not None:
                query = query.where(_older(*after))
            query = query.order_by(col(JobRow.created).desc(), col(JobRow.id).desc()).limit(limit)
            return [row.as_value() for row in session.exec(query)]

    def counts(self, owner: str, filters: Filters = Filters()) -> dict[JobStatus, int]:
        """How many jobs there are in each status."""
        query = select(JobRow.status, func.count()).where(JobRow.owner == owner, *_conditions(filters))
        with self._database.session() as session:
            found = session.exec(query.group_by(JobRow.status)).all()
        return {cast("JobStatus", status): count for status, count in found}

    def events(self, job: str, owner: str, after: int = 0, limit: int = 100) -> Sequence[JobEvent]:
        """What happened to a job since its event number ``after``, in order and without gaps."""
        with self._database.session() as session:
            find_row(session, job, owner)
            query = select(JobEventRow).where(JobEventRow.job_id == job, JobEventRow.seq > after)
            rows = session.exec(query.order_by(col(JobEventRow.seq)).limit(limit))
            return [row.as_value() for row in rows]

    def news(self, after: int, limit: int = 500) -> Sequence[JobEvent]:
        """Events of all jobs since the event id ``after``: for one reader that tells many listeners.

        A listener that sees a gap in ``seq`` asks ``events`` for what is missing.
        """
        query = select(JobEventRow).where(col(JobEventRow.id) > after).order_by(col(JobEventRow.id)).limit(limit)
        with self._database.session() as session:
            return [row.as_value() for row in session.exec(query)]

    def newest_event(self) -> int:
        """The id of the newest event: where a reader of ``news`` begins."""
        with self._database.session() as session:
            return session.exec(select(func.max(JobEventRow.id))).one() or 0

    def outputs(self, job: str, owner: str) -> Sequence[Output]:
        """The files a job published; none before it completed, but for a preview."""
        with self._database.session() as session:
            find_row(session, job, owner)
            rows = session.exec(select(OutputRow).where(OutputRow.job_id == job).order_by(col(OutputRow.id)))
            return [row.as_value() for row in rows]

    def output(self, job: str, owner: str, name: str) -> Output:
        """One of them by name. Raises NotFoundError."""
        found = next((output for output in self.outputs(job, owner) if output.name == name), None)
        if found is None:
            raise NotFoundError(f"job '{job}' has no file '{name[:80]}'", hint="list its outputs")
        return found

    # --- inside ---------------------------------------------------------------------------------------

    def _accept(self, session: Session, job: Job) -> Job:
        self._book.add(session, job)
        self._queue.put_new(session, job, self._first_queue(job.request))
        return job

    def _first_queue(self, request: JobRequest) -> QueueName:
        written = request.script is not None or request.timeline is not None
        return "scripts" if request.review or (self._scripts_apart and not written) else "videos"

    def _requeue(self, job: str, owner: str, status: JobStatus, values: dict[str, Any]) -> Job:
        with self._database.session() as session:
            row = find_row(session, job, owner)
            if row.status != status:
                raise ConflictError(f"job '{job}' is {row.status}", hint=f"only a job that is {status} can be retried")
            return self._again(session, row, values, self._first_queue(JobRequest.model_validate(row.request)))

    def _again(self, session: Session, row: JobRow, values: dict[str, Any], queue: QueueName) -> Job:
        moved = self._book.move(session, row, "queued", {**values, "run": row.run + 1, "crashes": 0})
        self._queue.put(session, moved, queue)
        return moved.as_value()


def new_id() -> str:
    """A name for a new job that nobody can guess."""
    return f"vid_{secrets.token_hex(12)}"


def _older(at: datetime, last: str) -> ColumnElement[bool]:
    return or_(col(JobRow.created) < at, and_(col(JobRow.created) == at, col(JobRow.id) < last))


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    exact = {"status", "external_id", "batch_id", "parent"}
    found = [
        col(getattr(JobRow, name)) == value for name in sorted(exact) if (value := getattr(filters, name)) is not None
    ]
    return [*found, *([col(JobRow.created) >= filters.since] if filters.since else [])]
