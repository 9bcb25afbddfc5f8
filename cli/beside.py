"""A worker beside the server: a process of its own, so that making videos never holds up an answer.

It is the worker of ``vitrine worker``, over the same settings. It ends at once when the server is gone, however that
went, and another one begins when it ends by itself: it finds what the last one left, as any worker does.
"""

import logging
import multiprocessing
import os
import signal
import sys
import time
from multiprocessing.context import SpawnProcess
from threading import Event, Lock, Thread

from domain.errors import VitrineError
from pipeline.settings import Settings, require_producer

log = logging.getLogger(__name__)
_LONGEST_PAUSE = 30.0
_WELL = 60.0
"""Seconds after which a worker that ends is no longer taken for one that cannot start."""
_ENDING = 15
"""Seconds that a worker needs beyond its grace to give its jobs back."""


class WorkerBeside:
    """Keeps one worker process alive until it is stopped. Raises SettingsError without a producer."""

    def __init__(self, settings: Settings, grace: int) -> None:
        require_producer(settings)
        self._settings, self._grace = settings, grace
        self._over, self._lock = Event(), Lock()
        self._process: SpawnProcess | None = None
        self._thread = Thread(target=self._keep, name="worker beside", daemon=True)

    def start(self) -> None:
        """Start the process; it takes jobs in a moment."""
        self._thread.start()

    def stop(self) -> None:
        """Let the worker stop: its jobs have ``grace`` seconds, and go on after the next start."""
        with self._lock:
            self._over.set()
            process = self._process
        if process is not None:
            process.terminate()
        self._thread.join(self._grace + _ENDING)
        if process is not None and self._thread.is_alive():
            process.kill()
            self._thread.join()

    def _keep(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # inherited: Ctrl-C is for the server to pass on
        pause = 0.0
        while not self._over.wait(pause):
            begun = time.monotonic()
            process = self._begin()
            if process is None:
                return
            process.join()
            if not self._over.is_set():
                log.warning("the worker ended by itself (%s); another one begins", process.exitcode)
            pause = 0.5 if time.monotonic() - begun > _WELL else min(_LONGEST_PAUSE, max(0.5, 2 * pause))

    def _begin(self) -> SpawnProcess | None:
        with self._lock:
            if self._over.is_set():
                return None
            process = multiprocessing.get_context("spawn").Process(target=_work, args=(self._settings, self._grace))
            process.start()
            self._process = process
            return process


def _work(settings: Settings, grace: int) -> None:
    from cli.service import run_worker

    Thread(target=_end_with_server, name="server", daemon=True).start()
    try:
        run_worker(settings, grace)
    except VitrineError as error:
        log.warning("no videos are made: %s; %s", error.message, error.hint)
        sys.exit(1)


def _end_with_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
    os._exit(1)
