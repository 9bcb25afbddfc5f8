"""Videos: what is asked for, and what is shown of one."""

from typing import Any, Literal
from urllib.parse import quote

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from api.models.common import Given, Label, Moment, Shown, Text
from domain.base import Sha256
from domain.brand import BrandKit
from domain.brief import Aspect, Brief, CaptionMark, Language, Platform, ProductFacts, Tone
from domain.job import Job, JobError, JobStatus, Output, OutputKind
from domain.script import Claim, Script, ScriptScene
from domain.timeline import Timeline

_SHORTHAND = (
    "product", "asset_ids", "aspect", "aspects", "seconds", "language", "tone", "audience", "platforms", "template",
    "presenter", "voice", "scheme", "captions", "music", "seed",
)  # fmt: skip
EXAMPLE: dict[str, Any] = {
    "product": {
        "name": "316 不锈钢保温杯",
        "brand": "北叶 NORDLEAF",
        "price": "129.00",
        "sale_price": "99.00",
        "currency": "CNY",
        "selling_points": ["12 小时保温", "一键弹盖"],
    },
    "asset_ids": ["ast_7HQ2f8YcWkXn3T5vZb9RmD4p"],
    "aspect": "9:16",
    "seconds": 20,
    "language": "zh",
    "platforms": ["douyin"],
    "external_id": "SKU-1042",
    "metadata": {"campaign": "autumn"},
    "webhook_url": "https://shop.example.com/hooks/vitrine",
}


SHOWN: dict[str, Any] = {
    "id": "vid_5f1c9a7be2d04c3388a1b6f0", "object": "video", "status": "completed", "stage": "publish",
    "progress": 100, "title": "316 不锈钢保温杯", "test": False, "external_id": "SKU-1042", "batch_id": "",
    "metadata": {"campaign": "autumn"}, "error": None, "notes": [], "attempt": 1, "parent": "",
    "files": [
        {
            "name": "bei-ye.mp4", "kind": "video", "aspect": "9:16", "media_type": "video/mp4", "size": 5242880,
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "url": "https://videos.example.com/v1/videos/vid_5f1c9a7be2d04c3388a1b6f0/files/bei-ye.mp4",
            "created_at": "2026-11-25T12:00:58.000Z",
        }
    ],
    "created_at": "2026-11-25T12:00:00.000Z", "updated_at": "2026-11-25T12:00:58.000Z",
    "started_at": "2026-11-25T12:00:01.000Z", "finished_at": "2026-11-25T12:00:58.000Z",
}  # fmt: skip


class VideoRequest(Given):
    """A video to be made: a whole ``brief``, or ``product`` and ``asset_ids`` with a brief's other fields.

    Photos and clips are named by their asset ids, or by an ``https://`` address that is fetched now.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    brief: Brief | None = Field(None, description="The whole brief, as docs/brief.md describes it.")
    product: ProductFacts | None = Field(None, description="The product, instead of a brief.")
    asset_ids: tuple[Label, ...] = Field((), max_length=30, description="Photos and clips of the product.")
    aspect: Aspect | None = Field(None, description="One shape; `aspects` for several.")
    aspects: tuple[Aspect, ...] | None = Field(None, max_length=4)
    seconds: int | None = Field(None, ge=6, le=60)
    language: Language | None = None
    tone: Tone | None = None
    audience: Label | None = None
    platforms: tuple[Platform, ...] | None = None
    template: Label | None = None
    presenter: Label | None = None
    voice: Label | None = None
    scheme: Label | None = Field(None, description="The template's colours.")
    captions: Literal["auto"] | CaptionMark | None = None
    music: Label | None = Field(None, description="A track, `none`, or the asset id of a sound of yours.")
    seed: int | None = Field(None, ge=0, le=2**31 - 1)
    brand: BrandKit | None = Field(None, description="The brand kit; its logo is an asset id.")
    review: Literal["none", "script"] = Field(
        "none", description="`script` stops at `requires_action` with the script."
    )
    external_id: Label = Field("", description="Your own name for it, to find it again.")
    batch_id: Label = Field("", description="Your own name for a group of videos.")
    priority: int = Field(10, ge=1, le=100, description="1 comes first among your own videos.")
    metadata: dict[Label, Text] = Field({}, max_length=20, description="Passed through: answers and webhooks carry it.")
    webhook_url: str = Field("", max_length=2048, description="Where to tell of this video, besides your webhooks.")

    @model_validator(mode="before")
    @classmethod
    def _as_brief(cls, value: Any) -> Any:
        """Put the short form into a brief, so that both are checked alike."""
        if not isinstance(value, dict) or value.get("product") is None:
            return value
        if value.get("brief") is not None:
            raise PydanticCustomError("brief_and_product", "give a brief or a product, not both")
        if value.get("asset_ids") is not None and not isinstance(value["asset_ids"], list):
            return value
        short = {name: value[name] for name in _SHORTHAND if value.get(name) is not None}
        rest = {name: item for name, item in value.items() if name not in _SHORTHAND}
        return {**rest, "brief": _brief_of(short)}

    @model_validator(mode="after")
    def _has_brief(self) -> "VideoRequest":
        if self.brief is None:
            raise PydanticCustomError("no_brief", "needs a brief, or a product with asset_ids")
        if self.brief.brand_kit is not None:
            raise PydanticCustomError("brand_kit_is_a_file", "give the brand kit itself as `brand`")
        if any(getattr(self, name) for name in _SHORTHAND):
            raise PydanticCustomError("brief_and_fields", "the brief has these fields; leave them out beside it")
        if any(len(text) > 500 for text in self.metadata.values()):
            raise PydanticCustomError("metadata_too_long", "a value of metadata has at most 500 characters")
        return self


def _brief_of(short: dict[str, Any]) -> dict[str, Any]:
    product, assets, aspect = short.pop("product"), short.pop("asset_ids", []), short.pop("aspect", None)
    if aspect is not None:
        short.setdefault("aspects", [aspect])
    if isinstance(product, dict) and isinstance(assets, list) and assets:
        listed = product.get("images", [])
        product = {**product, "images": [*listed, *assets]} if isinstance(listed, list) else product
    return {**short, "product": product}


def place_given(place: tuple[str | int, ...], body: object) -> tuple[str | int, ...]:
    """Where in ``body`` stands what was found wrong at ``place`` of the brief that its short form became."""
    if not isinstance(body, dict) or "brief" in body or "product" not in body or place[:1] != ("brief",):
        return place
    match place[1:]:
        case ("aspects", *_) if body.get("aspect") is not None:
            return ("aspect",)
        case ("product", "images", int(number), *rest) if number >= (own := len(body["product"].get("images", []))):
            return ("asset_ids", number - own, *rest)
        case short:
            return short


class SceneEdit(Given):
    """Other words for one scene; what is left out stays. The first and shortest way to change a script."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"narration": "一键弹盖，单手就能喝。"}]})

    narration: Text | None = Field(None, min_length=1, max_length=400)
    headline: Text | None = Field(None, min_length=1, max_length=60)
    subline: Text | None = Field(None, max_length=80)
    items: tuple[Text, ...] | None = Field(None, max_length=6)
    claims: tuple[Claim, ...] | None = Field(None, description="Without them, those whose words are still there stay.")


class ScriptEdit(Given):
    """A whole script instead of the one shown."""

    script: Script


class Approval(Given):
    """Go on, with the script shown or with another one."""

    script: Script | None = None


class Rerender(Given):
    """A new video from an ended one: with an edited script, or an edited timeline. Only what changed is made anew."""

    script: Script | None = None
    timeline: Timeline | None = None

    @model_validator(mode="after")
    def _one(self) -> "Rerender":
        if (self.script is None) == (self.timeline is None):
            raise PydanticCustomError("script_or_timeline", "give a script or a timeline")
        return self


class File(Shown):
    """One published file; ``url`` needs the same key."""

    name: str
    kind: OutputKind
    aspect: Aspect | None
    media_type: str
    size: int
    sha256: Sha256
    url: str
    created_at: Moment


class Video(Shown):
    """A video as it stands. ``progress`` is in percent and never decreases while it is made."""

    model_config = ConfigDict(json_schema_extra={"examples": [SHOWN]})

    id: str
    object: Literal["video"] = "video"
    status: JobStatus
    stage: str
    progress: int
    title: str
    test: bool
    external_id: str
    batch_id: str
    metadata: dict[str, str]
    error: JobError | None
    notes: tuple[str, ...] = Field(description="What fell back, in words.")
    attempt: int
    parent: str = Field(description="The video this one was made from again, if any.")
    files: list[File] = Field(description="What was published; empty before the end, but for a preview to review.")
    created_at: Moment
    updated_at: Moment
    started_at: Moment | None
    finished_at: Moment | None


class ScriptShown(Shown):
    """The script of a video, scene by scene; each claim names the field of the brief it rests on."""

    id: str
    status: JobStatus
    script: Script


class Event(Shown):
    """Something that happened to a video. ``seq`` counts 1, 2, 3 … without gaps and is the id of the event stream."""

    video: str
    seq: int
    type: Literal["status", "stage", "progress", "note"]
    status: JobStatus
    stage: str
    progress: int
    message: str
    at: Moment


def show_video(job: Job, outputs: list[Output], url: str) -> Video:
    """A job as the API shows it; ``url`` is the server's own address."""
    return Video(
        id=job.id, status=job.status, stage=job.stage, progress=job.progress, title=job.title, test=job.request.test,
        external_id=job.options.external_id, batch_id=job.options.batch_id, metadata=job.options.metadata,
        error=job.error, notes=job.notes, attempt=job.attempt, parent=job.parent,
        files=[show_file(output, url) for output in outputs],
        created_at=job.created, updated_at=job.updated, started_at=job.started, finished_at=job.finished,
    )  # fmt: skip


def show_file(output: Output, url: str) -> File:
    """A published file as the API shows it."""
    return File(
        name=output.name, kind=output.kind, aspect=output.aspect, media_type=output.mime, size=output.size,
        sha256=output.sha256, url=f"{url}/v1/videos/{output.job}/files/{quote(output.name)}", created_at=output.created,
    )  # fmt: skip


def with_edit(scene: ScriptScene, edit: SceneEdit) -> ScriptScene:
    """The scene with other words, checked like a new one."""
    changed = ScriptScene.model_validate({**scene.model_dump(), **edit.model_dump(exclude_none=True)})
    if edit.claims is not None:
        return changed
    said = " ".join((changed.narration, changed.headline, changed.subline, *changed.items))
    return changed.model_copy(update={"claims": tuple(claim for claim in scene.claims if claim.text in said)})
