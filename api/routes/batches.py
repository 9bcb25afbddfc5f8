"""Batches: a catalogue in, a video for each of its rows out; also videos that only share a ``batch_id``."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Path, Query, Response, UploadFile
from fastapi import File as FilePart
from pydantic import ValidationError

from api.cursors import read_cursor, write_cursor
from api.deps import After, Id, IdempotencyKey, InFront, Limit, VideoMaker, VideoReader, VideoWriter
from api.front import Front
from api.keyed import KeyedRoute
from api.models.batches import Batch, Links, Preview, Row, show_batch, show_group, show_preview, show_row
from api.models.common import Page, page
from api.problems import ApiError, Detail, responses
from api.sending import Sent
from domain.account import Caller
from domain.batch import BatchOptions, RowStatus
from domain.brand import BrandKit
from pipeline.batch.desk import Customer, Wish
from pipeline.batch.media import library_files
from pipeline.batch.naming import PATTERN
from pipeline.batch.packing import Packing
from pipeline.batch.placing import refuse_presenters
from pipeline.batch.plan import Plan, make_plan
from pipeline.batch.results import FEEDS, feed, results_csv
from pipeline.batch.sheet import MAX_BYTES
from pipeline.casting import check_presenter
from pipeline.jobs.desk import Filters

router = APIRouter(prefix="/v1/batches", tags=["batches"], route_class=KeyedRoute)
BatchId = Annotated[str, Path(max_length=200, description="A batch's id, or the `batch_id` of single videos.")]
Dialect = Literal["google", "meta", "shopify", "amazon", "taobao", "vitrine"]
_REFUSALS = responses("invalid_request", "unusable_input", "too_large", "storage_refused", "idempotency_mismatch")
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}}}
}
_ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "The ZIP.", "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}
}
_Words = Annotated[str, Form(max_length=200, description="One or several, separated by commas.")]
_Word = Annotated[str, Form(max_length=120)]


def _options(
    name: _Word = "",
    template: _Word = "auto",
    languages: _Words = "",
    voice: _Word = "auto",
    presenter: _Word = "auto",
    tone: _Word = "warm",
    seconds: Annotated[int, Form(ge=6, le=60)] = 15,
    aspects: _Words = "9:16",
    platforms: _Words = "",
    currency: Annotated[str, Form(max_length=3, description="For prices that name none.")] = "",
    variants: Annotated[
        int, Form(ge=1, le=10, description="Videos of each row, which differ by a stated distance.")
    ] = 1,
    again: Annotated[bool, Form(description="Make videos anew that are there already.")] = False,
) -> BatchOptions:
    """The fields of the form, as what holds for every row without a column of its own. Raises ApiError."""
    lists = {"languages": languages, "aspects": aspects, "platforms": platforms}
    values = {
        "name": name, "template": template, "voice": voice, "presenter": presenter, "tone": tone, "seconds": seconds,
        "currency": currency, "variants": variants, "again": again,
        **{field: [word for word in text.replace(",", " ").split() if word] for field, text in lists.items()},
    }  # fmt: skip
    try:
        return BatchOptions.model_validate(values)
    except ValidationError as error:
        details = [
            Detail(pointer="/" + "/".join(map(str, one["loc"])), code=one["type"], detail=one["msg"])
            for one in error.errors(include_url=False)
        ]
        first = details[0]
        raise ApiError("invalid_request", f"{first.pointer[1:]}: {first.detail}", errors=details) from error


def _brand(
    brand: Annotated[
        str, Form(max_length=20_000, description="The brand kit of all its videos, as JSON; its logo is an asset id.")
    ] = "",
) -> BrandKit | None:
    """The brand kit in the form. Raises ApiError."""
    if not brand:
        return None
    try:
        return BrandKit.model_validate_json(brand)
    except ValidationError as error:
        details = [
            Detail(pointer="/brand/" + "/".join(map(str, one["loc"])), code=one["type"], detail=one["msg"])
            for one in error.errors(include_url=False)
        ]
        raise ApiError("invalid_request", f"brand: {details[0].detail}", errors=details) from error


Options = Annotated[BatchOptions, Depends(_options)]
Brand = Annotated[BrandKit | None, Depends(_brand)]
CatalogueFile = Annotated[UploadFile, FilePart(description="CSV, TSV or XLSX; docs/batch.md says whose columns.")]


@router.post("/preview", responses=_REFUSALS)
def preview_batch(
    file: CatalogueFile,
    options: Options,
    brand: Brand,
    front: InFront,
    caller: VideoReader,
    idempotency_key: IdempotencyKey = None,
) -> Preview:
    """What a catalogue would come to: its mapping, rows, errors, time and cost. Nothing is made or fetched."""
    plan = _plan(file, options, brand, front, caller)
    return show_preview(plan, front.batches.unchanged(plan, _customer(caller)), front)


@router.post("", status_code=202, responses={**_REFUSALS, **responses("scope_missing", "terms_required")})
def create_batch(
    file: CatalogueFile,
    options: Options,
    brand: Brand,
    response: Response,
    front: InFront,
    caller: VideoMaker,
    webhook_url: Annotated[
        str, Form(max_length=2048, description="Where to tell of it, its videos and its rows that fail.")
    ] = "",
    idempotency_key: IdempotencyKey = None,
) -> Batch:
    """Accept a catalogue. Bad rows stop no good ones; rows made before, with the same content, are not made again."""
    if webhook_url:
        front.endpoints.check(webhook_url)
    plan = _plan(file, options, brand, front, caller)
    batch = front.batches.accept(plan, _customer(caller, webhook_url), _wish(front, caller, webhook_url))
    response.headers["location"] = f"/v1/batches/{batch.id}"
    return show_batch(batch)


@router.get("", responses=responses("invalid_request", "malformed_request"))
def list_batches(front: InFront, caller: VideoReader, limit: Limit = 20, after: After = "") -> Page[Batch]:
    """Your batches, the newest first."""
    found = front.batches.list(caller.account.id, limit + 1, read_cursor(after))
    last = found[limit - 1] if len(found) >= limit else None
    return page([show_batch(one) for one in found], limit, write_cursor(last.created, last.id) if last else "")


@router.get("/{batch}", responses=responses("not_found"))
def get_batch(batch: BatchId, front: InFront, caller: VideoReader) -> Batch:
    """How the videos of a batch stand, its rate and the time left."""
    return _shown(front, caller.account.id, batch)


@router.get("/{batch}/rows", responses=responses("not_found", "invalid_request"))
def list_rows(
    batch: Id,
    front: InFront,
    caller: VideoReader,
    limit: Limit = 100,
    after: Annotated[int, Query(ge=0, description="The `next_cursor` of the page before.")] = 0,
    status: Annotated[RowStatus | None, Query(description="Only rows that stand so.")] = None,
) -> Page[Row]:
    """Its rows in the catalogue's order, each with its video or what was wrong."""
    rows = [show_row(row) for row in front.batches.rows(batch, caller.account.id, status, after, limit + 1)]
    return page(rows, limit, str(rows[limit - 1].id) if len(rows) >= limit else "")


@router.get("/{batch}/results.csv", response_class=Response, responses={**_FILE, **responses("not_found")})
def get_results(batch: Id, front: InFront, caller: VideoReader) -> Response:
    """The catalogue with what became of each row. Sent in again, it makes only the rows that have no video."""
    owner = caller.account.id
    catalogue, rows = front.batches.catalogue(batch, owner), front.batches.rows(batch, owner, limit=100_000)
    public = front.links.addresses(caller.account, batch)
    addresses = {
        row.video: front.public_url + public.get(row.video, f"/v1/videos/{row.video}/content")
        for row in rows
        if row.status in ("completed", "unchanged")
    }
    return _csv(results_csv(catalogue, rows, addresses), f"{batch}-results.csv")


@router.get(
    "/{batch}/videos.zip",
    response_class=Response,
    responses={**_ZIP, **responses("not_found", "conflict", "unusable_input", "invalid_request")},
)
def get_zip(
    batch: Id,
    front: InFront,
    caller: VideoReader,
    name: Annotated[
        str, Query(max_length=120, description="Names of files, from {id} {row} {language} {variant} {title}.")
    ] = PATTERN,
) -> Response:
    """Its finished videos, a folder for each platform, the post's text beside each, and `results.csv`; sent as it is
    packed. The label checks are made on every file once more; one that fails is left out, and `results.csv` says why.
    """
    owner = caller.account.id
    catalogue, rows = front.batches.catalogue(batch, owner), front.batches.rows(batch, owner, limit=100_000)
    packing = Packing(front.desk, front.shelf, front.verify, name, front.now)
    headers = {"content-disposition": f'attachment; filename="{batch}.zip"', "cache-control": "no-store"}
    return Sent(packing.pack(catalogue, rows, owner), 200, headers, "application/zip")


@router.post("/{batch}/links", responses=responses("not_found", "idempotency_mismatch"))
def create_links(batch: Id, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Links:
    """Give each finished video of it a public address that anybody may open, if it has none yet."""
    rows = front.batches.rows(batch, caller.account.id, limit=100_000)
    public = front.links.addresses(caller.account, batch)
    wanted = {row.video: row.title for row in rows if row.status in ("completed", "unchanged")}
    made = 0
    for video in sorted(set(wanted) - set(public)):
        films = [one for one in front.desk.outputs(video, caller.account.id) if one.kind == "video"]
        if films:
            front.shelf.check(films[0])
            front.links.create(caller.account, films[0], wanted[video])
            made += 1
    return Links(made=made, links=len(set(wanted) & set(public)) + made)


@router.get("/{batch}/feed", response_class=Response, responses={**_FILE, **responses("not_found", "conflict")})
def get_feed(
    batch: Id,
    front: InFront,
    caller: VideoReader,
    dialect: Annotated[Dialect | None, Query(description="Whose feed; that of the catalogue otherwise.")] = None,
) -> Response:
    """A file for the shop: product ids and the public addresses of their videos (`video_link` for Google)."""
    found = front.batches.get(batch, caller.account.id)
    name = dialect or found.dialect
    rows = front.batches.rows(batch, caller.account.id, limit=100_000)
    public = front.links.addresses(caller.account, batch)
    data = feed(name, rows, {video: front.public_url + path for video, path in public.items()})
    return _csv(data, f"{batch}-{name}.{'tsv' if FEEDS[name].delimiter == chr(9) else 'csv'}")


@router.post("/{batch}/pause", responses=responses("not_found", "conflict", "idempotency_mismatch"))
def pause_batch(batch: Id, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Batch:
    """Begin no more rows; the few that stand in the queue already are still made."""
    return show_batch(front.batches.pause(batch, caller.account.id))


@router.post("/{batch}/resume", responses=responses("not_found", "conflict", "idempotency_mismatch"))
def resume_batch(batch: Id, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Batch:
    """Go on with a paused one."""
    return show_batch(front.batches.resume(batch, caller.account.id))


@router.post("/{batch}/cancel", responses=responses("not_found", "idempotency_mismatch"))
def cancel_batch(batch: BatchId, front: InFront, caller: VideoWriter, idempotency_key: IdempotencyKey = None) -> Batch:
    """Stop every video of it that has not ended."""
    if batch.startswith("bat_"):
        return show_batch(front.batches.cancel(batch, caller.account.id))
    _shown(front, caller.account.id, batch)
    front.desk.cancel_batch(batch, caller.account.id)
    return _shown(front, caller.account.id, batch)


def _plan(file: UploadFile, options: BatchOptions, brand: BrandKit | None, front: Front, caller: Caller) -> Plan:
    if file.size is not None and file.size > MAX_BYTES:
        raise ApiError("too_large", f"catalogues of up to {MAX_BYTES // 1_000_000} MB are read", hint="split it in two")
    name = (file.filename or "catalogue.csv").replace("\\", "/").rpartition("/")[2][:120]
    kit = front.reception.kit(brand, caller.account) if brand else None
    plan = make_plan(file.file.read(), name, options, library_files(front.database, caller.account.id), kit)
    portraits = front.reception.portraits.of(caller.account.id)
    refuse_presenters(plan.reading, lambda presenter: check_presenter(presenter, portraits))
    return plan


def _customer(caller: Caller, webhook_url: str = "") -> Customer:
    return Customer(caller.account.id, caller.key.id if caller.key else "", caller.mode, webhook_url)


def _wish(front: Front, caller: Caller, webhook_url: str) -> Wish | None:
    """That the batch itself, and its rows that never become videos, are told of at an address of its own too."""
    if not webhook_url:
        return None
    return lambda session, batch: front.endpoints.wish(session, caller.account, batch, webhook_url)


def _shown(front: Front, owner: str, batch: str) -> Batch:
    if batch.startswith("bat_"):
        return show_batch(front.batches.get(batch, owner))
    counts = front.desk.counts(owner, Filters(batch_id=batch))
    if not counts:
        raise ApiError("not_found", f"there is no batch '{batch[:80]}'", hint="ask with the batch_id of its videos")
    return show_group(batch, counts)


def _csv(data: bytes, name: str) -> Response:
    kind = "text/tab-separated-values" if name.endswith(".tsv") else "text/csv"
    return Response(data, 200, {"content-disposition": f'attachment; filename="{name}"'}, f"{kind}; charset=utf-8")
