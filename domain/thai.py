"""Where Thai words end: Thai is written without spaces between them."""

import ctypes
import re
from collections.abc import Callable
from functools import lru_cache

_RUN = re.compile("[\u0e01-\u0e5b]{2,}")
_LIBRARY = "libthai.so.0"

Finder = Callable[[str], list[int]]


def thai_breaks(text: str) -> frozenset[int]:
    """The offsets inside Thai runs at which a word begins, by the dictionary of libthai.

    Without libthai (Debian package libthai0) there are none, and Thai lines turn only at spaces.
    """
    runs = list(_RUN.finditer(text))
    find = _finder() if runs else None
    if find is None:
        return frozenset()
    return frozenset(run.start() + offset for run in runs for offset in find(run.group()))


@lru_cache(maxsize=1)
def _finder() -> Finder | None:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    library.th_brk_new.restype = ctypes.c_void_p
    library.th_brk_new.argtypes = [ctypes.c_char_p]
    find = library.th_brk_wc_find_breaks
    find.argtypes = [ctypes.c_void_p, ctypes.c_wchar_p, ctypes.POINTER(ctypes.c_int), ctypes.c_size_t]
    dictionary = library.th_brk_new(None)
    if not dictionary:
        return None

    def breaks(run: str) -> list[int]:
        places = (ctypes.c_int * len(run))()
        return list(places[: find(dictionary, run, places, len(run))])

    return breaks
