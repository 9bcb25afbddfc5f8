"""Events of a video: as a list, or as a stream that goes on where it broke off (Server-Sent Events)."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from api.deps import Id, InFront, Limit, VideoReader
from api.figures import Figures
from api.models.videos import Event
from api.news import News
from api.problems import ApiError, responses
from domain.job import JobEvent

router = APIRouter(prefix="/v1/videos/{video}", tags=["events"])
_STREAM = "text/event-stream"
_RETRY_MS = 3000
_EXAMPLE = (
    'retry: 3000\n\nid: 3\nevent: stage\ndata: {"video":"vid_…","seq":3,"type":"stage",'
    '"status":"in_progress","stage":"render","progress":40,"message":"","at":"2026-11-25T12:00:00.000Z"}\n\n'
)


@router.get(
    "/events",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The events, one by one, until the video has ended.",
            "content": {_STREAM: {"example": _EXAMPLE}},
        },
        **responses("not_found", "malformed_request"),
    },
)
async def stream_events(
    video: Id,
    request: Request,
    front: InFront,
    caller: VideoReader,
    last_event_id: Annotated[str, Header(max_length=20, description="The id of the last event you saw.")] = "",
) -> StreamingResponse:
    """Listen to a video. After a break, a browser's EventSource sends `Last-Event-ID` and misses nothing."""
    await run_in_threadpool(front.desk.get, video, caller.account.id)
    after = _number(last_event_id)
    stream = _written(video, caller.account.id, after, request.app.state.news, request.app.state.figures)
    return StreamingResponse(
        stream, media_type=_STREAM, headers={"cache-control": "no-cache", "x-accel-buffering": "no"}
    )


@router.get("/history", responses=responses("not_found"))
def list_events(
    video: Id,
    front: InFront,
    caller: VideoReader,
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0, le=2**31, description="The `seq` of the last event you saw.")] = 0,
) -> list[Event]:
    """What happened to a video, in order, for clients that do not listen."""
    return [_shown(event) for event in front.desk.events(video, caller.account.id, after, limit)]


async def _written(video: str, owner: str, after: int, news: News, figures: Figures) -> AsyncIterator[bytes]:
    yield f"retry: {_RETRY_MS}\n\n".encode()
    with figures.listeners.track_inprogress():
        async for event in news.listen(video, owner, after):
            yield b": still here\n\n" if event is None else _line(event)


def _line(event: JobEvent) -> bytes:
    return f"id: {event.seq}\nevent: {event.type}\ndata: {_shown(event).model_dump_json()}\n\n".encode()


def _shown(event: JobEvent) -> Event:
    return Event(
        video=event.job, seq=event.seq, type=event.type, status=event.status, stage=event.stage,
        progress=event.progress, message=event.message, at=event.at,
    )  # fmt: skip


def _number(text: str) -> int:
    if text and not (text.isascii() and text.isdigit()):
        raise ApiError("malformed_request", "Last-Event-ID is not a number", hint="send the id of the last event")
    return min(int(text or 0), 2**31)
