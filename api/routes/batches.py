"""Batches: videos that share a ``batch_id``, counted and stopped together."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.deps import IdempotencyKey, InFront, VideoReader, VideoWriter
from api.front import Front
from api.keyed import KeyedRoute
from api.models.common import Shown
from api.problems import ApiError, responses
from domain.job import JobStatus
from pipeline.jobs.desk import Filters

router = APIRouter(prefix="/v1/batches/{batch}", tags=["batches"], route_class=KeyedRoute)
BatchId = Annotated[str, Path(max_length=200, description="The `batch_id` its videos were asked for with.")]


class Batch(Shown):
    """How the videos of a batch stand."""

    id: str
    videos: int
    ended: bool
    counts: dict[JobStatus, int]


@router.get("", responses=responses("not_found"))
def get_batch(batch: BatchId, front: InFront, caller: VideoReader) -> Batch:
    """How many of its videos are in each status."""
    return _shown(front, caller.account.id, batch)


@router.post("/cancel", responses=responses("not_found", "idempotency_mismatch"))
def cancel_batch(batch: BatchId, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Batch:
    """Stop every video of it that has not ended."""
    _shown(front, caller.account.id, batch)
    front.desk.cancel_batch(batch, caller.account.id)
    return _shown(front, caller.account.id, batch)


def _shown(front: Front, owner: str, batch: str) -> Batch:
    counts = front.desk.counts(owner, Filters(batch_id=batch))
    if not counts:
        raise ApiError("not_found", f"there is no batch '{batch[:80]}'", hint="ask with the batch_id of its videos")
    waiting = sum(counts.get(status, 0) for status in ("queued", "in_progress", "requires_action"))
    return Batch(id=batch, videos=sum(counts.values()), ended=waiting == 0, counts=counts)
