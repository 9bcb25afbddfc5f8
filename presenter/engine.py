"""The embedded voice's engine: its process begins with the first line, stays for the next, ends with its owner."""

import json
import subprocess
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from threading import Event, Lock, Timer
from typing import IO

import numpy as np
from numpy.typing import NDArray

from domain.base import Frozen
from domain.errors import SpeechError

_LONGEST_HEADER, _LONGEST_S = 2**20, 600
_PATIENCE_S = 1.0
"""How long a process that said its last may take to end."""


class Header(Frozen):
    """What the engine says about a line before its samples; only ``error`` when it could not speak it."""

    rate: int = 0
    samples: int = 0
    words: tuple[tuple[int, int], ...] = ()
    phonemes: tuple[tuple[str, int], ...] = ()
    error: str = ""


class Engine:
    """Speaks one line at a time; ``command`` starts the process, a line may take ``timeout_s`` seconds."""

    def __init__(self, command: Sequence[str], timeout_s: float) -> None:
        self._command, self._timeout_s = tuple(command), timeout_s
        self._turn = Lock()
        self._begun: tuple[subprocess.Popen[bytes], IO[bytes]] | None = None

    def speak(self, parts: Sequence[Mapping[str, object]]) -> tuple[Header, NDArray[np.int16]]:
        """The header and the samples of a line. Raises SpeechError; the process is begun anew when it was at fault."""
        request = json.dumps({"seconds": self._timeout_s, "parts": parts}).encode() + b"\n"
        with self._turn:
            process, said = self._running()
            header, samples = self._asked(process, said, request)
        if header.error:
            raise SpeechError(f"the embedded voice {header.error}", hint="run `vitrine doctor`")
        return header, np.frombuffer(samples, "<i2").astype(np.int16)

    def _asked(self, process: "subprocess.Popen[bytes]", said: IO[bytes], request: bytes) -> tuple[Header, bytes]:
        late = Event()

        def stop() -> None:
            late.set()
            process.kill()

        alarm = Timer(self._timeout_s, stop)
        alarm.start()
        try:
            return _ask(process, request)
        except (OSError, EOFError) as error:
            code = _exit_code(process)
            if late.is_set():
                raise SpeechError(
                    f"the embedded voice gave no answer within {self._timeout_s:g} s",
                    hint="try again; if it stays so, run `vitrine doctor`",
                ) from error
            if not code:
                raise garbled() from error
            said.seek(0)
            reason = said.read().decode(errors="replace").strip()[-400:] or "no message"
            raise SpeechError(
                f"the embedded voice ended with code {code}: {reason}", hint="run `vitrine doctor`"
            ) from error
        except ValueError as error:
            process.kill()
            raise garbled() from error
        finally:
            alarm.cancel()

    def _running(self) -> "tuple[subprocess.Popen[bytes], IO[bytes]]":
        if self._begun is None or self._begun[0].poll() is not None:
            said = TemporaryFile()  # noqa: SIM115 closed with its process
            try:
                process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said)
            except OSError as error:
                said.close()
                raise SpeechError(
                    f"the embedded voice could not be started: {error}", hint="run `make setup` again"
                ) from error
            weakref.finalize(self, _end, process, said)
            self._begun = process, said
        return self._begun


def garbled() -> SpeechError:
    """The error for an answer in another form."""
    return SpeechError("the embedded voice gave an answer that cannot be read", hint="run `make setup` again")


def _ask(process: "subprocess.Popen[bytes]", request: bytes) -> tuple[Header, bytes]:
    """What the process answers. Raises EOFError or OSError when it ends over it, ValueError for another form."""
    into, out = process.stdin, process.stdout
    if into is None or out is None:
        raise EOFError
    into.write(request)
    into.flush()
    head = out.readline(_LONGEST_HEADER)
    if not head:
        raise EOFError
    header = Header.model_validate_json(head)
    if not 0 <= header.samples <= header.rate * _LONGEST_S:
        raise ValueError(header.samples)
    answer = out.read(header.samples * 2 + 1)
    if len(answer) <= header.samples * 2:
        raise EOFError
    if not answer.endswith(b"\n"):
        raise ValueError(len(answer))
    return header, answer[:-1]


def _exit_code(process: "subprocess.Popen[bytes]") -> int:
    try:
        return process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _end(process: "subprocess.Popen[bytes]", said: IO[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, said):
        with suppress(OSError):
            if pipe:
                pipe.close()
