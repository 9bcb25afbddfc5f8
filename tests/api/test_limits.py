"""Limits of requests: a window that slides, per policy and caller."""

import time
from dataclasses import dataclass

import pytest

from api.limits import Limiter


@dataclass
class Hand:
    """A clock that stands until it is moved."""

    at: float = 1_000_000.0

    def __call__(self) -> float:
        return self.at


def test_the_quota_is_counted_per_caller_and_comes_back_as_the_window_slides(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Hand()
    monkeypatch.setattr(time, "time", clock)
    limiter = Limiter(4, anonymous_per_minute=1)
    assert [limiter.key("a", None).left for _ in range(4)] == [3, 2, 1, 0]
    refused = limiter.key("a", None)
    assert not refused.allowed and 1 <= refused.wait <= 60 and refused.quota == 4
    assert limiter.key("b", None).allowed and limiter.key("c", 9).left == 8
    assert limiter.anonymous("a").allowed and not limiter.anonymous("a").allowed
    clock.at += 61
    assert 0 < sum(limiter.key("a", None).allowed for _ in range(4)) < 4, "some of the window before still count"
    clock.at += 121
    assert [limiter.key("a", None).allowed for _ in range(5)] == [True, True, True, True, False]
