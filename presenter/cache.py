"""Lines already spoken, kept by what was asked: no line is sent to an online voice twice."""

import hashlib
import os
import threading
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from domain.base import Frozen
from domain.brief import Language
from domain.errors import StorageError
from domain.voice import SpokenWord, Viseme
from presenter.speaker import Speaker, SpokenLine

_FORMAT = 1


class _Header(Frozen):
    """What stands before the samples in a cache file."""

    samples: int
    words: tuple[SpokenWord, ...]
    visemes: tuple[Viseme, ...]


class CachedSpeaker:
    """Another speaker with a memory in ``folder``; a file that cannot be read counts as not there."""

    def __init__(self, speaker: Speaker, folder: Path) -> None:
        self._speaker = speaker
        self._folder = folder

    @property
    def name(self) -> str:
        return self._speaker.name

    def voice_for(self, language: Language) -> str:
        return self._speaker.voice_for(language)

    def speak(self, text: str, language: Language, rate: float = 1.0) -> SpokenLine:
        asked = "\0".join((str(_FORMAT), self.name, self.voice_for(language), language, f"{rate:.4f}", text))
        path = self._folder / f"{hashlib.sha256(asked.encode()).hexdigest()}.line"
        try:
            return _read(path.read_bytes())
        except (OSError, ValueError, ValidationError):
            line = self._speaker.speak(text, language, rate)
            _write(path, line)
            return line


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
