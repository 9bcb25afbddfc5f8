"""Around every request: its id, the size of its body, headers that protect, figures, and one line in the log.

The log line has method, route, status and time: never a query, a header or a body, which may carry secrets.
"""

import logging
import re
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.answers import answer_to
from api.figures import Figures
from pipeline.accounts.secrets import new_id
from pipeline.audit import ACTOR

_log = logging.getLogger("vitrine.api")
_GIVEN_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")
_SMALL_BODY = 1_000_000
_UPLOADS = frozenset({"/v1/assets", "/v1/verifications"})
_ROOM_FOR_FORMS = 100_000
_API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "x-frame-options": "DENY",
}
_YEARS = "max-age=63072000; includeSubDomains"


@dataclass(frozen=True)
class Wrapping:
    """The outermost layer of the application."""

    app: ASGIApp
    figures: Figures
    max_upload: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ACTOR.set("anonymous")
        begun, state, headers = time.perf_counter(), scope.setdefault("state", {}), Headers(scope=scope)
        given = headers.get("x-request-id", "")
        state["request_id"] = given if _GIVEN_ID.match(given) else new_id("req")
        most = self._most(scope["path"])
        status, begun_to_answer = 500, False

        async def answer(message: Message) -> None:
            nonlocal status, begun_to_answer
            if message["type"] == "http.response.start":
                status, begun_to_answer = message["status"], True
                _add_headers(MutableHeaders(scope=message), scope, state)
            await send(message)

        try:
            if "\0" in scope["path"]:
                raise HTTPException(404, "nothing has a NUL character in its name")
            if b"%00" in scope["query_string"]:
                raise HTTPException(400, "the query has a NUL character")
            await self.app(scope, _counted(receive, headers, most), answer)
        except Exception as error:  # the front door: nobody is shown a traceback
            if begun_to_answer:
                raise
            await answer_to(Request(scope), error)(scope, receive, answer)
        finally:
            self._note(scope, status, time.perf_counter() - begun)

    def _most(self, path: str) -> int:
        return self.max_upload + _ROOM_FOR_FORMS if path in _UPLOADS else _SMALL_BODY

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        self.figures.note(scope["method"], route, status, seconds)
        identity = scope["state"]["request_id"]
        _log.info("%s %s %d %.1f ms %s", scope["method"], route, status, seconds * 1000, identity)


def _counted(receive: Receive, headers: Headers, most: int) -> Receive:
    """The body, stopped when it is larger than is accepted, whatever it said about its length."""
    said = headers.get("content-length", "")
    seen = int(said) if said.isdigit() and int(said) > most else 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413, f"the body has more than {most} bytes", {"Connection": "close"})
        return message

    return counting


def _add_headers(headers: MutableHeaders, scope: Scope, state: MutableMapping[str, Any]) -> None:
    headers["x-request-id"] = state["request_id"]
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    page = headers.get("content-type", "").startswith("text/html")
    headers.setdefault("content-security-policy", _PAGE_POLICY if page else _API_POLICY)
    headers.setdefault("cache-control", "no-store")
    if scope["scheme"] == "https":
        headers["strict-transport-security"] = _YEARS
    for name, value in state.get("limit_headers", {}).items():
        headers[name] = value
