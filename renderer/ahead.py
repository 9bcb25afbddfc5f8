"""Drawing ahead: pictures are drawn in a thread of their own while the encoder is busy with earlier ones.

Whoever hands x264 a picture waits for it to finish an older one, so with drawing in the same thread a
core stands idle. So it would while an encoder ends its segment and the next one looks at what it is given
before it begins: a few more pictures ahead shorten that.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from renderer.encode import Picture

AHEAD = 8
"""Pictures held between drawing and encoding: 3 MB each at 1080 × 1920."""

T = TypeVar("T")


@dataclass(frozen=True)
class Copied:
    """A picture that its drawer may draw over."""

    buffer: NDArray[np.uint8]


@contextmanager
def drawn_ahead(pictures: Iterator[tuple[T, Picture]]) -> Iterator[Iterator[tuple[T, Copied]]]:
    """The same pictures, each under the same name, drawn in a thread up to ``AHEAD`` before they are asked for.

    A picture is only good until the next one is asked for. What drawing raises is raised where the
    picture was wanted. Leaving the block ends drawing, at the next picture at the latest.
    """
    free: SimpleQueue[NDArray[np.uint8] | None] = SimpleQueue()
    ready: SimpleQueue[tuple[T, NDArray[np.uint8]] | None] = SimpleQueue()

    def draw() -> None:
        made = 0
        try:
            for name, picture in pictures:
                made += 1
                slot = np.empty_like(picture.buffer) if made <= AHEAD else free.get()
                if slot is None:
                    return
                np.copyto(slot, picture.buffer)
                ready.put((name, slot))
        finally:
            ready.put(None)

    def take() -> Iterator[tuple[T, Copied]]:
        while (drawn := ready.get()) is not None:
            name, slot = drawn
            yield name, Copied(slot)
            free.put(slot)
        drawing.result()

    with ThreadPoolExecutor(1, "draw") as pool:
        drawing = pool.submit(draw)
        try:
            yield take()
        finally:
            free.put(None)
