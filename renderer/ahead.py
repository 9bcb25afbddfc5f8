"""Drawing ahead: pictures are drawn in a thread of their own while the encoder is busy with earlier ones.

Whoever hands x264 a picture waits for it to finish an older one, so with drawing in the same thread a
core stands idle.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import TypeVar

from renderer.canvas import Canvas
from renderer.regions import Region, merged

AHEAD = 4
"""Pictures held between drawing and encoding: 3 MB each at 1080 × 1920."""

T = TypeVar("T")


class _Slot:
    """A copy of a picture, and where it is out of date since others were drawn; None: anywhere."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._stale: list[Region] | None = []

    def outdate(self, changed: tuple[Region, ...] | None) -> None:
        if changed is None:
            self._stale = None
        elif self._stale is not None:
            self._stale += changed

    def update(self, picture: Canvas) -> None:
        for region in [self.canvas.clip] if self._stale is None else merged(self._stale):
            self.canvas.clipped(region).take(picture)
        self._stale = []


@contextmanager
def drawn_ahead(pictures: Iterator[tuple[T, Canvas]]) -> Iterator[Iterator[tuple[T, Canvas]]]:
    """The same pictures, each under the same name, drawn in a thread up to ``AHEAD`` before they are asked for.

    A picture is only good until the next one is asked for. What drawing raises is raised where the
    picture was wanted. Leaving the block ends drawing, at the next picture at the latest.
    """
    free: SimpleQueue[_Slot | None] = SimpleQueue()
    ready: SimpleQueue[tuple[T, _Slot] | None] = SimpleQueue()

    def draw() -> None:
        slots: list[_Slot] = []
        try:
            for name, picture in pictures:
                for known in slots:
                    known.outdate(picture.changed)
                if len(slots) < AHEAD:
                    slots.append(_Slot(picture.copy()))
                    ready.put((name, slots[-1]))
                elif slot := free.get():
                    slot.update(picture)
                    ready.put((name, slot))
                else:
                    return
        finally:
            ready.put(None)

    def take() -> Iterator[tuple[T, Canvas]]:
        while (drawn := ready.get()) is not None:
            name, slot = drawn
            yield name, slot.canvas
            free.put(slot)
        drawing.result()

    with ThreadPoolExecutor(1, "draw") as pool:
        drawing = pool.submit(draw)
        try:
            yield take()
        finally:
            free.put(None)
