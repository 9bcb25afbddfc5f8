"""Workers as processes of their own: forked from one process that has loaded everything, so that many can be killed.

Run as a module it is that process: it reads one line of JSON for each worker to fork, and ends with all of them when
nobody can write to it any more.
"""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

from pipeline.jobs.takeover import PATIENCE

_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Plan:
    """How a worker is to be."""

    url: str
    home: str
    slots: int = 1
    patience: float = PATIENCE
    look: float = 0.3
    seconds: float = 60.0
    rooms: str = "inline"
    scripts_per_minute: int = 0
    clock_days: int = 0
    file_bytes: int = 0
    bucket: str = ""
    """The address of the service whose bucket takes the place of the storage and the assets in ``home``."""


class Nursery:
    """Starts workers and ends those that are left."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(_ROOT), "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.pipeline.jobs.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=_ROOT,
            start_new_session=True,
        )  # fmt: skip
        self.workers: list[int] = []

    def start(self, plan: Plan) -> int:
        """A new worker's process number, once it takes jobs."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asdict(plan)) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        self.workers.append(pid)
        return pid

    def end_all(self) -> None:
        """Kill whoever is left."""
        for pid in self.workers:
            send(pid, signal.SIGKILL)
        for pid in self.workers:
            wait_gone(pid)
        self.workers.clear()

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end_all()
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


def send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def wait_gone(pid: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while alive(pid):
        assert time.monotonic() < end, f"process {pid} does not end"
        time.sleep(0.02)


def _main() -> None:
    from media.fonts import load_font_book
    from tests.pipeline.jobs.workplace import run_worker

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    fonts = load_font_book()
    for line in sys.stdin:
        ready, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ready)
            os.close(0)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            run_worker(Plan(**json.loads(line)), fonts, lambda: os.write(told, b"!"))  # noqa: B023
            os._exit(0)
        os.close(told)
        os.read(ready, 1)
        os.close(ready)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _main()
