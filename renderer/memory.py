"""Memory: giving large blocks back to the system as soon as they are freed."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_LARGE = 1 << 20


def return_large_blocks() -> None:
    """Tell glibc to keep blocks of a megabyte and more out of its heaps, for this whole process.

    Left alone it learns to keep them, and pictures freed in one thread are then not reused in
    another: measured at 30 s of 1080×1920 video, 470 MB instead of 610 MB, at the same speed.
    Does nothing where the C library is another one.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt:
            mallopt(_M_MMAP_THRESHOLD, _LARGE)
