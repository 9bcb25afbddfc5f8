"""Choosing one wording per scene so that the whole comes out at the wanted length."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from domain.script import Role

Ground = tuple[str, str]
"""A text and the field of the brief it rests on."""

_GRAIN = 0.25
_FREE = 0.02
_WEIGHT = 40.0


@dataclass(frozen=True)
class Wording:
    """One way to write a scene; ``seconds`` with its pause, ``cost`` lower the better it reads.

    ``grounds`` are the facts it may have used; those found in its texts become its claims.
    """

    role: Role
    narration: str
    headline: str
    seconds: float
    cost: float
    subline: str = ""
    items: tuple[str, ...] = ()
    grounds: tuple[Ground, ...] = ()


class _State(NamedTuple):
    cost: float
    total: float
    chosen: tuple[Wording, ...]


def fit(scenes: Sequence[Sequence[Wording]], seconds: float) -> tuple[tuple[Wording, ...], float]:
    """The wordings, one per scene, that come nearest ``seconds`` at the least cost, and the cost of that choice.

    Totals are exact; the choice is the best among those that differ by a grain of 0.25 s. Without candidates for a
    scene there is no choice: raises ``ValueError``.
    """
    states = {0: _State(0.0, 0.0, ())}
    for candidates in scenes:
        states = _extended(states, _thinned(candidates), seconds)
    best = min(states.values(), key=lambda state: state.cost + _miss(state.total, seconds))
    return best.chosen, best.cost + _miss(best.total, seconds)


def _extended(states: dict[int, _State], candidates: list[Wording], seconds: float) -> dict[int, _State]:
    if not candidates:
        raise ValueError("a scene without a wording")
    reached: dict[int, _State] = {}
    for state in states.values():
        for wording in candidates:
            total, cost = state.total + wording.seconds, state.cost + wording.cost
            key = round(total / _GRAIN)
            known = reached.get(key)
            if known is None or cost < known.cost:
                reached[key] = _State(cost, total, (*state.chosen, wording))
    within = {key: state for key, state in reached.items() if state.total <= seconds * 1.1}
    return within or dict([min(reached.items())])


def _thinned(candidates: Sequence[Wording]) -> list[Wording]:
    """The cheapest wording of each length."""
    cheapest: dict[int, Wording] = {}
    for wording in candidates:
        key = round(wording.seconds / _GRAIN)
        if key not in cheapest or wording.cost < cheapest[key].cost:
            cheapest[key] = wording
    return list(cheapest.values())


def _miss(total: float, seconds: float) -> float:
    """What being off the length costs: nothing up to 2 %, then steeply more."""
    return _WEIGHT * max(0.0, abs(total / seconds - 1) - _FREE)
