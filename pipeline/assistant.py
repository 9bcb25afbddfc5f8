"""An assistant: a fork of a command that has just begun, for what needs few of its modules.

It takes a brief's files in while the command still loads the rest of the program, cuts the products out while the
script is written and spoken, and writes the music while the scenes are composed. What it cannot do is done here: it
may fail or be killed at any time, and nothing comes out otherwise than without it.
"""

import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from domain.asset import Asset
from domain.brief import Brief
from domain.errors import VitrineError
from media.music import compose_music
from pipeline.cutouts import cut_products
from pipeline.intake import Intake, Taken, take_files, take_in, with_cutouts
from pipeline.settings import Settings
from pipeline.storage.opening import open_assets

if TYPE_CHECKING:
    from pipeline.make import Order
    from pipeline.studio import Studio

log = logging.getLogger(__name__)
_PATIENCE = 60.0
"""Seconds without an answer after which it is not waited for."""
_FAILURES = (EOFError, OSError)


class Assistant:
    """What one does for a brief, on the other end of ``pipe``; to be asked by one thread at a time."""

    def __init__(self, pipe: Connection, brief: Brief, folder: Path, settings: Settings) -> None:
        self._pipe, self._brief, self._folder = pipe, brief, folder
        self._store, self._memory = open_assets(settings), settings.work / "cutouts"
        self._cutting: Future[Mapping[str, Asset]] | None = None

    def help(self, order: "Order", studio: "Studio") -> "tuple[Order, Studio]":
        """The order and the studio with the assistant's work in place of their own."""
        return replace(order, intake=self.intake), replace(studio, sounds=replace(studio.sounds, music=self.music))

    def intake(self) -> Intake:
        """The brief's files in the store, as ``take_in`` takes them. Raises as it does."""
        try:
            taken: Taken = self._answer()
        except _FAILURES:
            return take_in(self._brief, self._folder, self._store, None, self._memory)
        intake = with_cutouts(taken, partial(self._cutouts, taken), self._store, self._memory)
        self._cutting = intake.cutting
        return intake

    def _cutouts(self, taken: Taken) -> Mapping[str, Asset]:
        try:
            cutouts: Mapping[str, Asset] = self._answer()
        except _FAILURES:
            return cut_products(taken.images, self._store, self._memory)
        return cutouts

    def music(self, seconds: float, mood: str, seed: int) -> bytes:
        """A piece of music, as ``compose_music`` writes it. The assistant writes one and ends."""
        if self._cutting:
            self._cutting.exception()  # its answer comes first
        try:
            self._pipe.send((seconds, mood, seed))
            with closing(self._pipe):
                sound: bytes = self._answer()
        except _FAILURES:
            return compose_music(seconds, mood, seed)
        return sound

    def _answer(self) -> Any:
        """What it says next. Raises the VitrineError it met; EOFError or OSError when it says nothing."""
        if not self._pipe.poll(_PATIENCE):
            self._pipe.close()
            raise TimeoutError
        answer = self._pipe.recv()
        if isinstance(answer, VitrineError):
            raise answer
        return answer


@contextmanager
def engaged(brief: Brief, folder: Path, settings: Settings) -> Iterator[Assistant | None]:
    """An assistant for a brief lying in ``folder``, at work already; gone after the block.

    None where it would be of no use or not safe: on one core, on another system than Linux, beside other threads.
    """
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1 or threading.active_count() > 1:
        yield None
        return
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_begin, args=(here, there, brief, folder, settings), daemon=True)
    process.start()
    there.close()
    with closing(here):
        try:
            yield Assistant(here, brief, folder, settings)
        finally:
            process.kill()
            process.join()


def _begin(here: Connection, there: Connection, brief: Brief, folder: Path, settings: Settings) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both, and the command ends this one
    here.close()  # so that the pipe ends with the command
    with suppress(*_FAILURES):
        assist(there, brief, folder, settings)


def assist(pipe: Connection, brief: Brief, folder: Path, settings: Settings) -> None:
    """What an assistant does: the files, the cut-outs, and the music when it is asked for it and the brief has any.

    The first error ends it. Raises EOFError or OSError when nobody listens.
    """
    with closing(pipe):
        try:
            store = open_assets(settings)
            taken = take_files(brief, folder, store)
            pipe.send(taken)
            pipe.send(cut_products(taken.images, store, settings.work / "cutouts"))
            if taken.wants_music:
                pipe.send(compose_music(*pipe.recv()))
        except VitrineError as error:
            pipe.send(error)
        except _FAILURES:
            raise
        except Exception:
            log.debug("the assistant failed; the command meets the same", exc_info=True)
