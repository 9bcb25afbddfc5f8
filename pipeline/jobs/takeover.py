"""Take-over: the jobs of a worker that is gone go on elsewhere; one that kills its workers ends as failed.

The engine only resumes what its own process left, so each worker does it for the others. A worker is gone
when its process is (on this machine), or when its counter has not moved for ``PATIENCE`` seconds of the
observer's own steady clock. It may yet be alive: then it finishes its step beside the new owner, finds
that its claim does not hold any more, and enters itself in the roster again. An observer that could not look
for a while, because it or the database stood still, begins to count anew, and nobody judges himself.
"""

import time
from dataclasses import dataclass, field

from dbos import DBOSClient, WorkflowStatus
from sqlmodel import col, select

from domain.errors import ConflictError, NotFoundError
from domain.job import JobStatus
from pipeline.jobs.book import JobBook, find_row
from pipeline.jobs.failures import WORKER_LOST
from pipeline.jobs.queue import WORKFLOW_VERSION, Queue, QueueName, workflow_id
from pipeline.jobs.roster import Roster, surely_dead
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow

PATIENCE = 12.0
MAX_CRASHES = 3
"""So many workers may be lost over a job; then it ends."""
_OPEN = frozenset({"ENQUEUED", "PENDING", "DELAYED"})
_PAGE = 500


@dataclass
class Takeover:
    """Moves jobs from workers that are gone. Every move may be repeated: whoever makes it may be killed too."""

    worker: str
    database: Database
    book: JobBook
    roster: Roster
    queue: Queue
    client: DBOSClient
    patience: float = PATIENCE
    _seen: dict[str, tuple[int, float]] = field(default_factory=dict)
    _looked: float = 0.0

    def gone(self) -> list[str]:
        """The workers that are gone, as far as this process can tell by now. Raises DatabaseError."""
        others, now = [row for row in self.roster.all() if row.id != self.worker], time.monotonic()
        if now - self._looked > self.patience / 2:
            self._seen.clear()
        self._looked = now
        return [row.id for row in others if surely_dead(row) or self._silent(row.id, row.beats, now)]

    def release(self, worker: str, *, crashed: bool) -> None:
        """Let others go on with what a worker left, and strike it off."""
        for workflow in self.client.list_workflows(executor_id=worker, status="PENDING"):
            self._move(workflow, crashed=crashed)
        for job in self._left_by(worker):
            self._begin_again(job)
        self.roster.leave(worker)
        self._seen.pop(worker, None)

    def mend(self) -> None:
        """Begin again what has no workflow that could go on.

        It ended with an error, another version began it, or its worker died while it was struck off.
        """
        open_jobs = self._open_jobs()
        for start in range(0, len(open_jobs), _PAGE):
            page = {workflow_id(job, run): job for job, run in open_jobs[start : start + _PAGE]}
            found = self.client.list_workflows(workflow_ids=list(page), load_input=False)
            known = {row.id for row in self.roster.all()}
            going_on = [w for w in found if w.status in _OPEN and w.app_version == WORKFLOW_VERSION]
            for workflow in going_on:
                if workflow.status == "PENDING" and workflow.executor_id not in known:
                    self._move(workflow, crashed=True)
            for name in page.keys() - {workflow.workflow_id for workflow in going_on}:
                self._begin_again(page[name])

    def _silent(self, worker: str, beats: int, now: float) -> bool:
        seen, since = self._seen.get(worker, (-1, now))
        if seen != beats:
            self._seen[worker] = (beats, now)
            return False
        return now - since > self.patience

    def _move(self, workflow: WorkflowStatus, *, crashed: bool) -> None:
        job, _, run = workflow.workflow_id.rpartition("-")
        try:
            row = self._count_crash(job, int(run)) if crashed else None
        except NotFoundError:
            self.client.cancel_workflow(workflow.workflow_id)
            return
        if row is not None and row.crashes >= MAX_CRASHES:
            self._give_up(row)
        elif workflow.app_version != WORKFLOW_VERSION:
            self._begin_again(job)
        else:
            queue: QueueName = "scripts" if workflow.name == "write_script" else "videos"
            self.client.resume_workflow(workflow.workflow_id, queue_name=queue)

    def _count_crash(self, job: str, run: int) -> JobRow | None:
        """One crash more, if the workflow is the job's present one and it was being worked on."""
        with self.database.session() as session:
            row = find_row(session, job)
            if row.run != run or row.status != "in_progress":
                return None
            row.crashes += 1
            session.add(row)
            return row

    def _give_up(self, row: JobRow) -> None:
        self._change(row.id, "failed", {"error": WORKER_LOST.model_dump()}, WORKER_LOST.message)
        self.queue.withdraw([workflow_id(row.id, row.run)])

    def _begin_again(self, job: str) -> None:
        """Another run from the start; its steps find the values they made."""
        with self.database.session() as session:
            row = find_row(session, job)
            if row.status not in ("queued", "in_progress"):
                return
            review = bool(row.request.get("review"))
            try:
                moved = self.book.requeue(session, row)
            except ConflictError:
                return  # somebody has just moved it
            self.queue.put(session, moved, "scripts" if review else "videos")

    def _change(self, job: str, to: JobStatus, values: dict[str, object], message: str) -> None:
        with self.database.session() as session:
            row = find_row(session, job)
            if row.status == "in_progress":
                self.book.move(session, row, to, values, message)

    def _left_by(self, worker: str) -> list[str]:
        """Jobs that still name the worker though none of its workflows goes on."""
        query = select(JobRow.id, JobRow.run).where(JobRow.worker == worker, JobRow.status == "in_progress")
        with self.database.session() as session:
            jobs = session.exec(query).all()
        return [
            job
            for job, run in jobs
            if not any(w.status in _OPEN for w in self.client.list_workflows(workflow_ids=[workflow_id(job, run)]))
        ]

    def _open_jobs(self) -> list[tuple[str, int]]:
        query = select(JobRow.id, JobRow.run).where(col(JobRow.status).in_(("queued", "in_progress")))
        with self.database.session() as session:
            return list(session.exec(query))
