"""Lines already spoken, kept by what was asked: no line is sent to an online voice twice."""

import hashlib
import os
import threading
from contextlib import suppress
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from domain.base import Frozen
from domain.brief import Language
from domain.errors import StorageError
from domain.voice import SpokenWord, Viseme
from presenter.speaker import NO_LEXICON, Lexicon, Speaker, SpokenLine

_FORMAT = 2


class _Header(Frozen):
    """What stands before the samples in a cache file."""

    samples: int
    words: tuple[SpokenWord, ...]
    visemes: tuple[Viseme, ...]


class CachedSpeaker:
    """Another speaker with a memory in ``folder``; a file that cannot be read counts as not there.

    Of more than ``limit_bytes`` the longest unused lines go.
    """

    def __init__(self, speaker: Speaker, folder: Path, limit_bytes: int = 500_000_000) -> None:
        self._speaker = speaker
        self._folder = folder
        self._limit = limit_bytes

    @property
    def name(self) -> str:
        return self._speaker.name

    @property
    def source(self) -> str:
        return self._speaker.source

    def voice_for(self, language: Language) -> str:
        return self._speaker.voice_for(language)

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        said = [part for word, reading in sorted(lexicon.items()) if word in text for part in (word, reading)]
        asked = "\0".join((str(_FORMAT), self.name, self.voice_for(language), language, f"{rate:.4f}", text, *said))
        path = self._folder / f"{hashlib.sha256(asked.encode()).hexdigest()}.line"
        try:
            line = _read(path.read_bytes())
            path.touch()
        except (OSError, ValueError, ValidationError):
            line = self._speaker.speak(text, language, rate, lexicon)
            _write(path, line)
            _shrink(self._folder, self._limit, path)
        return line


def _shrink(folder: Path, limit: int, newest: Path) -> None:
    """Remove the longest unused lines until no more than ``limit`` bytes are kept; the newest stays."""
    files = []
    for path in folder.glob("*.line"):
        with suppress(OSError):  # another process shrinks too
            files.append((path.stat().st_mtime_ns, path.stat().st_size, path))
    size = sum(bytes_ for _, bytes_, _ in files)
    for _, bytes_, path in sorted(files):
        if size <= limit:
            return
        if path != newest:
            path.unlink(missing_ok=True)
            size -= bytes_


def _read(data: bytes) -> SpokenLine:
    head, _, pcm = data.partition(b"\n")
    header = _Header.model_validate_json(head)
    if len(pcm) != header.samples * 2:
        raise ValueError("cut short")
    return SpokenLine(np.frombuffer(pcm, "<i2").astype(np.int16), header.words, header.visemes)


def _write(path: Path, line: SpokenLine) -> None:
    header = _Header(samples=len(line.pcm), words=line.words, visemes=line.visemes)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            unfinished.write_bytes(header.model_dump_json().encode() + b"\n" + line.pcm.astype("<i2").tobytes())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"{path.parent}: cannot keep spoken lines ({error})", hint="check space and rights"
        ) from error
