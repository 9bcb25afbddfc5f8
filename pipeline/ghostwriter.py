"""A ghostwriter: a fork that takes the steps of planning offline while the command still loads most of its modules.

What it needs itself is loaded there, so this module is light.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from domain.brief import Brief
from pipeline.fork import SILENT, answer, forked

if TYPE_CHECKING:
    from pipeline.planned import Planned

Written = Callable[[], "Planned | None"]
"""The plan once it is written; None where it was not, and is to be written here. Raises what planning raises."""


@contextmanager
def writing(brief: Brief) -> Iterator[Written]:
    """The offline plan of a brief, being written; given up after the block."""
    with forked(partial(write, brief)) as pipe:
        yield lambda: _received(pipe) if pipe else None


def _received(pipe: Connection) -> "Planned | None":
    try:
        planned: Planned = answer(pipe)
    except SILENT:
        return None
    return planned


def write(brief: Brief, pipe: Connection) -> None:
    """Write the plan and send it."""
    from pipeline.plan_steps import planned_offline

    pipe.send(planned_offline(brief))
