"""The embedded voice engine in a process of its own, so that its licence (GPL-3) stays there.

Run as a script; needs nothing but the standard library. Standard input carries one line to speak,
as JSON, in parts of one voice each::

    {"library": "…/libespeak-ng.so", "data": "…/espeak-ng-data",
     "parts": [{"voice": "cmn+Annie", "wpm": 190, "pitch": 50, "range": 50, "gap": 0, "volume": 60,
                "text": "…"}, …]}

Standard output answers with one JSON header, a line feed, then the samples (16-bit little-endian
mono)::

    {"rate": 22050, "samples": 91234, "words": [[position, sample], …], "phonemes": [[ipa, sample], …]}

A text may hold SSML; ``<`` and ``&`` of its own are written as entities. ``position`` counts characters of the parts'
joined text from 0, markup included. A failure writes its reason to
standard error and ends with exit code 1. One run speaks one line, because the engine's noise goes
on from line to line: the same line has to give the same bytes whatever was said before it.
"""

import ctypes
import json
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
    """Answer the request on standard input."""
    try:
        request = json.loads(sys.stdin.buffer.read())
        engine = Engine(request["library"], request["data"])
        for part in request["parts"]:
            engine.speak(part)
        sys.stdout.buffer.write(engine.answer())
    except (EngineError, OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
