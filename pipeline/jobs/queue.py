"""The queues of the job engine, and how a job gets into one in the transaction that accepts it."""

from typing import Literal

from dbos import DBOSClient, EnqueueOptions
from sqlmodel import Session

from domain.job import Job
from pipeline.jobs.kept import Json
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow
from pipeline.store.schema import ENGINE_SCHEMA

APPLICATION = "vitrine"
WORKFLOW_VERSION = "1"
"""Raise it when the order of a job's steps changes: unfinished jobs of before then begin a new workflow."""

QueueName = Literal["scripts", "videos"]
WORKFLOWS: dict[QueueName, str] = {"scripts": "write_script", "videos": "make_video"}
"""Two queues, because a script waits for somebody's language model and a video needs a processor."""


class Queue:
    """Puts jobs into the engine's queues."""

    def __init__(self, database: Database) -> None:
        self._client = DBOSClient(
            system_database_engine=database.engine,
            dbos_system_schema=ENGINE_SCHEMA,
            serializer=Json(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,
        )

    def put(self, session: Session, row: JobRow, queue: QueueName) -> None:
        """Enqueue a new workflow for the job's present run, durable with the caller's transaction."""
        self._put(session, queue, workflow_id(row.id, row.run), row.id, row.owner, row.priority)

    def put_new(self, session: Session, job: Job, queue: QueueName) -> None:
        """The same for a job that is being accepted."""
        self._put(session, queue, workflow_id(job.id, 0), job.id, job.owner, job.options.priority)

    def _put(self, session: Session, queue: QueueName, workflow: str, job: str, owner: str, priority: int) -> None:
        options = EnqueueOptions(
            workflow_name=WORKFLOWS[queue],
            queue_name=queue,
            workflow_id=workflow,
            app_version=WORKFLOW_VERSION,
            priority=priority,
            queue_partition_key=owner,
        )
        self._client.enqueue_in_transaction(session, options, job)

    def withdraw(self, workflows: list[str]) -> None:
        """Take workflows out that nobody began; the others find out by themselves."""
        if workflows:
            self._client.cancel_workflows(workflows)


def workflow_id(job: str, run: int) -> str:
    """The name of a job's workflow: a retry is another run."""
    return f"{job}-{run}"
