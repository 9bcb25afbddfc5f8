"""Fetching what a user names by address: a photo, a clip, a product page. Safe against the server's own network.

``https`` only, names resolved once and judged, every redirect judged again, and limits that a
lying or dripping server cannot stretch. No proxy of the environment is used, no cookie kept.
"""

import ssl
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpcore
import httpx

from domain.errors import FetchError
from media.addresses import Target, check_target, read_url
from media.pinned import Clock, Deadline, Judge, Pinned, Resolve, public_only, resolve

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTTPS_PORTS = frozenset({443})


@dataclass(frozen=True)
class FetchLimits:
    """Bytes after decoding, seconds to connect and in all, and redirects followed."""

    max_bytes: int = 25_000_000
    connect_s: float = 10.0
    total_s: float = 30.0
    redirects: int = 3
    ports: frozenset[int] = _HTTPS_PORTS


@dataclass(frozen=True)
class Fetched:
    """What came: ``url`` after redirects, ``media_type`` as the server claims it (may be empty)."""

    url: str
    media_type: str
    charset: str
    body: bytes


@dataclass(frozen=True)
class Fetcher:
    """Fetches within limits. ``judge`` decides by host and address, ``tls`` whose certificates count."""

    limits: FetchLimits = FetchLimits()
    judge: Judge = public_only
    resolve: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)
    clock: Clock = time.monotonic
    agent: str = "Vitrine"

    def get(self, url: str, accept: str = "*/*") -> Fetched:
        """The file at ``url``. Raises FetchError: not allowed, unreachable, too large, too slow, or not there."""
        deadline = Deadline(self.clock() + self.limits.total_s, self.clock)
        for _ in range(self.limits.redirects + 1):
            target = read_url(url)
            check_target(target, self.limits.ports)
            try:
                answer = self._visit(target, accept, deadline)
            except (httpcore.TimeoutException, TimeoutError) as error:
                raise _failed(target, "did not answer in time") from error
            except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
                raise _failed(target, f"cannot be reached: {error}") from error
            if isinstance(answer, Fetched):
                return answer
            url = answer
        raise _failed(read_url(url), f"redirects more than {self.limits.redirects} times")

    def _visit(self, target: Target, accept: str, deadline: Deadline) -> Fetched | str:
        """One request: the file, or where to look instead."""
        backend = Pinned(deadline, self.judge, self.resolve)
        headers: dict[str | bytes, str | bytes] = {
            "Host": target.host if ":" not in target.host else f"[{target.host}]",
            "Accept": accept,
            "Accept-Encoding": "gzip",
            "User-Agent": self.agent,
        }
        address = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path.encode("ascii")
        )
        waits = {"connect": self.limits.connect_s, "read": self.limits.total_s, "write": self.limits.connect_s}
        with (
            httpcore.ConnectionPool(ssl_context=self.tls, network_backend=backend, max_connections=1) as pool,
            pool.stream("GET", address, headers=headers, extensions={"timeout": waits}) as response,
        ):
            return self._read(target, response)

    def _read(self, target: Target, response: httpcore.Response) -> Fetched | str:
        headers = httpx.Headers(response.headers)
        if response.status in _REDIRECTS and "location" in headers:
            return urljoin(str(target), headers["location"])
        if response.status != 200:
            raise _failed(target, f"answers {response.status}")
        body = b"".join(self._capped(target, headers.get("content-encoding", ""), response))
        kind, _, rest = headers.get("content-type", "").partition(";")
        charset = rest.partition("charset=")[2].partition(";")[0].strip(' "')
        return Fetched(str(target), kind.strip().lower(), charset.lower(), body)

    def _capped(self, target: Target, encoding: str, response: httpcore.Response) -> Iterator[bytes]:
        """The decoded body, stopped at the limit whatever Content-Length says and however well it compresses."""
        left = self.limits.max_bytes
        for chunk in _decoded(target, encoding.strip().lower(), response, left + 1):
            left -= len(chunk)
            if left < 0:
                raise _failed(target, f"is larger than {self.limits.max_bytes // 1_000_000} MB")
            yield chunk


def _decoded(target: Target, encoding: str, response: httpcore.Response, most: int) -> Iterator[bytes]:
    if encoding in ("", "identity"):
        yield from response.iter_stream()
        return
    if encoding != "gzip":
        raise _failed(target, f"comes encoded as {encoding[:20]}, which was not asked for")
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        for chunk in response.iter_stream():
            yield inflate.decompress(chunk, most)
    except zlib.error as error:
        raise _failed(target, "is damaged") from error
    if not inflate.eof:
        raise _failed(target, "ends too early")


def _failed(target: Target, reason: str) -> FetchError:
    return FetchError(
        f"address '{str(target)[:120]}' {reason}", hint="check the address in a browser, or upload the file itself"
    )
