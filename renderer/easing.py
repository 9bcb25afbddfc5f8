"""Easings: how a value travels from one key to the next, as functions on 0–1."""

import math
from collections.abc import Callable

from domain.motion import Ease

Easing = Callable[[float], float]


def _power(exponent: int) -> tuple[Easing, Easing, Easing]:
    def ease_in(t: float) -> float:
        return float(t**exponent)

    def ease_out(t: float) -> float:
        return 1 - ease_in(1 - t)

    def ease_in_out(t: float) -> float:
        return ease_in(2 * t) / 2 if t < 0.5 else 1 - ease_in(2 - 2 * t) / 2

    return ease_in, ease_out, ease_in_out


def _spring(damping: float, waves: float) -> Easing:
    """A damped oscillation that has come to rest at 1; ``waves`` counts its half swings."""
    rest = 1 - math.exp(-damping) * math.cos(waves * math.pi)

    def ease(t: float) -> float:
        return (1 - math.exp(-damping * t) * math.cos(waves * math.pi * t)) / rest

    return ease


def _in_back(t: float) -> float:
    return t * t * (2.70158 * t - 1.70158)


def _out_expo(t: float) -> float:
    return 1.0 if t >= 1 else 1 - math.pow(2, -10 * t)


def _in_out_expo(t: float) -> float:
    return (1 - _out_expo(1 - 2 * t)) / 2 if t < 0.5 else (1 + _out_expo(2 * t - 1)) / 2


_CUBIC, _QUINT = _power(3), _power(5)

EASINGS: dict[Ease, Easing] = {
    "linear": lambda t: t,
    "hold": lambda t: 0.0 if t < 1 else 1.0,
    "in-sine": lambda t: 1 - math.cos(t * math.pi / 2),
    "out-sine": lambda t: math.sin(t * math.pi / 2),
    "in-out-sine": lambda t: (1 - math.cos(t * math.pi)) / 2,
    "in-cubic": _CUBIC[0],
    "out-cubic": _CUBIC[1],
    "in-out-cubic": _CUBIC[2],
    "in-quint": _QUINT[0],
    "out-quint": _QUINT[1],
    "in-out-quint": _QUINT[2],
    "out-expo": _out_expo,
    "in-out-expo": _in_out_expo,
    "in-back": _in_back,
    "out-back": lambda t: 1 - _in_back(1 - t),
    "spring": _spring(6, 2.5),
    "spring-soft": _spring(5, 1.5),
    "spring-stiff": _spring(7, 3.5),
}


def ease(name: Ease, t: float) -> float:
    """The eased share of the way at ``t``, which is clamped to 0–1; 0 and 1 map to themselves."""
    if t <= 0:
        return 0.0
    return 1.0 if t >= 1 else EASINGS[name](t)
