"""Videos: asked for, listed, looked at, stopped, taken up again, removed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.cursors import read_cursor, write_cursor
from api.deps import After, Id, IdempotencyKey, InFront, Limit, VideoMaker, VideoReader, VideoWriter
from api.front import Front
from api.keyed import KeyedRoute, KnownRoute, keyed_request, to_response
from api.models.common import Page, page
from api.models.videos import Rerender, Video, VideoRequest, show_video
from api.problems import ApiError, responses
from api.scripts import checked
from api.sending import is_known
from domain.account import Caller
from domain.brief import Brief
from domain.job import Job, JobOptions, JobRequest, JobStatus
from pipeline.idempotency import Answer
from pipeline.jobs.desk import Filters
from pipeline.reception import VideoOrder
from pipeline.removal import remove

router = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KnownRoute)
keyed = APIRouter(prefix="/v1/videos", tags=["videos"], route_class=KeyedRoute)
_POLL_S = "2"
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Accepted: it is in the database and will be made, whatever happens to this process.",
        "headers": {"Location": {"schema": {"type": "string"}}, "Retry-After": {"schema": {"type": "integer"}}},
    }
}

_AGREED = responses("scope_missing", "terms_required")


@router.post(
    "",
    status_code=202,
    response_model=Video,
    responses={
        **_ACCEPTED,
        **responses(
            "not_found", "unusable_input", "unfetchable", "idempotency_mismatch", "quota_exceeded", "storage_refused"
        ),
        **_AGREED,
    },
)
async def create_video(
    request: Request, body: VideoRequest, front: InFront, caller: VideoMaker, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask for a video. With a test key it is free, always the same for the same brief, and marked as a test."""
    key = await keyed_request(request) if idempotency_key is not None else None

    def accept() -> Response:
        order = _order(body, front, caller)
        outcome = front.reception.accept(order, caller, lambda job: accepted(job, front), key)
        return to_response(outcome)

    return await run_in_threadpool(accept)


def _order(body: VideoRequest, front: Front, caller: Caller) -> VideoOrder:
    brief, brand = front.reception.stored(brief_of(body), body.brand, caller.account)
    request = JobRequest(brief=brief, brand=brand, review=body.review == "script", test=caller.mode == "test")
    options = JobOptions(
        priority=body.priority, external_id=body.external_id, batch_id=body.batch_id, metadata=dict(body.metadata)
    )
    return VideoOrder(request, options, body.webhook_url)


def brief_of(body: VideoRequest) -> Brief:
    """The brief of a request. Raises ApiError when it has none."""
    if body.brief is None:
        raise ApiError("invalid_request", "needs a brief, or a product with asset_ids")
    return body.brief


@router.get("", responses=responses("invalid_request", "malformed_request"))
def list_videos(
    front: InFront,
    caller: VideoReader,
    limit: Limit = 20,
    after: After = "",
    status: Annotated[JobStatus | None, Query(description="Only those that stand so.")] = None,
    external_id: Annotated[str | None, Query(max_length=200, description="Only those of this name of yours.")] = None,
    batch_id: Annotated[str | None, Query(max_length=200, description="Only those of this batch.")] = None,
) -> Page[Video]:
    """Your videos, the newest first."""
    filters = Filters(status=status, external_id=external_id, batch_id=batch_id)
    jobs = front.desk.list(caller.account.id, filters, read_cursor(after), limit + 1)
    videos = [show_video(job, [], front.public_url) for job in jobs]
    last = jobs[limit - 1] if len(jobs) >= limit else None
    return page(videos, limit, write_cursor(last.created, last.id) if last else "")


@router.get("/{video}", responses=responses("not_found"))
def get_video(video: Id, request: Request, response: Response, front: InFront, caller: VideoReader) -> Video:
    """A video as it stands. Poll after `Retry-After` seconds, with `If-None-Match`, or listen to its events."""
    job = front.desk.get(video, caller.account.id)
    tag = f'"{job.id}-{job.version}"'
    headers = {"etag": tag} | ({} if job.ended else {"retry-after": _POLL_S})
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)  # type: ignore[return-value] # FastAPI passes it on
    for name, value in headers.items():
        response.headers[name] = value
    published = job.ended or job.status == "requires_action"
    outputs = list(front.desk.outputs(video, caller.account.id)) if published else []
    return show_video(job, outputs, front.public_url)


@router.delete("/{video}", status_code=204, responses=responses("not_found", "conflict"))
def delete_video(video: Id, front: InFront, caller: VideoWriter) -> None:
    """Remove an ended video, its files and its links for good."""
    remove(front.database, front.shelf.storage, front.desk.get(video, caller.account.id))


@keyed.post("/{video}/cancel", responses=responses("not_found", "idempotency_mismatch"))
def cancel_video(video: Id, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Video:
    """Stop a video; nothing of it is published afterwards. One that has ended stays as it is."""
    return _shown(front, caller, front.desk.cancel(video, caller.account.id))


@keyed.post(
    "/{video}/retry", status_code=202, responses={**_ACCEPTED, **responses("not_found", "conflict", "storage_refused")}
)
def retry_video(
    video: Id, response: Response, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None
) -> Video:
    """Take a failed video up again from the stage it failed in."""
    job = front.desk.retry(video, caller.account.id)
    response.headers["location"] = f"/v1/videos/{job.id}"
    return _shown(front, caller, job)


@router.post(
    "/{video}/rerender",
    status_code=202,
    response_model=Video,
    responses={
        **_ACCEPTED,
        **responses("not_found", "conflict", "unusable_input", "quota_exceeded", "idempotency_mismatch"),
        **_AGREED,
    },
)
async def rerender_video(
    video: Id,
    request: Request,
    body: Rerender,
    front: InFront,
    caller: VideoMaker,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Make a new video of one that has ended, with an edited script or timeline. Only what changed is made anew."""
    key = await keyed_request(request) if idempotency_key is not None else None

    def accept() -> Response:
        before = front.desk.get(video, caller.account.id)
        if not before.ended:
            raise ApiError("conflict", f"video '{video}' is {before.status}", hint="wait until it has ended")
        order = VideoOrder(_changed(before, body, front, caller), before.options, parent=video)
        return to_response(front.reception.accept(order, caller, lambda job: accepted(job, front), key))

    return await run_in_threadpool(accept)


def _changed(before: Job, body: Rerender, front: Front, caller: Caller) -> JobRequest:
    request = before.request
    mode = {"review": False, "test": request.test or caller.mode == "test"}
    if body.timeline is not None:
        front.reception.check_media(body.timeline, before, caller.account)
        return request.model_copy(update={**mode, "timeline": body.timeline, "brief": None, "script": None})
    if request.brief is None:
        raise ApiError("conflict", "this video was made from a timeline, which has no script", hint="send a timeline")
    script = checked(body.script, before, "/script") if body.script else None
    return request.model_copy(update={**mode, "script": script})


def _shown(front: Front, caller: Caller, job: Job) -> Video:
    return show_video(job, list(front.desk.outputs(job.id, caller.account.id)), front.public_url)


def accepted(job: Job, front: Front) -> Answer:
    """What is answered to whoever asked for a video."""
    headers = {"content-type": "application/json", "location": f"/v1/videos/{job.id}", "retry-after": _POLL_S}
    return Answer(202, headers, show_video(job, [], front.public_url).model_dump_json())
