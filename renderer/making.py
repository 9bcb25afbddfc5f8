"""Making segments: drawn and encoded by several workers side by side, kept once they are whole.

A worker encodes in one thread what it draws ahead in another, unless it is to keep to one. OpenCV, Skia
and x264 let other threads run meanwhile, so that workers of one process use as many cores as there are of
them: without a second start of the interpreter, and without a second copy of what they share. What another
render is making just now is left to it, and waited for at the end.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from threading import Event
from typing import Protocol

from domain.errors import RenderError
from domain.render import EncodeSettings
from renderer.ahead import drawn_ahead
from renderer.cache import SegmentCache
from renderer.canvas import Canvas
from renderer.encode import Encoder, VideoFormat
from renderer.memory import give_back_unused_memory
from renderer.segments import Segment
from renderer.sharing import Shares

_PATIENCE = 0.1
_WAITED = 60.0
"""Seconds without a segment from elsewhere after which it is made here all the same."""
_ALL_HELD = 18
"""Pictures after which x264 has taken all the memory it wants: its frames lie scattered over what was free before
it, and the pages between them are needed by nobody."""


class Drawer(Protocol):
    """Draws the frames of a segment in order; each picture is only good until the next one."""

    def segment(self, segment: Segment) -> Iterator[Canvas]: ...


def cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0))


def threads_each(settings: EncodeSettings, workers: int) -> EncodeSettings:
    """The settings for one of several encoders: the cores shared between them, unless threads were asked for."""
    return settings.model_copy(update={"threads": settings.threads or max(1, cores() // workers)})


@dataclass(frozen=True)
class Workshop:
    """What segments are made with: a drawer of its own for each of ``workers``, the encoder's settings, the store.

    An encoder of one thread stands for a worker of one core: it draws in the same thread.
    ``tell`` hears, in the thread that called ``make``, how many frames are drawn; what it raises stops all.
    """

    drawer: Callable[[], Drawer]
    video: VideoFormat
    store: SegmentCache
    workers: int
    tell: Callable[[int], None]

    @property
    def keeps_to_one_core(self) -> bool:
        """Whether the next core is another worker's."""
        return self.video.settings.threads == 1

    def make(self, missing: Mapping[str, Segment]) -> dict[str, Path]:
        """Make the segments; returns their files by key. Raises what went wrong first, once all have stopped."""
        made: dict[str, Path] = {}
        patient = True
        while left := [key for key in missing if key not in made]:
            made |= self._work({key: missing[key] for key in left}, _frames(missing, made), patient)
            others = missing.keys() - made.keys()
            patient = not others or self._await(others, _frames(missing, made))
        return made

    def _work(self, missing: Mapping[str, Segment], before: int, patient: bool) -> dict[str, Path]:
        """Make those that nobody else makes, or all unless ``patient``; ``before`` frames were done already."""
        crew = min(self.workers, len(missing))
        shift = _Shift(self, tuple(missing.items()), crew, before, patient)
        with ThreadPoolExecutor(crew, "segments") as pool:
            shift.wait_for([pool.submit(shift.work, worker) for worker in range(crew)])
        if shift.failures:
            raise shift.failures[0]
        return shift.made

    def _await(self, others: Collection[str], before: int) -> bool:
        """Wait until a segment that is made elsewhere is there, or was given up; False when that takes too long."""
        end = time.monotonic() + _WAITED
        while not any(self.store.claim(key) for key in others):
            if time.monotonic() > end:
                return False
            self.tell(before)
            time.sleep(_PATIENCE)
        return True


def _frames(segments: Mapping[str, Segment], made: Collection[str]) -> int:
    return sum(segments[key].frames for key in made)


class _Shift:
    """Segments being made: how they are shared out, how far they are, what failed."""

    def __init__(
        self, shop: Workshop, pieces: Sequence[tuple[str, Segment]], crew: int, before: int, patient: bool
    ) -> None:
        self._shop, self._pieces, self._patient = shop, pieces, patient
        self._shares = Shares([segment.frames for _, segment in pieces], crew)
        self._drawn, self._before, self._told = [0] * crew, before, before
        self._stop = Event()
        self.made: dict[str, Path] = {}
        self.failures: list[BaseException] = []

    def work(self, worker: int) -> None:
        """Make segments until none is left or something failed."""
        with (
            self._stopping_all(),
            closing(Encoder(self._shop.video)) as encoder,
            self._pictures(worker) as pictures,
        ):
            packets = encoder.packets(self._counted(pictures, worker))
            for number, coded in groupby(packets, key=itemgetter(0)):
                key, _ = self._pieces[number]
                with self._shop.store.unfinished(key) as path:
                    encoder.write(path, (packet for _, packet in coded))
                    self.made[key] = self._shop.store.keep(key, path)

    def wait_for(self, workers: Collection[Future[None]]) -> None:
        """Report what the workers do until they are done."""
        with self._stopping_all():
            while wait(workers, timeout=_PATIENCE).not_done:
                self._report()
            self._report()

    @contextmanager
    def _stopping_all(self) -> Iterator[None]:
        """Whatever ends one worker ends the others at their next frame, and is raised by ``make``."""
        try:
            yield
        except BaseException as error:  # noqa: BLE001 -- even an interrupt must not leave workers behind
            self.failures.append(error)
            self._stop.set()

    def _pictures(self, worker: int) -> AbstractContextManager[Iterator[tuple[int, Canvas]]]:
        drawn = self._drawn_by(worker)
        return nullcontext(drawn) if self._shop.keeps_to_one_core else drawn_ahead(drawn)

    def _drawn_by(self, worker: int) -> Iterator[tuple[int, Canvas]]:
        """Every picture of the segments that fall to a worker, under its segment's number."""
        drawer = self._shop.drawer()
        while (number := self._shares.take(worker)) is not None:
            key, segment = self._pieces[number]
            if self._is_elsewhere(key):
                continue
            frames = 0
            for picture in drawer.segment(segment):
                if self._stop.is_set():
                    raise RenderError(f"segment {segment.index}: given up, because another one failed")
                frames += 1
                yield number, picture
            if frames != segment.frames:
                raise RenderError(f"segment {segment.index}: {frames} frames were drawn instead of {segment.frames}")

    def _is_elsewhere(self, key: str) -> bool:
        """Whether somebody else makes a segment, or has made it since we looked."""
        if not self._shop.store.claim(key):
            return self._patient
        path = self._shop.store.find(key)
        if path:
            self.made[key] = path
            self._shop.store.leave(key)
        return path is not None

    def _counted(self, pictures: Iterator[tuple[int, Canvas]], worker: int) -> Iterator[tuple[int, Canvas]]:
        """The same pictures, each one counted once the encoder has it."""
        for count, picture in enumerate(pictures, 1):
            yield picture
            self._drawn[worker] += 1
            if count == _ALL_HELD:
                give_back_unused_memory()

    def _report(self) -> None:
        drawn = self._before + sum(self._drawn)
        if drawn != self._told:
            self._told = drawn
            self._shop.tell(drawn)
