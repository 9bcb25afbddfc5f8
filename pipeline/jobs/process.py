"""A studio in a process of its own: codecs may crash, hang or swell there, and the worker goes on.

The process leads its own group, with a limit on its memory, and ends itself when its worker is gone. It stays in
the session of its worker: there its nice counts, and other sessions of the machine do not starve it. It is
forked from a server that has loaded the program once, so a new one is there in a moment.
"""

import multiprocessing
import os
import resource
import signal
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from domain.errors import RenderError, VitrineError
from domain.render import Progress

_LOADED = ["pipeline.wiring", "pipeline.make"]
_MEGABYTE = 1 << 20
_NICE = 15
"""Drawing and encoding give way to whoever is waiting for an answer on the same machine."""


class ProcessDied(Exception):  # noqa: N818 the process died, this only says so
    """The process ended before it answered."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Halted(BaseException):
    """The worker stopped the process on purpose. Not an Exception: nobody may fall back because of it."""


class StudioProcess:
    """Calls the parts of a studio, or of whatever ``open_studio`` opens, in another process, one call at a time."""

    def __init__(self, open_studio: Callable[[], object], memory_mb: int, nice: int = _NICE) -> None:
        self._open_studio, self._memory_mb, self._nice = open_studio, memory_mb, nice
        self._turn, self._lock = Lock(), Lock()
        self._running: tuple[ForkServerProcess, Connection[Any, Any]] | None = None
        self._halted, self._kills = False, 0

    def call(self, part: str, method: str, *args: object, tell: Progress | None = None, **kwargs: object) -> Any:
        """What ``studio.part.method`` returns or raises there; ``tell`` hears its progress.

        Threads that call at once wait for each other. Raises ProcessDied when the process ends instead, Halted when
        ``kill`` ended it, also while this call waited for its turn.
        """
        kills = self._kills
        with self._turn:
            if self._kills != kills:
                raise Halted
            return self._called((part, method, args, kwargs, tell is not None), tell)

    def _called(self, question: tuple[object, ...], tell: Progress | None) -> Any:
        process, pipe = self._started()
        try:
            pipe.send(question)
            while True:
                kind, value = pipe.recv()
                if kind == "tell" and tell is not None:
                    tell(*value)
                elif kind == "done":
                    return value
                else:
                    raise value
        except (EOFError, ConnectionError) as error:
            halted = self._halted
            reason = self._end(process)
            if halted:
                raise Halted from error
            raise ProcessDied(reason) from error
        except VitrineError:
            raise
        except BaseException:
            self.kill()
            raise

    def kill(self) -> None:
        """End the process with all it started. A call that waits for it raises Halted."""
        with self._lock:
            running = self._running
            self._halted = running is not None
            self._kills += self._halted
        if running and running[0].pid:
            _kill_group(running[0].pid)

    def _started(self) -> "tuple[ForkServerProcess, Connection[Any, Any]]":
        with self._lock:
            if self._running and self._running[0].is_alive() and not self._halted:
                return self._running
            context = multiprocessing.get_context("forkserver")
            context.set_forkserver_preload(_LOADED)
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_serve, args=(theirs, self._open_studio, self._memory_mb, self._nice), daemon=True
            )
            process.start()
            theirs.close()
            self._running, self._halted = (process, ours), False
        with suppress(EOFError, ConnectionError):
            ours.recv()  # it leads its own group now
        return self._running

    def _end(self, process: ForkServerProcess) -> str:
        if process.pid:
            _kill_group(process.pid)
        process.join(10)
        with self._lock:
            if self._running:
                self._running[1].close()
            self._running = None
        code = process.exitcode or 0
        return signal.strsignal(-code) or f"signal {-code}" if code < 0 else f"exit code {code}"


def give_way(nice: int) -> None:
    """Let this process, and what it starts, leave the processor to whoever is waiting for an answer."""
    os.nice(max(0, nice - os.nice(0)))
    with suppress(AttributeError, OSError):  # not every system has it, or allows it
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    if os.getsid(0) == os.getpid():  # Linux may share the processor out among sessions first, then within each by nice
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(os.nice(0)), encoding="ascii")


def _kill_group(leader: int) -> None:
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            kill(leader, signal.SIGKILL)


# --- in the process -------------------------------------------------------------------------------


def _serve(pipe: "Connection[Any, Any]", open_studio: Callable[[], object], memory_mb: int, nice: int) -> None:
    os.setpgid(0, 0)
    give_way(nice)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * _MEGABYTE, memory_mb * _MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # the worker may be gone already; listening finds out
        pipe.send("ready")
    requests: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_listen, args=(pipe, requests), daemon=True).start()
    studio: object = None
    while True:
        part, method, args, kwargs, tells = requests.get()
        try:
            studio = studio or open_studio()
            if tells:
                args = (*args, lambda stage, done: pipe.send(("tell", (stage, done))))
            answer = ("done", getattr(getattr(studio, part), method)(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 whatever it was, the worker is told
            answer = ("error", _told(error))
        pipe.send(answer)


def _listen(pipe: "Connection[Any, Any]", requests: "SimpleQueue[Any]") -> None:
    """Pass requests on; when the worker is gone, nobody waits for an answer any more."""
    try:
        while True:
            requests.put(pipe.recv())
    except (EOFError, OSError):
        _kill_group(os.getpid())


def _told(error: Exception) -> VitrineError:
    if isinstance(error, VitrineError):
        return error
    if isinstance(error, MemoryError):
        return RenderError("the video needs more memory than a job may use", hint="raise job_memory_mb")
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
    return RenderError(f"unexpected {type(error).__name__} at {where}: {error}"[:500], hint="please report it")
