"""Routes whose POSTs take an Idempotency-Key: carried out once, answered alike ever after.

A refusal before anything was carried out is not kept; what was carried out is, even when it failed.
"""

import hashlib
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from starlette.datastructures import UploadFile

from api.answers import answer_to
from api.deps import SAFE, get_front, identify
from api.problems import ApiError
from pipeline.idempotency import Answer, Begun, KeyedRequest, Outcome

_LONGEST = 255
_KEPT_HEADERS = ("content-type", "location", "etag", "retry-after")
_RETRY_S = "2"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class KnownRoute(APIRoute):
    """A route that asks who is calling before it takes in what they send: no stranger fills a disk."""

    def get_route_handler(self) -> Handler:
        plain = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method not in SAFE:
                await identify(request)
            return await plain(request)

        return handle


class KeyedRoute(KnownRoute):
    """A route that honours Idempotency-Key on POST."""

    def get_route_handler(self) -> Handler:
        plain = super().get_route_handler()

        async def handle(request: Request) -> Response:
            if request.method != "POST" or "idempotency-key" not in request.headers:
                return await plain(request)
            try:
                return await _once(request, plain)
            finally:
                await request.close()

        return handle


async def _once(request: Request, plain: Handler) -> Response:
    keyed, answers = await keyed_request(request), get_front(request).answers
    outcome = await run_in_threadpool(answers.begin, keyed)
    if not isinstance(outcome, Begun):
        return to_response(outcome)
    try:
        response = await plain(request)
    except Exception as error:  # noqa: BLE001 the front door: a failure that was carried out is an answer too
        response = answer_to(request, error)
        if response.status_code < 500:
            await run_in_threadpool(answers.forget, keyed)
            return response
    await run_in_threadpool(answers.finish, keyed, to_answer(response))
    return response


async def keyed_request(request: Request) -> KeyedRequest:
    """The request as it is told from others. Raises ApiError for a key that is none."""
    caller = await identify(request)
    key = request.headers["idempotency-key"].strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not 1 <= len(key) <= _LONGEST or not key.isprintable():
        raise ApiError("malformed_request", "Idempotency-Key has 1 to 255 printable characters")
    fingerprint = hashlib.sha256(await _what_counts(request)).hexdigest()
    account = caller.account.id if caller.mode == "live" else f"{caller.account.id} {caller.mode}"
    return KeyedRequest(account, request.method, request.url.path, key, fingerprint)


def to_response(outcome: Outcome) -> Response:
    """The answer, of now or of before. Raises ApiError when there is none, or it answered another body."""
    if outcome == "different body":
        raise ApiError("idempotency_mismatch", "this key came with another body before", hint="choose a new key")
    if not isinstance(outcome, Answer):
        raise ApiError(
            "request_in_flight", "the first request with this key is still being worked on",
            headers={"Retry-After": _RETRY_S},
        )  # fmt: skip
    again = {"Idempotent-Replayed": "true"} if outcome.replayed else {}
    return Response(outcome.body, outcome.status, {**outcome.headers, **again})


def to_answer(response: Response) -> Answer:
    """What is kept of a response."""
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    return Answer(response.status_code, headers, bytes(response.body).decode())


async def _what_counts(request: Request) -> bytes:
    """The bytes that make a request the same: of a form its parts, because its boundary is drawn anew each time."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        parts = (await request.form()).multi_items()
        return b"\0".join([await run_in_threadpool(_of_part, name, value) for name, value in parts])
    return await request.body()


def _of_part(name: str, value: UploadFile | str) -> bytes:
    """A part of a form: its names, and the SHA-256 of what it holds."""
    if isinstance(value, str):
        return f"{name} {hashlib.sha256(value.encode()).hexdigest()}".encode()
    digest = hashlib.file_digest(value.file, "sha256").hexdigest()  # type: ignore[arg-type]
    value.file.seek(0)
    return f"{name} {value.filename!r} {digest}".encode()
