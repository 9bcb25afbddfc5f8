"""Sending a published file: whole or a range of it, with its hash as ETag, never as something to run."""

import base64
import re
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.problems import ApiError
from domain.job import Output
from pipeline.shelf import Shelf

_RANGE = re.compile(r"^bytes=([0-9]{0,18})-([0-9]{0,18})$")
_PRIVATE = "private, max-age=3600, immutable"


class Sent(StreamingResponse):
    """An answer in parts whose source is closed once it is sent or given up, its first byte included."""

    def __init__(
        self, parts: Iterator[bytes], status: int, headers: Mapping[str, str], mime: str | None = None
    ) -> None:
        super().__init__(parts, status, headers, mime)
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if isinstance(self._parts, Generator):
                with suppress(ValueError):  # a server that stops waits for no thread that still reads a part
                    self._parts.close()


def send_file(
    request: Request, shelf: Shelf, output: Output, *, inline: bool = False, cache: str = _PRIVATE
) -> Response:
    """The answer to a GET or HEAD of a file. Raises LabelError for one that must not leave."""
    shelf.check(output)
    tag = f'"{output.sha256}"'
    headers = {
        "etag": tag,
        "accept-ranges": "bytes",
        "cache-control": cache,
        "content-type": output.mime,
        "content-disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(output.name)}",
        "repr-digest": f"sha-256=:{_base64(output.sha256)}:",
        "content-security-policy": "default-src 'none'; sandbox",
    }
    if inline:  # whoever may open it may show it on a page of theirs
        headers["cross-origin-resource-policy"] = "cross-origin"
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    wanted = request.headers.get("range", "") if request.headers.get("if-range", tag) == tag else ""
    span = _span(wanted, output.size)
    start, end = span or (0, output.size)
    headers["content-length"] = str(end - start)
    if span:
        headers["content-range"] = f"bytes {start}-{end - 1}/{output.size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return Sent(shelf.read(output, start, end), status, headers)


def is_known(request: Request, tag: str) -> bool:
    """Whether ``If-None-Match`` says that the client has this version, or that any will do."""
    named = request.headers.get("if-none-match", "")
    return tag in named or named.strip() == "*"


def _span(wanted: str, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last. Several ranges, or none that can be read, mean the whole file."""
    found = _RANGE.match(wanted.replace(" ", ""))
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first:
        start, end = int(first), min(int(last) + 1 if last else size, size)
    else:
        start, end = max(0, size - int(last)), size
    if last and first and int(last) < int(first):
        return None
    if start >= end:
        raise ApiError(
            "range_not_satisfiable", f"the file has {size} bytes", headers={"Content-Range": f"bytes */{size}"}
        )
    return start, end


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
