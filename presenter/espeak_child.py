"""The embedded voice engine in a process of its own, so that its licence (GPL-3) stays there.

Run as a script with two arguments, the library and its voice data; needs nothing but the standard library. Each line of
standard input is one to speak, as JSON, in parts of one voice each, with the seconds it may take::

    {"seconds": 30, "parts": [{"voice": "cmn+Annie", "wpm": 190, "pitch": 50, "range": 50, "gap": 0, "volume": 60,
                               "text": "…"}, …]}

Standard output answers with one JSON header, a line feed, the samples (16-bit little-endian mono) and a line feed::

    {"rate": 22050, "samples": 91234, "words": [[position, sample], …], "phonemes": [[ipa, sample], …]}

or with ``{"error": "…"}``, a line feed, and no samples. A text may hold SSML; ``<`` and ``&`` of its own are written as
entities. ``position`` counts characters of the parts' joined text from 0, markup included.

The engine is loaded once; every line is spoken by a fork of it, because its noise goes on from line to line, and the
same line has to give the same bytes whatever was said before it. A fork that crashes or hangs is an error of its line.
"""

import ctypes
import json
import os
import signal
import sys
from collections.abc import Mapping

_SYNCHRONOUS = 2
_PHONEME_EVENTS, _PHONEME_IPA, _DONT_EXIT = 0x0001, 0x0002, 0x8000
_UTF8, _MARKUP, _INLINE_PHONEMES = 0x01, 0x10, 0x100
_PARAMETERS = {1: "wpm", 2: "volume", 3: "pitch", 4: "range", 7: "gap"}
_END_OF_LIST, _WORD, _PHONEME = 0, 1, 7


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class EngineError(Exception):
    """The engine refused a call."""


class Engine:
    """The engine's library, loaded and ready to speak."""

    def __init__(self, library: str, data: str) -> None:
        self._lib = ctypes.CDLL(library)
        self._lib.espeak_Initialize.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
        options = _PHONEME_EVENTS | _PHONEME_IPA | _DONT_EXIT
        self._rate = int(self._lib.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), options))
        if self._rate <= 0:
            raise EngineError(f"the speech engine found no voice data in {data}")
        self._text_before, self._samples_before = 0, 0
        self._pcm = bytearray()
        self._words: list[tuple[int, int]] = []
        self._phonemes: list[tuple[str, int]] = []
        self._keep = _Callback(self._receive)
        self._lib.espeak_SetSynthCallback(self._keep)

    def speak(self, part: Mapping[str, str | int]) -> None:
        """Speak one part after those before it."""
        self._samples_before = len(self._pcm) // 2
        self._configure(part)
        self._synthesise(str(part["text"]))
        self._text_before += len(str(part["text"]))

    def answer(self) -> bytes:
        """Everything spoken: the header and the samples."""
        header = {
            "rate": self._rate,
            "samples": len(self._pcm) // 2,
            "words": self._words,
            "phonemes": self._phonemes,
        }
        return json.dumps(header).encode() + b"\n" + self._pcm

    def _configure(self, part: Mapping[str, str | int]) -> None:
        voice = str(part["voice"])
        if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise EngineError(f"the speech engine has no voice '{voice}'")
        for parameter, key in _PARAMETERS.items():
            self._lib.espeak_SetParameter(parameter, int(part[key]), 0)

    def _synthesise(self, text: str) -> None:
        data = text.encode()
        failed = self._lib.espeak_Synth(data, len(data) + 1, 0, 1, 0, _UTF8 | _MARKUP | _INLINE_PHONEMES, None, None)
        if failed or self._lib.espeak_Synchronize():
            raise EngineError(f"the speech engine could not speak '{text[:40]}' (code {failed})")

    def _receive(
        self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]"
    ) -> int:
        if count > 0:
            self._pcm += ctypes.string_at(samples, count * 2)
        at = 0
        while events[at].type != _END_OF_LIST:
            self._note(events[at])
            at += 1
        return 0

    def _note(self, event: _Event) -> None:
        sample = event.sample + self._samples_before
        if event.type == _WORD:
            self._words.append((event.text_position - 1 + self._text_before, sample))
        elif event.type == _PHONEME:
            self._phonemes.append((event.id.string.decode("utf-8", "ignore"), sample))


def main() -> int:
    """Answer each line of standard input until it ends."""
    try:
        engine = Engine(*sys.argv[1:3])
    except (EngineError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(_forked(engine, line) + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _forked(engine: Engine, line: bytes) -> bytes:
    """What a fork of this process answers to a line."""
    out, into = os.pipe()
    child = os.fork()
    if not child:
        os.close(out)
        os._exit(_speak(engine, line, into))
    os.close(into)
    with os.fdopen(out, "rb") as pipe:
        answer = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == -signal.SIGALRM:
        return _failure("gave no answer in its time")
    return _failure(f"ended with signal {-code}") if code else answer


def _speak(engine: Engine, line: bytes, into: int) -> int:
    """Speak a line in this fork, which the system ends when its time is over."""
    with os.fdopen(into, "wb") as pipe:
        try:
            request = json.loads(line)
            signal.setitimer(signal.ITIMER_REAL, request["seconds"])
            for part in request["parts"]:
                engine.speak(part)
            pipe.write(engine.answer())
        except (EngineError, OSError, ValueError, KeyError) as error:
            pipe.write(_failure(str(error)))
    return 0


def _failure(reason: str) -> bytes:
    return json.dumps({"error": reason}).encode() + b"\n"


if __name__ == "__main__":
    sys.exit(main())
