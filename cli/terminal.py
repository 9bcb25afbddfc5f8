"""Whether there is somebody to ask."""

import sys


def can_ask() -> bool:
    """Whether standard input is a terminal; started without one at all, Python has no stream for it."""
    return sys.stdin is not None and sys.stdin.isatty()
