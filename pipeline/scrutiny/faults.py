"""Faults: what is wrong with a composed scene."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from templates.check import Where


@dataclass(frozen=True)
class Fault:
    """``thing`` is what is wrong, the same in every shape and language; ``reason`` how much, ``worth`` as a number."""

    where: Where
    thing: str
    reason: str
    remedy: str
    worth: float


@dataclass(frozen=True)
class Found:
    """A fault in a shape and language, and its line in the template's file."""

    line: int
    shape: str
    fault: Fault


def told(found: Iterable[Found]) -> list[str]:
    """A sentence for each thing that is wrong, by line: the worst of it, and in how many shapes and languages."""
    things: dict[tuple[int, str], list[Found]] = {}
    for one in found:
        things.setdefault((one.line, one.fault.thing), []).append(one)
    return [_sentence(things[thing]) for thing in sorted(things)]


def _sentence(alike: Sequence[Found]) -> str:
    worst = max(alike, key=lambda one: one.fault.worth)
    others = len({one.shape for one in alike}) - 1
    more = f" and {others} more" if others else ""
    fault = worst.fault
    return f"line {worst.line}: {worst.shape}{more}: {fault.thing} {fault.reason}; {fault.remedy}"
