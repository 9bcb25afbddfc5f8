"""The gallery: templates as they look with a seller's own photos, drawn one by one beside the server, kept a day.

Whoever asks gets a future, and never waits for somebody else's drawing to begin. The process that draws is started
by the first wish, or before it by ``expect``, and ends when there have been none for a while.
"""

import hashlib
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Protocol, TypeVar

from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import LabelError, RenderError
from pipeline.easel import Atelier
from pipeline.export import storage_errors
from pipeline.jobs.process import Halted, ProcessDied, StudioProcess
from pipeline.settings import Settings

_IDLE_S = 180
_NICE = 4
"""Drawing gives way to the server, and less than the making of videos: somebody looks at the page."""
_KEPT_S = 24 * 3600
_MOST_KEPT = 600
_MOST_WAITING = 24
_BEGINNING = "the beginning"
_T = TypeVar("_T")


class Drawing(Protocol):
    """Draws one picture, and can be sent home."""

    def begin(self) -> None:
        """Get ready to draw. Raises VitrineError."""

    def draw(self, brief: Brief, brand: BrandKit | None, out: Path) -> None:
        """Write the picture to ``out``. Raises VitrineError."""

    def end(self) -> None:
        """Give back what is held for drawing."""


@dataclass(frozen=True)
class DrawingBeside:
    """Draws in the process of an ``Atelier``."""

    process: StudioProcess

    def begin(self) -> None:
        """Raises RenderError when the process ends over it."""
        self._call("ready")

    def draw(self, brief: Brief, brand: BrandKit | None, out: Path) -> None:
        """Raises RenderError when the process ends over it."""
        self._call("draw", brief, brand, out)

    def end(self) -> None:
        self.process.kill()

    def _call(self, method: str, *args: object) -> None:
        try:
            self.process.call("easel", method, *args)
        except (ProcessDied, Halted) as error:
            raise RenderError("the preview was not drawn: its process ended", hint="ask again") from error


class Gallery:
    """Pictures of briefs; ``recorded`` tells whether the ledger knows a file of this SHA-256."""

    def __init__(self, drawing: Drawing, folder: Path, recorded: Callable[[str], bool]) -> None:
        self._drawing, self._folder, self._recorded = drawing, folder, recorded
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="gallery")
        self._lock = Lock()
        self._asked: dict[str, Future[Any]] = {}
        self._idle = Timer(_IDLE_S, self._rest)

    def expect(self) -> None:
        """Get ready while somebody still writes their brief, so that the first picture takes no longer than others."""
        self._asking(_BEGINNING, self._drawing.begin)

    def picture(self, brief: Brief, brand: BrandKit | None, *, moving: bool = False) -> Future[bytes] | None:
        """The JPEG of a brief, or the WebP of its scenes in turn; None while too many others wait.

        It is there at once if it was drawn before. The future raises what drawing raised. Raises LabelError, by
        itself or in the future, for a file that is not in the ledger.
        """
        name = _name(brief, brand) + (".webp" if moving else ".jpg")
        if (self._folder / name).is_file():
            kept: Future[bytes] = Future()
            kept.set_result(self._read(self._folder / name))
            return kept
        return self._asking(name, partial(self._draw, name, brief, brand))

    def close(self) -> None:
        """Forget what waits, and end the process."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            self._idle.cancel()
        self._drawing.end()

    def _asking(self, name: str, work: Callable[[], _T]) -> Future[_T] | None:
        """What is being done under this name already, or begins now; None while too many wait."""
        with self._lock:
            asked = self._asked.get(name)
            if asked is not None or len(self._asked) > _MOST_WAITING:
                return asked
            self._idle.cancel()
            future = self._asked[name] = self._pool.submit(work)
        future.add_done_callback(lambda _: self._forget(name))
        return future

    def _forget(self, name: str) -> None:
        with self._lock:
            del self._asked[name]
            if not self._asked:
                self._idle = Timer(_IDLE_S, self._rest)
                self._idle.daemon = True
                self._idle.start()

    def _rest(self) -> None:
        with self._lock:
            if not self._asked:
                self._drawing.end()

    def _draw(self, name: str, brief: Brief, brand: BrandKit | None) -> bytes:
        with storage_errors(self._folder, "gallery"):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        self._drawing.draw(brief, brand, self._folder / name)
        return self._read(self._folder / name)

    def _read(self, path: Path) -> bytes:
        with storage_errors(path, "preview"):
            data = path.read_bytes()
        if not self._recorded(hashlib.sha256(data).hexdigest()):
            path.unlink(missing_ok=True)
            raise LabelError(f"preview '{path.name}' is not in the ledger, so it is not shown", hint="ask again")
        return data

    def _sweep(self) -> None:
        """Remove pictures of more than a day ago, and the oldest when there are too many."""
        with suppress(OSError):
            files = sorted(((p.stat().st_mtime, p) for p in self._folder.glob("*.*")), reverse=True)
            for place, (changed, path) in enumerate(files):
                if place >= _MOST_KEPT or changed < time.time() - _KEPT_S:
                    path.unlink(missing_ok=True)


def open_gallery(settings: Settings, recorded: Callable[[str], bool]) -> Gallery:
    """The gallery these settings describe; nothing is started before the first wish."""
    process = StudioProcess(partial(Atelier, settings), settings.job_memory_mb, _NICE)
    return Gallery(DrawingBeside(process), settings.home / "gallery", recorded)


def _name(brief: Brief, brand: BrandKit | None) -> str:
    """The same for the same picture."""
    said = brief.model_dump_json() + (brand.model_dump_json() if brand else "")
    return hashlib.sha256(said.encode()).hexdigest()[:40]
