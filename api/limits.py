"""Limits of requests: a sliding window per key, or per address for those who have none.

Counted in this process. Behind several processes each counts its own share; put the limit for all of
them into the proxy in front.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

_WINDOW = 60
_MANY = 10_000


@dataclass(frozen=True)
class Standing:
    """Where a caller stands: ``quota`` requests per ``window`` seconds, ``left`` now, more in ``wait`` seconds."""

    policy: str
    quota: int
    left: int
    wait: int
    allowed: bool
    window: int = _WINDOW

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers writes them."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={self.window}',
            "RateLimit": f'"{self.policy}";r={self.left};t={self.wait}',
        }


@dataclass
class _Count:
    """Requests in the window that began at ``begun`` (seconds), and in the one before it."""

    begun: float
    now: int = 0
    before: int = 0

    def roll(self, at: float) -> None:
        """Let the window of the moment ``at`` be the present one."""
        windows = int((at - self.begun) // _WINDOW)
        if windows > 0:
            self.now, self.before = 0, self.now if windows == 1 else 0
            self.begun += windows * _WINDOW

    def weighted(self, at: float) -> float:
        """Requests of the last window, those of the one before by how much of it still counts."""
        return self.now + self.before * max(0.0, 1 - (at - self.begun) / _WINDOW)


@dataclass(frozen=True)
class Limiter:
    """Counts requests; ``per_minute`` is what a key without a limit of its own may send."""

    per_minute: int
    anonymous_per_minute: int = 60
    clock: Callable[[], float] = time.monotonic
    _counts: dict[tuple[str, str], _Count] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def key(self, name: str, own: int | None) -> Standing:
        """Count a request of a key or an account."""
        return self._hit("default", own or self.per_minute, name)

    def anonymous(self, address: str) -> Standing:
        """Count a request that shows no key: signing in, setting up, opening a link."""
        return self._hit("anonymous", self.anonymous_per_minute, address)

    def link(self, address: str) -> Standing:
        """Count a request to a public link: players ask for many small parts."""
        return self._hit("links", self.per_minute, address)

    def _hit(self, policy: str, quota: int, name: str) -> Standing:
        at = self.clock()
        with self._lock:
            self._forget(at)
            count = self._counts.setdefault((policy, name), _Count(at))
            count.roll(at)
            allowed = math.floor(count.weighted(at)) < quota
            count.now += allowed
            left = max(0, quota - math.floor(count.weighted(at)))
            wait = max(1, math.ceil(count.begun + _WINDOW - at))
        return Standing(policy, quota, left, wait, allowed)

    def _forget(self, at: float) -> None:
        """Drop those who have not asked for long, before there are too many of them."""
        if len(self._counts) >= _MANY:
            for who in [who for who, count in self._counts.items() if at - count.begun > 2 * _WINDOW]:
                del self._counts[who]
