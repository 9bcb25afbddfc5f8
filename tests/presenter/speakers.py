"""Speakers and a store for tests: no sound card, no engine, no network."""

import hashlib
from pathlib import Path

import numpy as np

from domain.asset import Asset
from domain.brief import Language
from domain.errors import AssetError, SpeechError
from domain.voice import SpokenWord
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine


class CountingSpeaker:
    """Ten milliseconds of a constant for each character, and a note of what it was asked."""

    def __init__(self, name: str = "counting", level: int = 100) -> None:
        self.name, self.source = name, ""
        self.asked: list[tuple[str, Language, float]] = []
        self._level = level

    def voice_for(self, language: Language) -> str:
        return f"{self.name}-{language}"

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        self.asked.append((text, language, rate))
        pcm = np.full(480 * len(text), self._level, np.int16)
        return SpokenLine(pcm, (SpokenWord(text=text, start_ms=0, end_ms=10 * len(text)),))


class FailingSpeaker(CountingSpeaker):
    """Speaks until it comes to a line with ``at`` in it."""

    def __init__(self, at: str, name: str = "failing") -> None:
        super().__init__(name)
        self._at = at

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        line = super().speak(text, language, rate, lexicon)
        if self._at in text:
            raise SpeechError(f"lost its voice at '{self._at}'", hint="rest")
        return line


class MemoryStore:
    """Assets in a dictionary."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[str, bytes]] = {}

    def put_file(self, path: Path) -> Asset:
        return self.put_bytes(path.read_bytes(), path.name)

    def put_bytes(self, data: bytes, name: str) -> Asset:
        sha256 = hashlib.sha256(data).hexdigest()
        self.stored[sha256] = (name, data)
        return Asset(sha256=sha256, kind="audio", name=name, mime="audio/wav")

    def path(self, sha256: str) -> Path:
        raise AssetError(f"{sha256} is only in memory", hint="use a store on disk")
