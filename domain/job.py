"""Jobs: a video somebody asked for, from the moment it was accepted until it ends one way or another."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from domain.base import Frozen, Sha256
from domain.brand import BrandKit
from domain.brief import Aspect, Brief
from domain.script import Script
from domain.timeline import Timeline

JobStatus = Literal["queued", "in_progress", "requires_action", "completed", "failed", "canceled"]
TERMINAL: frozenset[JobStatus] = frozenset({"completed", "failed", "canceled"})

STEPS: Mapping[JobStatus, frozenset[JobStatus]] = MappingProxyType(
    {
        "queued": frozenset({"in_progress", "failed", "canceled"}),
        "in_progress": frozenset({"queued", "requires_action", "completed", "failed", "canceled"}),
        "requires_action": frozenset({"queued", "canceled"}),
        "completed": frozenset(),
        "failed": frozenset({"queued"}),
        "canceled": frozenset(),
    }
)
"""Which status may follow which. A failed job is queued again by a retry; nothing else leaves an end."""

EventType = Literal["status", "stage", "progress", "note"]
OutputKind = Literal["video", "cover", "captions", "script", "timeline", "labels", "preview", "conversation", "post"]
Percent = Annotated[int, Field(ge=0, le=100)]
Label = Annotated[str, Field(max_length=200)]
Priority = Annotated[int, Field(ge=1, le=100)]


class JobRequest(Frozen):
    """What is to be made: a brief, a brief with the script already written, or a finished timeline.

    Media are named ``asset:<sha256>`` in the brief and the brand kit: they are in the asset store before
    the job is accepted. ``brand`` stands in for the file that a brief's ``brand_kit`` names.
    ``review`` stops the job at ``requires_action`` with its script and a preview. ``fresh`` draws and
    encodes every scene anew. ``test`` marks the picture as a test. ``variant`` 1 and more is the so-manieth
    of a family of variants of the brief, which keep their distance from each other; 0 is a video by itself.
    """

    brief: Brief | None = None
    brand: BrandKit | None = None
    script: Script | None = None
    timeline: Timeline | None = None
    review: bool = False
    fresh: bool = False
    test: bool = False
    variant: Annotated[int, Field(ge=0, le=50)] = 0

    @property
    def title(self) -> str:
        """What to call the job on screen."""
        if self.brief is not None:
            return self.brief.product.name
        return self.timeline.title if self.timeline else ""


class JobOptions(Frozen):
    """What does not change the video: how soon it is made and by which names its owner finds it.

    ``priority`` 1 comes first among the jobs of one owner; batches use larger numbers than single videos.
    """

    priority: Priority = 10
    external_id: Label = ""
    batch_id: Label = ""
    metadata: dict[Label, str] = Field(default={}, max_length=50)


class JobError(Frozen):
    """Why a job failed: a stable ``code`` for programs, a message and a remedy for people."""

    code: str
    message: str
    hint: str = ""
    retryable: bool = False


class Job(Frozen):
    """A job as it stands. ``progress`` is in percent and never decreases while the job runs.

    ``attempt`` counts how often work on it began; ``version`` grows with every change.
    """

    id: str
    owner: str
    title: str
    status: JobStatus
    stage: str = ""
    progress: Percent = 0
    attempt: int = 0
    version: int = 0
    request: JobRequest
    options: JobOptions = JobOptions()
    error: JobError | None = None
    script: Script | None = None
    notes: tuple[str, ...] = ()
    parent: str = ""
    created: datetime
    updated: datetime
    started: datetime | None = None
    finished: datetime | None = None

    @property
    def ended(self) -> bool:
        return self.status in TERMINAL


class JobEvent(Frozen):
    """Something that happened to a job. ``seq`` counts 1, 2, 3 … within the job, without gaps.

    ``id`` grows over all jobs, but on PostgreSQL a smaller one may become visible after a larger one.
    """

    id: int
    job: str
    seq: int
    type: EventType
    status: JobStatus
    stage: str
    progress: Percent
    message: str = ""
    at: datetime


class Output(Frozen):
    """A file that a job published. Its bytes are in the storage under ``sha256``."""

    job: str
    name: str
    kind: OutputKind
    aspect: Aspect | None = None
    mime: str
    sha256: Sha256
    size: int
    created: datetime
