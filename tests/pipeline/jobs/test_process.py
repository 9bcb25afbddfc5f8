"""The studio's process: what crashes, hangs or swells there is stopped, and the worker goes on."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from domain.errors import AssetError, RenderError
from domain.render import Progress, Render
from domain.timeline import Timeline
from pipeline.jobs.process import Halted, ProcessDied, StudioProcess
from pipeline.jobs.room import ProcessRooms
from pipeline.studio import Studio
from tests.pipeline.jobs.nursery import alive, wait_gone
from tests.pipeline.jobs.studio import open_fated_studio

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Unruly:
    """A renderer that does what the test wants; what it was asked is counted in a file."""

    home: Path
    does: str

    def video(self, timeline: object, out: Path, progress: Progress, *, fresh: bool) -> object:
        with (self.home / "asked").open("a") as asked:
            asked.write(f"{os.getpid()}\n")
        progress("render", 0.5)
        return getattr(self, self.does)()

    def still(self, timeline: Timeline, frame: int) -> object:
        return np.full((2, 2, 3), frame, np.uint8)

    def crash(self) -> None:
        os.kill(os.getpid(), signal.SIGSEGV)

    def crash_once(self) -> int:
        if len((self.home / "asked").read_text().splitlines()) == 1:
            self.crash()
        return 7

    def hang(self) -> None:
        pid = os.fork()
        if pid == 0:
            time.sleep(600)
        (self.home / "child").write_text(str(pid))
        time.sleep(600)

    def swell(self) -> int:
        return sum(len(bytearray(50_000_000)) for _ in iter(lambda: self.kept.append(bytearray(50_000_000)), 1))

    def standing(self) -> tuple[int, int, int, int]:
        return os.getpid(), os.nice(0), os.getpgid(0), os.getsid(0)

    @property
    def kept(self) -> list[bytearray]:
        return _KEPT

    def refuse(self) -> Render:
        raise AssetError("the photo is broken", hint="take another")

    def defect(self) -> Render:
        raise ZeroDivisionError("oh")


_KEPT: list[bytearray] = []


def open_unruly(home: Path, does: str) -> Studio:
    return replace(open_fated_studio(home), renderer=Unruly(home, does))  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def start(home: Path, does: str, memory: int = 2000) -> StudioProcess:
    return StudioProcess(partial(open_unruly, home, does), memory)


def render(process: StudioProcess, told: list[tuple[str, float]] | None = None) -> Any:
    heard = told if told is not None else []
    return process.call(
        "renderer", "video", None, Path("x"), tell=lambda stage, done: heard.append((stage, done)), fresh=False
    )


@pytest.fixture
def ended(home: Path) -> Iterator[list[StudioProcess]]:
    processes: list[StudioProcess] = []
    yield processes
    for process in processes:
        process.kill()


def test_progress_and_answers_come_back(home: Path, ended: list[StudioProcess]) -> None:
    process = start(home, "crash_once")
    ended.append(process)
    told: list[tuple[str, float]] = []
    with pytest.raises(ProcessDied, match="Segmentation fault"):
        render(process, told)
    assert told == [("render", 0.5)]
    assert render(process) == 7


def test_it_gives_way_in_the_session_of_its_worker_where_nice_counts(home: Path, ended: list[StudioProcess]) -> None:
    process = start(home, "standing")
    ended.append(process)
    pid, nice, group, session = render(process)
    assert nice >= 15
    assert (group, session) == (pid, os.getsid(0))


def test_threads_that_call_at_once_each_get_their_own_answer(home: Path, ended: list[StudioProcess]) -> None:
    process = start(home, "standing")
    ended.append(process)
    frames = range(200)
    with ThreadPoolExecutor(4) as pool:
        pictures = pool.map(lambda frame: process.call("renderer", "still", None, frame), frames)
        assert [picture[0, 0, 0] for picture in pictures] == list(frames)


def test_a_crash_is_given_one_more_try(home: Path) -> None:
    rooms = ProcessRooms(partial(open_unruly, home, "crash"), 2000)
    with rooms.open() as room, pytest.raises(RenderError, match="ended 2 times: Segmentation fault"):
        room.studio.renderer.video(None, home / "x", lambda stage, done: None, fresh=False)  # type: ignore[arg-type]
    assert len((home / "asked").read_text().splitlines()) == 2
    rooms.close()


def test_errors_keep_their_kind(home: Path, ended: list[StudioProcess]) -> None:
    refusing, broken = start(home, "refuse"), start(home, "defect")
    ended += [refusing, broken]
    with pytest.raises(AssetError, match="the photo is broken") as caught:
        render(refusing)
    assert caught.value.hint == "take another"
    with pytest.raises(RenderError, match="ZeroDivisionError"):
        render(broken)


def test_memory_has_an_end(home: Path, ended: list[StudioProcess]) -> None:
    process = start(home, "swell", 1000)
    ended.append(process)
    with pytest.raises(RenderError, match="more memory than a job may use"):
        render(process)


def test_a_hang_is_ended_with_everything_it_started(home: Path) -> None:
    process = start(home, "hang")

    def kill_once_it_hangs() -> None:
        while not (home / "child").exists() or not (home / "child").read_text():
            time.sleep(0.02)
        process.kill()

    Thread(target=kill_once_it_hangs, daemon=True).start()
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(render, process) for _ in range(2)]  # one of them waits for its turn
        assert [type(call.exception()) for call in calls] == [Halted, Halted]
    pids = [int((home / "child").read_text()), int((home / "asked").read_text())]
    for pid in pids:
        wait_gone(pid)
        assert not alive(pid)
