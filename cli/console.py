"""The terminal, or whatever stands in its place."""

from rich.console import Console

_PIPE_WIDTH = 160


def stdout() -> Console:
    """Standard output; wide and plain when it is not a terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=_PIPE_WIDTH)
