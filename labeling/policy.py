"""A policy: the checks a file must pass, each one clause with what was measured and its bound."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.errors import LabelError

E = TypeVar("E", contravariant=True)


@dataclass(frozen=True)
class Finding:
    """What one check measured, and whether it is within its bound."""

    passed: bool
    measured: str


@dataclass(frozen=True)
class Check(Generic[E]):
    """One clause. ``look`` measures it; an error it raises is a failed check, never a skipped one.

    ``clause`` begins with the check's number (V1, M3 …), then names the rule it comes from.
    """

    clause: str
    name: str
    bound: str
    look: Callable[[E], Finding]


@dataclass(frozen=True)
class Policy(Generic[E]):
    """The checks that all must hold. A policy without checks is an error."""

    checks: tuple[Check[E], ...]

    def __post_init__(self) -> None:
        numbers = [check.clause.split()[0] for check in self.checks]
        if not numbers:
            raise LabelError("a label policy without checks lets everything through", hint="list its checks")
        if len(set(numbers)) != len(numbers):
            raise LabelError("a label policy has two checks of one number", hint="number each check once")

    def and_also(self, *more: Check[E]) -> "Policy[E]":
        """The policy with further checks."""
        return Policy((*self.checks, *more))
