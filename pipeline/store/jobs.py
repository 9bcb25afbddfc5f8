"""The tables of jobs: the job, what happened to it, and what it published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer, UniqueConstraint
from sqlmodel import Field, SQLModel

from domain.job import Job, JobError, JobEvent, JobOptions, JobRequest, Output
from domain.script import Script
from pipeline.store.database import UtcTime

_COUNTER = BigInteger().with_variant(Integer, "sqlite")


class JobRow(SQLModel, table=True):
    """One job. ``attempt`` is also the fence: whoever works on an older attempt can change nothing any more.

    ``run`` numbers the workflows this job had, ``crashes`` the workers it lost in the present one.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_owner_order", "owner", "created", "id"),
        Index("ix_jobs_owner_status", "owner", "status", "created"),
        Index("ix_jobs_batch", "batch_id", "created"),
        Index("ix_jobs_external", "owner", "external_id"),
        Index("ix_jobs_worker", "worker", "status"),
    )

    id: str = Field(primary_key=True)
    owner: str
    title: str = ""
    status: str
    stage: str = ""
    progress: int = 0
    attempt: int = 0
    run: int = 0
    crashes: int = 0
    version: int = 0
    worker: str = ""
    priority: int = 10
    external_id: str = ""
    batch_id: str = ""
    parent: str = ""
    meta: dict[str, str] = Field(default_factory=dict, sa_column=Column("metadata", JSON, nullable=False))
    request: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    script: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    error: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    notes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created: datetime = Field(sa_type=UtcTime)
    updated: datetime = Field(sa_type=UtcTime)
    started: datetime | None = Field(default=None, sa_type=UtcTime)
    finished: datetime | None = Field(default=None, sa_type=UtcTime, index=True)

    def as_value(self) -> Job:
        """The job as the rest of the program knows it."""
        return job_of({**vars(self), "metadata": self.meta})


_SAME = (
    "id", "owner", "title", "status", "stage", "progress", "attempt", "version", "parent",
    "created", "updated", "started", "finished",
)  # fmt: skip
_OPTIONS = ("priority", "external_id", "batch_id", "metadata")


def job_of(columns: Mapping[str, Any]) -> Job:
    """The job of a row that is given by its columns."""
    return Job.model_validate(
        {
            **{name: columns[name] for name in _SAME},
            "options": JobOptions(**{name: columns[name] for name in _OPTIONS}),
            "request": JobRequest.model_validate(columns["request"]),
            "script": Script.model_validate(columns["script"]) if columns["script"] else None,
            "error": JobError.model_validate(columns["error"]) if columns["error"] else None,
            "notes": tuple(columns["notes"]),
        }
    )


def row_of(job: Job) -> dict[str, Any]:
    """The columns of a job that is new: it has neither script nor error yet."""
    return {
        **{name: getattr(job, name) for name in _SAME},
        **{name: getattr(job.options, name) for name in _OPTIONS},
        "request": job.request.model_dump(mode="json", exclude_none=True),
        "notes": list(job.notes),
    }


class JobEventRow(SQLModel, table=True):
    """One thing that happened. ``seq`` counts within the job, because the job's row is locked to write it."""

    __tablename__ = "job_events"
    __table_args__ = (UniqueConstraint("job_id", "seq"),)

    id: int | None = Field(default=None, sa_column=Column(_COUNTER, primary_key=True, autoincrement=True))
    job_id: str = Field(foreign_key="jobs.id", ondelete="CASCADE")
    owner: str
    seq: int
    type: str
    status: str
    stage: str = ""
    progress: int = 0
    message: str = ""
    at: datetime = Field(sa_type=UtcTime)

    def as_value(self) -> JobEvent:
        """The event as the rest of the program knows it."""
        return JobEvent.model_validate({**self.model_dump(exclude={"job_id", "owner"}), "job": self.job_id})


class OutputRow(SQLModel, table=True):
    """One published file. A name is published once in a job's life."""

    __tablename__ = "outputs"
    __table_args__ = (UniqueConstraint("job_id", "name"),)

    id: int | None = Field(default=None, sa_column=Column(_COUNTER, primary_key=True, autoincrement=True))
    job_id: str = Field(foreign_key="jobs.id", ondelete="CASCADE")
    owner: str = Field(index=True)
    name: str
    kind: str
    aspect: str | None = None
    mime: str
    sha256: str = Field(index=True)
    size: int = Field(sa_type=BigInteger)
    created: datetime = Field(sa_type=UtcTime)

    def as_value(self) -> Output:
        """The output as the rest of the program knows it."""
        return Output.model_validate({**self.model_dump(exclude={"id", "job_id", "owner"}), "job": self.job_id})
