"""Limits of requests: a window that slides, per policy and caller."""

from dataclasses import dataclass

from api.limits import Limiter, Standing


@dataclass
class Hand:
    """A clock that stands until it is moved."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def test_the_quota_is_counted_per_caller_and_comes_back_as_the_window_slides() -> None:
    clock = Hand()
    limiter = Limiter(4, anonymous_per_minute=1, clock=clock)
    assert [limiter.key("a", None).left for _ in range(4)] == [3, 2, 1, 0]
    refused = limiter.key("a", None)
    assert not refused.allowed and refused.wait == 60 and refused.quota == 4
    assert limiter.key("b", None).allowed and limiter.key("c", 9).left == 8
    assert limiter.anonymous("a").allowed and not limiter.anonymous("a").allowed
    clock.at += 61
    assert limiter.key("a", None).allowed is True, "of 4 in the window before, 59/60 still count"
    clock.at += 29
    assert [limiter.key("a", None).allowed for _ in range(3)] == [True, False, False]
    clock.at += 120
    assert limiter.key("a", None) == Standing("default", 4, 3, 30, True)
