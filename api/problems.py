"""Problems: every error of the API in one table (RFC 9457), with its status and whether trying again may help."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import (
    AccessError,
    ConflictError,
    FetchError,
    InputError,
    LabelError,
    NotFoundError,
    ProviderError,
    QuotaError,
    RenderError,
    StorageError,
    ThrottledError,
    VitrineError,
)

MEDIA_TYPE = "application/problem+json"
TYPE = "/problems#"


@dataclass(frozen=True)
class Kind:
    """One kind of problem: its status, its title, and whether the same request may succeed later."""

    status: int
    title: str
    retryable: bool = False


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "invalid_request": Kind(422, "The request does not have the form described"),
        "malformed_request": Kind(400, "The request cannot be read"),
        "unusable_input": Kind(422, "What was given cannot be used"),
        "unfetchable": Kind(422, "An address may not, or cannot, be fetched"),
        "unauthenticated": Kind(401, "No valid key or session"),
        "csrf_refused": Kind(403, "A change by a signed-in browser without its token"),
        "scope_missing": Kind(403, "The key does not have the scope this needs"),
        "terms_required": Kind(403, "The terms of use have not been accepted"),
        "not_found": Kind(404, "There is nothing of that name"),
        "method_not_allowed": Kind(405, "This address does not take that method"),
        "conflict": Kind(409, "The state does not allow it"),
        "request_in_flight": Kind(409, "A request with this idempotency key is being worked on", True),
        "idempotency_mismatch": Kind(422, "This idempotency key came with another body before"),
        "precondition_failed": Kind(412, "It has changed since you read it"),
        "too_large": Kind(413, "More bytes than are accepted"),
        "unsupported_media_type": Kind(415, "The body is of a type that is not read here"),
        "range_not_satisfiable": Kind(416, "No such part of the file"),
        "rate_limited": Kind(429, "More requests than are allowed", True),
        "quota_exceeded": Kind(429, "More videos than are allowed in a day", True),
        "too_many_attempts": Kind(429, "Too many refused attempts", True),
        "internal": Kind(500, "A defect in Vitrine", True),
        "label_refused": Kind(500, "The file did not pass the label check, so it is not handed out"),
        "provider_failed": Kind(502, "A voice or language model failed", True),
        "render_failed": Kind(500, "Drawing, encoding or mixing failed", True),
        "storage_refused": Kind(507, "A folder, the storage or the database refuses", True),
        "unavailable": Kind(503, "Not ready", True),
    }
)

_OF_ERRORS: tuple[tuple[type[VitrineError], str], ...] = (
    (NotFoundError, "not_found"),
    (ConflictError, "conflict"),
    (QuotaError, "quota_exceeded"),
    (ThrottledError, "too_many_attempts"),
    (FetchError, "unfetchable"),
    (AccessError, "unusable_input"),
    (InputError, "unusable_input"),
    (ProviderError, "provider_failed"),
    (RenderError, "render_failed"),
    (LabelError, "label_refused"),
    (StorageError, "storage_refused"),
)
_OF_STATUS = MappingProxyType(
    {
        400: "malformed_request",
        404: "not_found",
        405: "method_not_allowed",
        413: "too_large",
        415: "unsupported_media_type",
        416: "range_not_satisfiable",
    }
)


class Detail(BaseModel):
    """One thing that is wrong, and where: a JSON pointer into the body, or ``#/query/limit``."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    """What an error looks like, with media type ``application/problem+json``."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "/problems#invalid_request",
                "title": "The request does not have the form described",
                "status": 422,
                "detail": "seconds: Input should be less than or equal to 60",
                "instance": "/v1/videos",
                "code": "invalid_request",
                "request_id": "req_7HQ2f8YcWkXn3T5vZb9RmD4p",
                "retryable": False,
                "errors": [{"pointer": "/seconds", "code": "less_than_equal", "detail": "…less than or equal to 60"}],
            }
        }
    )

    type: str = Field(description="Where the kind of problem is described, relative to this server.")
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="Stable; switch on this.")
    request_id: str
    retryable: bool = Field(description="Whether the same request may succeed later.")
    hint: str = Field("", description="What to do about it.")
    errors: list[Detail] = []


class ApiError(Exception):
    """A problem raised by the front door itself; ``code`` is a row of the table."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] = MappingProxyType({}),
        errors: Sequence[Detail] = (),
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.hint = code, detail, hint
        self.headers, self.errors = headers, tuple(errors)


def code_of(error: VitrineError) -> str:
    """The row of an error of the program."""
    return next((code for kind, code in _OF_ERRORS if isinstance(error, kind)), "internal")


def code_of_status(status: int) -> str:
    """The row for a refusal by the framework itself."""
    return _OF_STATUS.get(status, "malformed_request" if status < 500 else "internal")


def responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The problems of a route, as OpenAPI describes them."""
    by_status: dict[int | str, list[str]] = {}
    for code in codes:
        by_status.setdefault(KINDS[code].status, []).append(code)
    return {status: _described(names) for status, names in sorted(by_status.items(), key=str)}


def _described(codes: list[str]) -> dict[str, Any]:
    examples = {
        code: {"summary": KINDS[code].title, "value": example_of(code).model_dump(exclude_defaults=False)}
        for code in codes
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    text = "; ".join(f"`{code}`: {KINDS[code].title}" for code in codes)
    return {"description": text, "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}}}


def example_of(code: str) -> Problem:
    """A problem of a kind, as documentation shows it."""
    kind = KINDS[code]
    return Problem(
        type=TYPE + code, title=kind.title, status=kind.status, detail=kind.title, instance="/v1/…", code=code,
        request_id="req_7HQ2f8YcWkXn3T5vZb9RmD4p", retryable=kind.retryable,
    )  # fmt: skip
