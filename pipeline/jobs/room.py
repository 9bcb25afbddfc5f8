"""Rooms: where a job's heavy work is done, so that it can be stopped and cannot take the worker with it."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from domain.asset import Asset, AssetStore
from domain.errors import RenderError
from domain.label import LabelledImage, LabelledText, LabelledVideo
from domain.render import Progress, Render
from domain.timeline import Timeline
from pipeline.jobs.process import ProcessDied, StudioProcess
from pipeline.studio import Studio

log = logging.getLogger(__name__)
_TRIES = 2


class Room(Protocol):
    """A studio for one job at a time."""

    studio: Studio

    def halt(self) -> None:
        """Stop what is being done here, from another thread, within a moment."""


class Rooms(Protocol):
    """Gives rooms."""

    def open(self) -> AbstractContextManager[Room]:
        """A room that nobody else is in."""

    def close(self) -> None:
        """End what nobody uses."""


@dataclass
class ProcessRoom:
    """A room whose decoding, rendering and sealing happen in a process of its own."""

    studio: Studio
    process: StudioProcess

    def halt(self) -> None:
        self.process.kill()


@dataclass
class ProcessRooms:
    """Rooms that are used again; a process that died is started anew when it is needed.

    ``open_studio`` is called once here, for what a process is not needed for, and once in each process.
    """

    open_studio: Callable[[], Studio]
    memory_mb: int
    _idle: list[ProcessRoom] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _studio: Studio | None = None

    @contextmanager
    def open(self) -> Iterator[Room]:
        """A room that nobody else is in."""
        room = self._take()
        try:
            yield room
        finally:
            with self._lock:
                self._idle.append(room)

    def close(self) -> None:
        """End every process that nobody uses."""
        with self._lock:
            for room in self._idle:
                room.process.kill()
            self._idle.clear()

    def _take(self) -> ProcessRoom:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            self._studio = self._studio or self.open_studio()
            process = StudioProcess(self.open_studio, self.memory_mb)
            return ProcessRoom(_moved(self._studio, process), process)


def _moved(studio: Studio, process: StudioProcess) -> Studio:
    return replace(
        studio, store=RemoteStore(studio.store, process), renderer=RemoteRenderer(process), sealer=RemoteSealer(process)
    )


@dataclass(frozen=True)
class RemoteStore:
    """An asset store that looks at strangers' files in the process."""

    near: AssetStore
    process: StudioProcess

    def put_file(self, path: Path) -> Asset:
        asset: Asset = _twice(lambda: self.process.call("store", "put_file", path))
        return asset

    def put_bytes(self, data: bytes, name: str) -> Asset:
        return self.near.put_bytes(data, name)

    def get(self, sha256: str) -> Asset:
        return self.near.get(sha256)

    def path(self, sha256: str) -> Path:
        return self.near.path(sha256)


@dataclass(frozen=True)
class RemoteRenderer:
    """A renderer in the process."""

    process: StudioProcess

    def video(self, timeline: Timeline, out: Path, progress: Progress, *, fresh: bool) -> Render:
        done: Render = _twice(lambda: self.process.call("renderer", "video", timeline, out, tell=progress, fresh=fresh))
        return done

    def still(self, timeline: Timeline, frame: int) -> NDArray[np.uint8]:
        picture: NDArray[np.uint8] = _twice(lambda: self.process.call("renderer", "still", timeline, frame))
        return picture


@dataclass(frozen=True)
class RemoteSealer:
    """A sealer in the process. What it gives was built there by ``labeling.seal``, and read back."""

    process: StudioProcess

    def video(self, render: Render, timeline: Timeline, out: Path) -> LabelledVideo:
        sealed: LabelledVideo = _twice(lambda: self.process.call("sealer", "video", render, timeline, out))
        return sealed

    def image(self, picture: NDArray[np.uint8], timeline: Timeline, out: Path) -> LabelledImage:
        sealed: LabelledImage = _twice(lambda: self.process.call("sealer", "image", picture, timeline, out))
        return sealed

    def text(self, text: str, timeline: Timeline, out: Path) -> LabelledText:
        sealed: LabelledText = _twice(lambda: self.process.call("sealer", "text", text, timeline, out))
        return sealed


def _twice(ask: Callable[[], Any]) -> Any:
    """What ``ask`` returns; a process that dies of it is given a second chance, not a third."""
    for left in reversed(range(_TRIES)):
        try:
            return ask()
        except ProcessDied as error:
            log.warning("the process of a job ended by itself: %s", error.reason)
            if not left:
                raise RenderError(
                    f"the process that draws and encodes ended {_TRIES} times: {error.reason}",
                    hint="try another photo or clip; raise job_memory_mb if it was memory",
                ) from error
    raise AssertionError
