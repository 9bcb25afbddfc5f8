"""The encoding thread: segments are encoded while the next frames are being drawn.

x264 takes a while to give up its last frames; with a thread and a few frames of store the next
segment's drawing goes on meanwhile. Whichever side fails, the other one stops.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from types import TracebackType
from typing import Self

from domain.errors import RenderError
from renderer.encode import Picture, PooledFrame, SegmentWriter, VideoFormat

FRAMES_IN_STORE = 4


@dataclass(frozen=True)
class _Begin:
    path: Path


@dataclass(frozen=True)
class _End:
    done: Callable[[], None]


_Order = _Begin | PooledFrame | _End | None


class EncodingThread:
    """Encodes what is written, in a thread: ``begin`` a file, ``write`` its frames, ``end`` it.

    Leaving the ``with`` block waits for the last file, and raises what went wrong in the thread;
    leaving it by an exception drops the file being written. ``write`` waits for a free frame, so
    that drawing never runs more than ``store`` frames ahead.
    """

    def __init__(self, video: VideoFormat, store: int = FRAMES_IN_STORE) -> None:
        self._video = video
        self._orders: SimpleQueue[_Order] = SimpleQueue()
        self._free: SimpleQueue[PooledFrame | None] = SimpleQueue()
        self._cancelled = Event()
        for _ in range(store):
            self._free.put(PooledFrame(video.width, video.height))
        self._pool = ThreadPoolExecutor(1, "encode")
        self._work: Future[None] = self._pool.submit(self._run)

    def begin(self, path: Path) -> None:
        """Start a new file."""
        self._orders.put(_Begin(path))

    def write(self, picture: Picture) -> None:
        """Queue a copy of a picture; raises what went wrong in the thread since."""
        frame = self._free.get()
        if frame is None or self._work.done():
            self._free.put(None)
            self._work.result()
            raise RenderError("the encoder stopped before the last frame")
        frame.fill(picture)
        self._orders.put(frame)

    def end(self, done: Callable[[], None]) -> None:
        """Finish the file; ``done`` is called in the thread once it is complete."""
        self._orders.put(_End(done))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error:
            self._cancelled.set()
        self._orders.put(None)
        wait([self._work])
        self._pool.shutdown()
        if not error:
            self._work.result()

    def _run(self) -> None:
        writer: SegmentWriter | None = None
        try:
            while (order := self._orders.get()) is not None and not self._cancelled.is_set():
                writer = self._obey(order, writer)
        finally:
            # Nobody takes orders any more: wake a writer that waits for a free frame.
            self._free.put(None)
            if writer:
                writer.abandon()

    def _obey(self, order: _Begin | PooledFrame | _End, writer: SegmentWriter | None) -> SegmentWriter | None:
        if isinstance(order, _Begin):
            return SegmentWriter(order.path, self._video)
        if writer is None:
            raise RenderError("a frame came before its segment had begun")
        if isinstance(order, PooledFrame):
            writer.write(order.frame)
            self._free.put(order)
            return writer
        writer.finish()
        order.done()
        return None
