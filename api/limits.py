"""Limits of requests: a sliding window per key, or per address for those who have none.

Counted in this process. Behind several processes each counts its own share; put the limit for all of
them into the proxy in front.
"""

import math
import time
from dataclasses import dataclass, field

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

_WINDOW = 60


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


@dataclass(frozen=True)
class Limiter:
    """Counts requests; ``per_minute`` is what a key without a limit of its own may send."""

    per_minute: int
    anonymous_per_minute: int = 60
    _counter: SlidingWindowCounterRateLimiter = field(
        default_factory=lambda: SlidingWindowCounterRateLimiter(MemoryStorage())
    )

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
        item = RateLimitItemPerMinute(quota)
        allowed = self._counter.hit(item, policy, name)
        window = self._counter.get_window_stats(item, policy, name)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        return Standing(policy, quota, max(0, window.remaining), wait, allowed)
