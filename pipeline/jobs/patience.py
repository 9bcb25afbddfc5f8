"""Patience: a database that is away, locked or read-only is waited for; work that was done is not thrown away."""

import time
from collections.abc import Callable
from typing import TypeVar

from domain.errors import DatabaseError

Result = TypeVar("Result")
LONGEST_PAUSE = 5.0


def patiently(ask: Callable[[], Result], pause: float = 0.2) -> Result:
    """What ``ask`` returns, asked until the database answers."""
    while True:
        try:
            return ask()
        except DatabaseError:
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
