"""The gallery: how a template would look with your own photos, before a video is asked for."""

import asyncio
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

from api.deps import Id, InFront, VideoMaker
from api.front import Front
from api.models.videos import VideoRequest
from api.problems import ApiError, responses
from api.routes.videos import brief_of
from domain.account import Caller
from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import NotFoundError
from templates.catalogue import template_names

router = APIRouter(prefix="/v1/templates", tags=["catalogue"])
_PATIENCE_S = 8
_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The opening scene, or all scenes in turn: labelled, the shorter side 360 pixels.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", "image/webp")},
    },
    202: {"description": "It is still being drawn: ask again with the same body after `Retry-After` seconds."},
}


@router.post(
    "/{template}/preview",
    response_class=Response,
    responses={
        **_PICTURE,
        **responses("scope_missing", "terms_required", "not_found", "unusable_input", "unavailable", "render_failed"),
    },
)
async def preview_template(
    template: Id,
    body: VideoRequest,
    front: InFront,
    caller: VideoMaker,
    moving: Annotated[bool, Query(description="All scenes in turn, as an animated WebP.")] = False,
) -> Response:
    """How a template looks with your brief: a still of the first shape it asks for. Makes no video and costs none.

    The body is that of `POST /v1/videos`; its template is the one in the address. Kept for a day.
    """
    brief, brand = await run_in_threadpool(_prepared, template, body, front, caller)
    drawn = await run_in_threadpool(partial(front.gallery.picture, brief, brand, moving=moving))
    if drawn is None:
        raise ApiError("unavailable", "too many previews wait", hint="ask again", headers={"Retry-After": "5"})
    picture = asyncio.wrap_future(drawn)
    await asyncio.wait({picture}, timeout=_PATIENCE_S)
    if not picture.done():
        return Response(status_code=202, headers={"retry-after": "1"})
    kind = "image/webp" if moving else "image/jpeg"
    return Response(picture.result(), media_type=kind, headers={"cache-control": "private, no-store"})


def _prepared(template: str, body: VideoRequest, front: Front, caller: Caller) -> tuple[Brief, BrandKit | None]:
    """The brief with what a still picture shows of it and no more, so that other wishes change no picture."""
    if template not in template_names():
        raise NotFoundError(f"there is no template '{template}'", hint="GET /v1/capabilities lists them")
    given = brief_of(body)
    if any(name.startswith("https://") for name in (*given.product.images, *given.product.videos)):
        raise ApiError("unusable_input", "a preview fetches nothing", hint="upload the photos, and name their ids")
    brief, brand = front.reception.stored(given, body.brand, caller.account)
    unheard = {"template": template, "platforms": (), "aspects": brief.aspects[:1], "voice": "auto", "music": "none"}
    return brief.model_copy(update=unheard), brand
