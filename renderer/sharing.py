"""Sharing segments out to workers so that each draws neighbours, which show the same scenes."""

from collections import deque
from collections.abc import Sequence
from threading import Lock


class Shares:
    """The numbers of segments, dealt out by their ``frames`` to a number of workers.

    Every worker begins with a run of its own: the first at its start, the second at its end, and so on
    in turns. One that has finished helps the worker with most left, from the other end of its run. So a
    scene is opened by two workers only where two of them meet, and none is idle while there is work.
    """

    def __init__(self, frames: Sequence[int], workers: int) -> None:
        self._frames, self._lock = tuple(frames), Lock()
        self._runs = [deque[int]() for _ in range(workers)]
        total, before = sum(frames), 0
        for number, count in enumerate(frames):
            self._runs[min(workers - 1, (2 * before + count) * workers // (2 * total))].append(number)
            before += count

    def take(self, worker: int) -> int | None:
        """The next segment for a worker; None when all have been taken."""
        with self._lock:
            owner = worker if self._runs[worker] else max(range(len(self._runs)), key=self._left)
            run = self._runs[owner]
            if not run:
                return None
            return run.popleft() if (owner % 2 == 0) == (owner == worker) else run.pop()

    def _left(self, worker: int) -> int:
        return sum(self._frames[number] for number in self._runs[worker])
