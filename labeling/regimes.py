"""The regimes whose rules a file can be held to. One adds checks to the floor; none takes a check away."""

from collections.abc import Iterable
from typing import Literal

from domain.errors import LabelError

Regime = Literal["CN", "EU", "US-CA"]

DEFAULT_REGIMES: frozenset[Regime] = frozenset({"CN"})
"""The floor: GB 45438-2025, the content credentials and our own rules hold under every regime."""


def chosen(regimes: Iterable[Regime]) -> frozenset[Regime]:
    """The regimes as a set. Raises LabelError for none: labels are always held to something."""
    found = frozenset(regimes)
    if not found:
        raise LabelError("no regime is chosen", hint="name CN, EU or US-CA, or leave the setting out")
    return found
