"""Connections whose name is resolved once, judged, and then dialled by number.

A name that is public when checked and private when dialled (DNS rebinding) gains nothing: the number
that was judged is the number that is dialled, and TLS still proves the name.
"""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from queue import Empty, SimpleQueue
from typing import Any

import httpcore

from domain.errors import FetchError
from media.addresses import Address, is_public

Resolve = Callable[[str, int], Sequence[str]]
"""Every address of a name and port, in the order to try them. Raises OSError."""
Judge = Callable[[str, Address], bool]
"""Whether this host may be reached at this address."""
Clock = Callable[[], float]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """The system's answer for a name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def public_only(host: str, address: Address) -> bool:
    """The judge of everything a user names."""
    return is_public(address)


@dataclass(frozen=True)
class Deadline:
    """A moment after which nothing is waited for. ``clock`` counts seconds."""

    at: float
    clock: Clock = time.monotonic

    def left(self, most: float | None = None) -> float:
        """Seconds left, no more than ``most``. Raises TimeoutError when there are none."""
        left = self.at - self.clock()
        if left <= 0:
            raise TimeoutError
        return left if most is None else min(left, most)


@dataclass(frozen=True)
class Pinned(httpcore.NetworkBackend):
    """Resolves, judges and dials; every wait ends at ``deadline``."""

    deadline: Deadline
    judge: Judge = public_only
    resolve: Resolve = resolve
    dial: httpcore.NetworkBackend = field(default_factory=httpcore.SyncBackend)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to an address of ``host``. Raises FetchError when any of its addresses is not allowed."""
        problem: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self.dial.connect_tcp(address, port, self._left(timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return Hurried(stream, self.deadline)
        raise problem or httpcore.ConnectError(f"'{host}' has no address")

    def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        try:
            found = _within(lambda: tuple(self.resolve(host, port)), self._left(None))
        except OSError as error:
            raise httpcore.ConnectError(f"'{host}' is not known") from error
        for text in found:
            if not self.judge(host, ip_address(text.split("%")[0])):
                raise FetchError(
                    f"host '{host}' is at {text}, which is not on the public internet",
                    hint="give the address of a public file, or upload the file itself",
                )
        return found

    def _left(self, timeout: float | None) -> float:
        try:
            return self.deadline.left(timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("no time left") from error


@dataclass(frozen=True)
class Hurried(httpcore.NetworkStream):
    """A stream whose every read and write ends at the deadline, however slowly the other side drips."""

    inner: httpcore.NetworkStream
    deadline: Deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return self.inner.read(max_bytes, self.deadline.left(timeout))
        except TimeoutError as error:
            raise httpcore.ReadTimeout("no time left") from error

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self.inner.write(buffer, self.deadline.left(timeout))
        except TimeoutError as error:
            raise httpcore.WriteTimeout("no time left") from error

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        try:
            secure = self.inner.start_tls(ssl_context, server_hostname, self.deadline.left(timeout))
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("no time left") from error
        return Hurried(secure, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


def _within(ask: Callable[[], tuple[str, ...]], seconds: float) -> tuple[str, ...]:
    """Ask in a thread of its own: the system's resolver takes no time limit."""
    answers: SimpleQueue[tuple[str, ...] | OSError] = SimpleQueue()

    def work() -> None:
        try:
            answers.put(ask())
        except OSError as error:
            answers.put(error)
        except (UnicodeError, ValueError) as error:  # a label over 63 characters
            answers.put(OSError(str(error)))

    threading.Thread(target=work, daemon=True, name="resolve").start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty as error:
        raise httpcore.ConnectTimeout("the name was not resolved in time") from error
    if isinstance(answer, OSError):
        raise answer
    return answer
