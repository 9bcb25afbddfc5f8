"""Measuring: wall and CPU time, and the memory of a process with its children."""

import os
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

_SAMPLE_SECONDS = 0.05


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
def peak_of(pid: int) -> Iterator[Peak]:
    """Samples the resident memory of a process and all its descendants while the block runs."""
    peak, stop = Peak(), threading.Event()

    def sample() -> None:
        while not stop.wait(_SAMPLE_SECONDS):
            peak.megabytes = max(peak.megabytes, _resident(pid) / 1e6)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        stop.set()
        thread.join()


def _resident(pid: int) -> int:
    total = 0
    try:
        process = psutil.Process(pid)
        tree = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for member in tree:
        try:
            total += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total
