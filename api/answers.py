"""Answers to errors: whatever is raised becomes one problem document."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from api.deps import identify
from api.models.videos import place_given
from api.problems import KINDS, MEDIA_TYPE, TYPE, ApiError, Detail, Problem, code_of, code_of_status
from domain.errors import VitrineError, WaitError

_log = logging.getLogger("vitrine.api")
_MOST_DETAILS = 50
_LINKS = "/m/"
_UNREADABLE = 400
_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NOTHERE = "page_nothere"
"""What the page is called that says there is nothing at an address."""


def register(app: FastAPI) -> None:
    """Let the application answer every error this way."""
    for kind in (ApiError, VitrineError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _answer)


async def _answer(request: Request, error: Exception) -> Response:
    page = _page_instead(request)
    if isinstance(error, RequestValidationError) or getattr(error, "status_code", 0) == _UNREADABLE:
        error = await _counted(request, error)
    answer = answer_to(request, error)
    return await page(request) if page and answer.status_code in (404, 422) else answer


async def _counted(request: Request, error: Exception) -> Exception:
    """The error, or that the caller is over their limit: what is no JSON is refused before anybody is counted."""
    if "limit_headers" not in request.scope["state"]:
        try:
            await identify(request)
        except ApiError as refusal:
            return refusal if refusal.code == "rate_limited" else error
    return error


def _page_instead(request: Request) -> Callable[[Request], Awaitable[Response]] | None:
    """The page that says there is nothing, for a browser that follows a dead link; None for programs and players."""
    if not request.url.path.startswith(_LINKS) or "text/html" not in request.headers.get("accept", ""):
        return None
    page: Callable[[Request], Awaitable[Response]] | None = request.app.state.nothere
    return page


def answer_to(request: Request, error: Exception) -> Response:
    """The problem document of an error."""
    problem = problem_of(request, error)
    headers: Mapping[str, str] = getattr(error, "headers", None) or {}
    if isinstance(error, WaitError):
        headers = {"Retry-After": str(error.wait_s)}
    elif "Allow" in headers:
        headers = {**headers, "Allow": ", ".join(_taken_by(request))}
    return JSONResponse(problem.model_dump(), problem.status, dict(headers), MEDIA_TYPE)


def _taken_by(request: Request) -> list[str]:
    """Every method that an address takes; the route that was found first knows of its own alone."""
    routes, scope = request.app.routes, dict(request.scope)
    return [
        method
        for method in _METHODS
        if any(route.matches({**scope, "method": method})[0] is Match.FULL for route in routes)
    ]


def problem_of(request: Request, error: Exception) -> Problem:
    """What is wrong, in the words and codes of the table."""
    if isinstance(error, ApiError):
        return _problem(request, error.code, error.detail, hint=error.hint, errors=list(error.errors))
    if isinstance(error, VitrineError):
        code = code_of(error)
        if KINDS[code].status >= 500:
            _log.warning("%s: %s", request.state.request_id, error.message)
        return _problem(request, code, error.public.message, hint=error.public.hint)
    if isinstance(error, RequestValidationError):
        details = [_detail(found, error.body) for found in error.errors()[:_MOST_DETAILS]]
        unreadable = any(found["type"] == "json_invalid" for found in error.errors())
        code = "malformed_request" if unreadable else "invalid_request"
        said = (
            ": ".join(filter(None, (details[0].pointer, details[0].detail))) if details else "the request is not valid"
        )
        return _problem(request, code, said, errors=details)
    if isinstance(error, HTTPException):
        return _problem(request, code_of_status(error.status_code), str(error.detail))
    _log.error("%s: unexpected %s", request.state.request_id, type(error).__name__, exc_info=error)
    hint = "report it with the request id; the server's log says where it happened"
    return _problem(request, "internal", "something unexpected happened", hint=hint)


def _problem(request: Request, code: str, detail: str, **more: Any) -> Problem:
    kind = KINDS[code]
    return Problem(
        type=TYPE + code, title=kind.title, status=kind.status, detail=detail, instance=request.url.path, code=code,
        request_id=request.state.request_id, retryable=kind.retryable, **more,
    )  # fmt: skip


def _detail(found: Any, body: Any) -> Detail:
    """One thing that is wrong, with the place where the caller wrote it."""
    place, *rest = found["loc"] or ("body",)
    if found["type"] == "json_invalid":
        why = found.get("ctx", {}).get("error", "")
        return Detail(pointer="", code=found["type"], detail=f"the body is not JSON, at character {rest[0]}: {why}")
    rest = [*rest, *found.get("ctx", {}).get("place", ())]
    where: Sequence[str | int] = place_given(tuple(rest), body) if place == "body" else rest
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in where)
    return Detail(
        pointer=pointer if place == "body" else f"#/{place}{pointer}", code=found["type"], detail=str(found["msg"])
    )
