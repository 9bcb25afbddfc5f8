"""The shapes of requests and answers; the server's ``/openapi.json`` says more of each field."""

from typing import Any, Generic, Literal, NotRequired, TypedDict, TypeVar

Item = TypeVar("Item")
Status = Literal["queued", "in_progress", "requires_action", "completed", "failed", "canceled"]
Aspect = Literal["9:16", "1:1", "16:9"]


class VideoRequest(TypedDict, total=False):
    """A video to be made: a whole ``brief``, or ``product`` and ``asset_ids`` with a brief's other fields."""

    brief: dict[str, Any]
    product: dict[str, Any]
    asset_ids: list[str]
    aspect: Aspect
    aspects: list[Aspect]
    seconds: int
    language: str
    tone: str
    audience: str
    platforms: list[str]
    template: str
    presenter: str
    voice: str
    seed: int
    brand: dict[str, Any]
    review: Literal["none", "script"]
    external_id: str
    batch_id: str
    priority: int
    metadata: dict[str, str]
    webhook_url: str


class File(TypedDict):
    """One published file."""

    name: str
    kind: str
    aspect: Aspect | None
    media_type: str
    size: int
    sha256: str
    url: str
    created_at: str


class Video(TypedDict):
    """A video as it stands."""

    id: str
    status: Status
    stage: str
    progress: int
    title: str
    test: bool
    external_id: str
    batch_id: str
    metadata: dict[str, str]
    error: dict[str, Any] | None
    notes: list[str]
    attempt: int
    parent: str
    files: list[File]
    created_at: str
    updated_at: str
    started_at: str | None
    finished_at: str | None


class Asset(TypedDict):
    """A photo, clip or sound of yours."""

    id: str
    kind: Literal["image", "video", "audio"]
    name: str
    media_type: str
    size: int
    sha256: str
    width: int
    height: int
    duration_ms: int
    source_url: str
    created_at: str


class Link(TypedDict):
    """A public address of a file."""

    id: str
    video: str
    file: str
    url: str
    created_at: str
    revoked_at: str | None


class Event(TypedDict):
    """Something that happened to a video."""

    video: str
    seq: int
    type: str
    status: Status
    stage: str
    progress: int
    message: str
    at: str


class Export(TypedDict):
    """A video as a platform takes it."""

    video: str
    platform: str
    title: str
    caption: str
    hashtags: list[str]
    text: str
    cover_text: str
    disclosures: list[dict[str, Any]]
    fits: bool
    rules: list[dict[str, Any]]
    notes: list[str]
    limits_dated: str
    file: File
    postiz: NotRequired[dict[str, Any] | None]


class Page(TypedDict, Generic[Item]):
    """One page of a list."""

    data: list[Item]
    has_more: bool
    next_cursor: str | None
