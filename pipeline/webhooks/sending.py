"""One attempt to deliver: a POST to a judged address, fifteen seconds at most, no redirect followed."""

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpcore
import httpx

from domain.errors import FetchError
from media.addresses import Address, check_target, is_public, read_url
from media.pinned import Deadline, Pinned, Resolve, resolve

TIMEOUT_S = 15.0
_GONE = 410
_LONGEST_WAIT_S = 86_400
_DIGITS = 9


@dataclass(frozen=True)
class Attempt:
    """How an attempt ended. ``retry_after`` in seconds, as the receiver asked; ``gone`` asks for no more."""

    status: int | None
    problem: str
    milliseconds: int
    retry_after: int | None = None
    gone: bool = False

    @property
    def delivered(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


Send = Callable[[str, str, dict[str, str]], Attempt]
"""Sends a body with headers to an address."""


@dataclass(frozen=True)
class Sender:
    """Sends over the network. ``trusted`` hosts may be private and plain http: the operator named them."""

    trusted: frozenset[str] = field(default_factory=frozenset)
    resolve: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=httpx.create_ssl_context)
    timeout_s: float = TIMEOUT_S

    def __call__(self, url: str, body: str, headers: dict[str, str]) -> Attempt:
        begun = time.monotonic()
        try:
            status, after = self._post(url, body, headers, begun)
        except FetchError as error:
            return Attempt(None, error.message, _since(begun))
        except (httpcore.TimeoutException, TimeoutError):
            return Attempt(None, f"no answer within {self.timeout_s:g} seconds", _since(begun))
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return Attempt(None, f"cannot be reached: {error}"[:200], _since(begun))
        problem = "" if 200 <= status < 300 else f"answered {status}"
        return Attempt(status, problem, _since(begun), after, status == _GONE)

    def _post(self, url: str, body: str, headers: dict[str, str], begun: float) -> tuple[int, int | None]:
        target = read_url(url)
        if target.host not in self.trusted:
            check_target(target)
        backend = Pinned(Deadline(begun + self.timeout_s), self._judge, self.resolve)
        sent: dict[str | bytes, str | bytes] = {
            "Content-Type": "application/json",
            "User-Agent": "Vitrine-Webhooks",
            "Host": target.host if target.port in (80, 443) else f"{target.host}:{target.port}",
        }
        sent.update(headers.items())
        address = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path.encode("ascii")
        )
        waits = {"connect": self.timeout_s, "read": self.timeout_s, "write": self.timeout_s}
        with (
            httpcore.ConnectionPool(ssl_context=self.tls, network_backend=backend, max_connections=1) as pool,
            pool.stream("POST", address, headers=sent, content=body.encode(), extensions={"timeout": waits}) as answer,
        ):  # what the receiver says besides its status is not read
            return answer.status, _seconds(httpx.Headers(answer.headers).get("retry-after", ""))

    def _judge(self, host: str, address: Address) -> bool:
        return host in self.trusted or is_public(address)


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def _seconds(text: str) -> int | None:
    """A ``Retry-After`` in seconds; one of more digits than any wait has means the longest."""
    if not (text.isascii() and text.isdigit()):
        return None
    return min(int(text), _LONGEST_WAIT_S) if len(text) <= _DIGITS else _LONGEST_WAIT_S
