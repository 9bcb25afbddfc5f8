"""Assets: photos, clips and sounds that videos are made of; uploaded, or fetched from an https address."""

import shutil
from typing import Annotated

from fastapi import APIRouter, Request, Response, UploadFile
from fastapi import File as FilePart
from pydantic import ConfigDict, Field

from api.cursors import read_cursor, write_cursor
from api.deps import After, AssetMaker, AssetReader, AssetWriter, Id, IdempotencyKey, InFront, Limit
from api.keyed import KeyedRoute
from api.models.common import Given, Moment, Page, Shown, page
from api.problems import ApiError, responses
from domain.asset import AssetKind
from domain.base import Sha256
from pipeline.library import Kept

router = APIRouter(prefix="/v1/assets", tags=["assets"], route_class=KeyedRoute)


class AssetShown(Shown):
    """A file of yours. Its kind and measures were read from its bytes, never from its name."""

    id: str
    kind: AssetKind
    name: str
    media_type: str
    size: int
    sha256: Sha256
    width: int
    height: int
    duration_ms: int
    source_url: str
    created_at: Moment


class FetchRequest(Given):
    """Where a file is: https, public, at most 25 MB, at most 3 redirects, within 30 seconds."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"url": "https://cdn.example.com/thermos.jpg"}]})

    url: str = Field(min_length=9, max_length=2048)


@router.post(
    "",
    status_code=201,
    responses=responses(
        "scope_missing",
        "terms_required",
        "invalid_request",
        "unusable_input",
        "too_large",
        "idempotency_mismatch",
        "storage_refused",
    ),
)
def upload_asset(
    file: Annotated[UploadFile, FilePart(description="JPEG, PNG, WebP, MP4, MOV, WebM, WAV, MP3 or M4A.")],
    response: Response,
    front: InFront,
    caller: AssetMaker,
    idempotency_key: IdempotencyKey = None,
) -> AssetShown:
    """Upload a file as `multipart/form-data`. It is judged by its content and decoded before it is kept."""
    front.desk.check_room()
    if file.size is not None and file.size > front.max_upload:
        raise ApiError("too_large", f"files of up to {front.max_upload // 1_000_000} MB are accepted")
    with front.library.receive(file.filename or "file") as path:
        with path.open("wb") as copy:
            shutil.copyfileobj(file.file, copy, 1 << 20)
        kept = front.library.add(caller.account, path)
    if caller.key is None and kept.asset.kind != "audio":
        front.gallery.expect()  # a form is being filled in, and shows the templates with this
    return _created(kept, response)


@router.post(
    "/fetch",
    status_code=201,
    responses=responses(
        "scope_missing",
        "terms_required",
        "invalid_request",
        "unfetchable",
        "unusable_input",
        "idempotency_mismatch",
        "storage_refused",
    ),
)
def fetch_asset(
    body: FetchRequest, response: Response, front: InFront, caller: AssetMaker, idempotency_key: IdempotencyKey = None
) -> AssetShown:
    """Have a file fetched. Addresses inside this server's own network are refused, wherever they hide."""
    front.desk.check_room()
    return _created(front.library.fetch(caller.account, body.url), response)


@router.get("", responses=responses("invalid_request", "malformed_request"))
def list_assets(front: InFront, caller: AssetReader, limit: Limit = 20, after: After = "") -> Page[AssetShown]:
    """Your files, the newest first."""
    kept = front.library.list(caller.account, read_cursor(after), limit + 1)
    last = kept[limit - 1] if len(kept) >= limit else None
    return page([_shown(one) for one in kept], limit, write_cursor(last.created, last.id) if last else "")


@router.get("/{asset}", responses=responses("not_found"))
def get_asset(asset: Id, front: InFront, caller: AssetReader) -> AssetShown:
    """One of your files."""
    return _shown(front.library.get(caller.account, asset))


@router.delete("/{asset}", status_code=204, responses=responses("not_found"))
def delete_asset(asset: Id, request: Request, front: InFront, caller: AssetWriter) -> None:
    """Forget one of your files; videos made of it stay as they are."""
    front.library.remove(caller.account, asset)


def _created(kept: Kept, response: Response) -> AssetShown:
    response.headers["location"] = f"/v1/assets/{kept.id}"
    return _shown(kept)


def _shown(kept: Kept) -> AssetShown:
    asset = kept.asset
    return AssetShown(
        id=kept.id, kind=asset.kind, name=asset.name, media_type=asset.mime, size=kept.size, sha256=asset.sha256,
        width=asset.width, height=asset.height, duration_ms=asset.duration_ms, source_url=kept.source,
        created_at=kept.created,
    )  # fmt: skip
