"""A fork of a command that has just begun: it works on another core and says through a pipe what comes of it.

It may fail, hang or be killed at any time; whoever waits for it then does its work instead.
"""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from multiprocessing.connection import Connection
from types import FrameType
from typing import Any, NoReturn

from domain.errors import VitrineError

log = logging.getLogger(__name__)
PATIENCE = 60.0
"""Seconds without an answer after which a fork is not waited for."""
_LAST_WORDS = 5.0
"""Seconds that a fork has to tidy up when it is stopped."""
_STOPS = (signal.SIGINT, signal.SIGTERM)
SILENT = (EOFError, OSError)
"""What ``answer`` raises where a fork says nothing (more)."""

Work = Callable[[Connection], None]


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C and a stop wait for the end of the block: amid a fork or an import they would be lost, leave locks of
    Python's own held, or come out as a defect."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def forked(work: Work) -> Iterator[Connection | None]:
    """A fork that does ``work``, at the other end of the pipe; gone after the block.

    None where it would be of no use or not safe: on one core, on another system than Linux, beside other threads.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1 or threading.active_count() > 1:
        yield None
        return
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_begin, args=(here, there, work), daemon=True)
    with uninterrupted():
        process.start()
    there.close()
    with closing(here):
        try:
            yield here
        finally:
            process.terminate()
            process.join(_LAST_WORDS)
            process.kill()
            process.join()


def _begin(here: Connection, there: Connection, work: Work) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both, and the command ends this one
    signal.signal(signal.SIGTERM, _leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    here.close()  # so that the pipe ends with the command
    with suppress(*SILENT):
        tell(there, work)


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    """End by an exception, so that half-written files go first."""
    raise SystemExit(0)


def tell(pipe: Connection, work: Work) -> None:
    """Do ``work``, which sends what it finds; then close the pipe. A VitrineError is sent, too, and ends it.

    Raises EOFError or OSError when nobody listens.
    """
    with closing(pipe):
        try:
            work(pipe)
        except VitrineError as error:
            pipe.send(error)
        except SILENT:
            raise
        except Exception:
            log.debug("a fork failed; the command meets the same", exc_info=True)


def answer(pipe: Connection) -> Any:
    """What the other side says next. Raises the VitrineError it met; EOFError or OSError when it says nothing."""
    if not pipe.poll(PATIENCE):
        pipe.close()
        raise TimeoutError
    said = pipe.recv()
    if isinstance(said, VitrineError):
        raise said
    return said
