"""Running ffmpeg: the only place here that starts a process."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from domain.errors import RenderError
from renderer.storage import refusal, writing_to

TIMEOUT_SECONDS = 180.0
_QUIET = ("-nostdin", "-hide_banner", "-nostats", "-loglevel", "info", "-filter_complex_threads", "1")
_LEAN = {"MALLOC_ARENA_MAX": "1"}
"""Every filter and coder has a thread, and each would keep what it freed to itself: 2 to 4 MB, and no faster."""
_LOCAL: dict[str, Any] = {"protocol_whitelist": "file,pipe", "threads": 1}
# Left to guess, ffmpeg searches a WAV for hidden compressed sound, which takes longer than mixing it.
_FORMATS: dict[str, dict[str, Any]] = {
    ".wav": {"format": "wav", "probesize": 4096},
    ".mp3": {"format": "mp3"},
    ".m4a": {"format": "mov"},
    ".mp4": {"format": "mov"},
}


def open_sound(path: Path, **options: Any) -> Any:
    """An ffmpeg-python audio stream of a local file; nothing in the file can make ffmpeg open another place."""
    return ffmpeg.input(str(path), **_LOCAL, **_FORMATS.get(path.suffix, {}), **options).audio


def run(graph: Any, what: str, timeout: float = TIMEOUT_SECONDS) -> str:
    """Run an ffmpeg-python graph and return what ffmpeg printed.

    Raises RenderError naming ``what``, with the end of ffmpeg's own message, when it fails or hangs.
    """
    return run_command(_command(graph), what, timeout)


def write(graph: Any, folder: Path, what: str) -> str:
    """The same for a graph that writes into ``folder``; raises StorageError when it may write no more there."""
    with writing_to(folder):
        return run_command(_command(graph), what, TIMEOUT_SECONDS, writes=True)


def _command(graph: Any) -> list[str]:
    command: list[str] = ffmpeg.compile(graph, cmd=[imageio_ffmpeg.get_ffmpeg_exe(), *_QUIET], overwrite_output=True)
    return command


def run_command(command: Sequence[str], what: str, timeout: float, *, writes: bool = False) -> str:
    """Run a command to its end within ``timeout`` seconds and return its stderr.

    Raises RenderError; for one that ``writes``, the OSError of a disk that takes no more, if it printed those words.
    """
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, check=False,
            env=os.environ | _LEAN,
            restore_signals=False,  # a file that grows too large is an error to it, as it is here, and not its end
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RenderError(f"{what}: ffmpeg took longer than {timeout:g} s and was stopped") from error
    except OSError as error:
        raise RenderError(f"{what}: ffmpeg cannot be started ({error})", hint="run 'vitrine doctor'") from error
    printed = done.stderr.decode(errors="replace")
    if done.returncode:
        if writes and (refused := refusal(printed)):
            raise refused
        raise RenderError(f"{what}: ffmpeg failed: {_last_words(printed)}")
    return printed


def _last_words(printed: str) -> str:
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    return " / ".join(lines[-3:]) or "it said nothing"
