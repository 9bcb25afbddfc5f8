"""What one process shares among all its renders: its memory and OpenCV's threads."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache

import cv2

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_ALWAYS = 1 << 30
_ARENAS = 2


def keep_freed_memory() -> None:
    """Tell glibc, for this whole process, to keep freed memory for whoever wants some next.

    What a picture is drawn with is taken anew for each one. Fetched from the system each time, page by page,
    that is 1 to 2 % of a render. One thread must do all that needs an encoder, from opening it to the last
    file: glibc gives memory back to the threads that took it, and what another one needs comes on top
    (measured 70 MB). Does nothing with another C library.
    """
    mallopt = _function("mallopt")
    mallopt(_M_MMAP_THRESHOLD, _ALWAYS)
    mallopt(_M_TRIM_THRESHOLD, _ALWAYS)


def share_freed_memory() -> None:
    """Tell glibc, for this whole process, to keep what threads free in two places, not in one for each of them.

    Threads come and go here, and what one of them has freed would lie idle in its place while the next one fetches its
    own from the system (measured 25 MB of a job). To be told before the threads are.
    """
    _function("mallopt")(_M_ARENA_MAX, _ARENAS)


def draw_in_callers_threads() -> None:
    """Tell OpenCV, for this whole process, to start no threads of its own.

    What it draws here are tiles and single planes: sharing one out costs more than drawing it, a fifth of all
    drawing, and the encoder wants the other core.
    """
    cv2.setNumThreads(1)


def give_back_unused_memory() -> None:
    """Give the freed pages between what is in use back to the system.

    Worth it between one stage and the next (measured 70 MB), and once an encoder is full. More often it is
    not: the pages are wanted again a moment later.
    """
    _function("malloc_trim")(0)


@cache
def _function(name: str) -> Callable[..., int]:
    """A function of glibc, or one that does nothing where there is none."""
    found = getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
    return found or (lambda *_: 0)
