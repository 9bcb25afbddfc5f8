"""Encoding segments one after another, each one's end while the next one begins to be drawn.

x264 copies a picture and works on several in threads of its own. At the end of a segment somebody
must wait for its last pictures: a thread does, so that the next segment's need not.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from types import TracebackType
from typing import Self

from domain.errors import RenderError
from renderer.encode import Picture, SegmentWriter, VideoFormat


class Encoding:
    """Encodes what is written: ``begin`` a file, ``write`` its frames, ``end`` it.

    Leaving the ``with`` block waits for the last file, and raises what went wrong in finishing it;
    leaving it by an exception drops the file being written. Any method raises what went wrong
    before it.
    """

    def __init__(self, video: VideoFormat) -> None:
        self._video = video
        self._path: Path | None = None
        self._writer: SegmentWriter | None = None
        self._pool = ThreadPoolExecutor(1, "encode")
        self._ending: Future[None] | None = None

    def begin(self, path: Path) -> None:
        """Start a new file; it is opened with its first picture."""
        self._path = path

    def write(self, picture: Picture) -> None:
        """Encode a picture. It may be drawn over as soon as this returns."""
        if self._path is None:
            raise RenderError("a frame came before its segment had begun")
        if self._writer is None:
            # Two encoders at once would hold twice the memory.
            self._wait()
            self._writer = SegmentWriter(self._path, self._video)
        self._writer.write(picture)

    def end(self, done: Callable[[], None]) -> None:
        """Finish the file in the background; ``done`` is called there once it is complete."""
        if self._writer is None:
            raise RenderError("a segment ended before its first frame")
        self._ending = self._pool.submit(_finish, self._writer, done)
        self._path = self._writer = None

    def _wait(self) -> None:
        if self._ending:
            self._ending.result()
            self._ending = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer:
            self._writer.abandon()
        if self._ending:
            wait([self._ending])
        self._pool.shutdown()
        if error is None:
            self._wait()


def _finish(writer: SegmentWriter, done: Callable[[], None]) -> None:
    writer.finish()
    done()
