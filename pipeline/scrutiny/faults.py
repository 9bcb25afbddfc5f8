"""Faults: what is wrong with a composed scene."""

from collections.abc import Iterable
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

    @property
    def told(self) -> str:
        return f"{self.thing} {self.reason}; {self.remedy}"


def worst_of_each(found: Iterable[tuple[str, Fault]]) -> list[tuple[Fault, list[str]]]:
    """Of the faults of a thing the worst, with every shape and language that it was found in, the worst first."""
    alike: dict[tuple[Where, str], list[tuple[str, Fault]]] = {}
    for shape, fault in found:
        alike.setdefault((fault.where, fault.thing), []).append((shape, fault))
    ordered = [sorted(faults, key=lambda one: -one[1].worth) for faults in alike.values()]
    return [(faults[0][1], list(dict.fromkeys(shape for shape, _ in faults))) for faults in ordered]
