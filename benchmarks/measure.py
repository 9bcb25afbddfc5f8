"""Measuring: wall and CPU time, and the memory of a process with its children."""

import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil

_SAMPLE_SECONDS = 0.05
_ALIKE = 0.05


@dataclass
class Cost:
    """Seconds of wall time, and of CPU time of this process and the children it waited for."""

    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def timed() -> Iterator[Cost]:
    """Measures the ``with`` block; the cost is known once it is left."""
    cost, wall, cpu = Cost(), time.perf_counter(), _cpu()
    yield cost
    cost.wall, cost.cpu = time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def median(costs: Sequence[Cost]) -> Cost:
    """The middle wall and the middle CPU time."""
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.cpu for c in costs))


@dataclass
class Peak:
    """The most memory a process tree held at once, in megabytes."""

    megabytes: float = 0.0


@contextmanager
def sampling(look: Callable[[], None], every: float = _SAMPLE_SECONDS) -> Iterator[None]:
    """Looks again and again, every so many seconds, in a thread of its own while the block runs."""
    stop = threading.Event()

    def sample() -> None:
        while not stop.wait(every):
            look()

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextmanager
def peak_of(pid: int) -> Iterator[Peak]:
    """Samples the resident memory of a process and all its descendants while the block runs."""
    peak = Peak()

    def look() -> None:
        peak.megabytes = max(peak.megabytes, _resident(pid) / 1e6)

    with sampling(look):
        yield peak


@dataclass
class Watched:
    """What a process tree held and used: (seconds since the epoch, megabytes) as it went, and CPU seconds by process.

    CPU time counts for processes that were killed and for those that nobody waited for, up to when they were last seen.
    """

    memory: list[tuple[float, float]] = field(default_factory=list)
    used: dict[tuple[int, float], float] = field(default_factory=dict)

    @property
    def cpu(self) -> float:
        return sum(self.used.values())


@contextmanager
def watching(pid: int) -> Iterator[Watched]:
    """Samples a process and all its descendants while the block runs."""
    watched = Watched()

    def look() -> None:
        watched.memory.append((time.time(), _resident(pid) / 1e6))
        watched.used |= _used(pid)

    with sampling(look):
        yield watched


def _used(pid: int) -> dict[tuple[int, float], float]:
    """CPU seconds of each process of a tree itself, by its number and when it began."""
    found: dict[tuple[int, float], float] = {}
    for member in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            times = member.cpu_times()
            found[member.pid, member.create_time()] = times.user + times.system
    return found


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _resident(pid: int) -> int:
    """Bytes. A child that is just being started has its parent's memory, and its command line, until it is the program
    it is to be: the same pages, which are not counted twice.
    """
    seen: dict[int, tuple[list[str], int]] = {}
    total = 0
    for member in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            line, held = seen[member.pid] = (member.cmdline(), member.memory_info().rss)
            above, shared = seen.get(member.ppid(), ([], 0))
            if line != above or abs(held - shared) > _ALIKE * shared:
                total += held
    return total
