"""Content: the published files of a video, by what they are or by name, and links that anybody may open."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from api.deps import Id, IdempotencyKey, InFront, VideoReader, VideoWriter, address, check_limit
from api.front import Front
from api.keyed import KeyedRoute
from api.models.common import Given, Moment, Shown
from api.problems import ApiError, responses
from api.sending import send_file
from domain.account import Caller
from domain.brief import Aspect
from domain.job import Output, OutputKind
from pipeline.links import Link

Variant = Literal["video", "thumbnail", "captions", "script", "timeline", "labels", "preview"]
_KINDS: dict[Variant, OutputKind] = {
    "video": "video", "thumbnail": "cover", "captions": "captions", "script": "script",
    "timeline": "timeline", "labels": "labels", "preview": "preview",
}  # fmt: skip
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file; `ETag` and `Repr-Digest` are its SHA-256.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("video/mp4", "image/jpeg", "application/x-subrip", "application/json")
        },
    },
    206: {"description": "The part that `Range` asked for."},
    304: {"description": "You have it: `If-None-Match` names its hash."},
}
_REFUSALS = responses("not_found", "conflict", "range_not_satisfiable", "label_refused")
_LINK_CACHE = "private, no-cache"
FileName = Annotated[str, Path(max_length=300)]

router = APIRouter(tags=["content"], route_class=KeyedRoute)


class LinkShown(Shown):
    """A public address of one file. It works until it is revoked, the video is removed or the account is frozen."""

    id: str
    video: str
    file: str
    url: str
    created_at: Moment
    revoked_at: Moment | None


class LinkRequest(Given):
    """Which file to link to: the film by default."""

    variant: Literal["video", "thumbnail", "captions"] = "video"
    aspect: Aspect | None = None


@router.head("/v1/videos/{video}/content", include_in_schema=False)
@router.get("/v1/videos/{video}/content", response_class=Response, responses={**_BYTES, **_REFUSALS})
def get_content(
    video: Id,
    request: Request,
    front: InFront,
    caller: VideoReader,
    variant: Annotated[Variant, Query(description="Which of its files.")] = "video",
    aspect: Annotated[Aspect | None, Query(description="Which shape, where there are several.")] = None,
) -> Response:
    """A file of a video. What is watched is checked against the ledger of labelled files before it is sent."""
    return send_file(request, front.shelf, _find(front, caller, video, _KINDS[variant], aspect))


@router.head("/v1/videos/{video}/files/{name}", include_in_schema=False)
@router.get("/v1/videos/{video}/files/{name}", response_class=Response, responses={**_BYTES, **_REFUSALS})
def get_file(video: Id, name: FileName, request: Request, front: InFront, caller: VideoReader) -> Response:
    """A file of a video by its name."""
    return send_file(request, front.shelf, front.desk.output(video, caller.account.id, name))


@router.post("/v1/videos/{video}/links", status_code=201, responses=responses("not_found", "conflict"))
def create_link(
    video: Id,
    front: InFront,
    caller: VideoWriter,
    body: LinkRequest | None = None,
    idempotency_key: IdempotencyKey = None,
) -> LinkShown:
    """Make a permanent address of a file that anybody may open, ending in `.mp4`, for tools that ask for one."""
    wanted = body or LinkRequest()
    output = _find(front, caller, video, _KINDS[wanted.variant], wanted.aspect)
    front.shelf.check(output)
    title = front.desk.get(video, caller.account.id).title
    return _shown(front, front.links.create(caller.account, output, title))


@router.get("/v1/videos/{video}/links", responses=responses("not_found"))
def list_links(video: Id, front: InFront, caller: VideoReader) -> list[LinkShown]:
    """The links of a video, revoked ones too."""
    front.desk.get(video, caller.account.id)
    return [_shown(front, link) for link in front.links.of(caller.account, video)]


@router.delete("/v1/links/{link}", status_code=204, responses=responses("not_found"))
def revoke_link(link: Id, front: InFront, caller: VideoWriter) -> None:
    """Close a link at once."""
    front.links.revoke(caller.account, link)


@router.head("/m/{token}/{slug}", include_in_schema=False)
@router.get(
    "/m/{token}/{slug}", response_class=Response, responses={**_BYTES, **responses("not_found", "rate_limited")}
)
def open_link(token: Id, slug: FileName, request: Request, front: InFront) -> Response:
    """What a link leads to; no key is needed."""
    check_limit(request, front.limiter.link(address(request)))
    return send_file(request, front.shelf, front.links.follow(token, slug), inline=True, cache=_LINK_CACHE)


def _find(front: Front, caller: Caller, video: str, kind: OutputKind, aspect: Aspect | None) -> Output:
    outputs = front.desk.outputs(video, caller.account.id)
    for output in outputs:
        if output.kind == kind and aspect in (None, output.aspect):
            return output
    job = front.desk.get(video, caller.account.id)
    if not job.ended:
        raise ApiError("conflict", f"video '{video}' is {job.status}", hint="wait until it is completed")
    raise ApiError("not_found", f"video '{video}' has no such file", hint="its files are listed in the video")


def _shown(front: Front, link: Link) -> LinkShown:
    return LinkShown(
        id=link.id, video=link.job, file=link.output, url=front.public_url + link.path,
        created_at=link.created, revoked_at=link.revoked,
    )  # fmt: skip
