"""Lip-sync engines: what makes a clip of a portrait that says a sound."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class EnginePlace:
    """Where the engine's service is, and the folder it shares with this machine."""

    base_url: str
    folder: Path


class LipSyncEngine(Protocol):
    """Films portraits. The portrait and the voice are handed to whatever does it."""

    @property
    def place(self) -> EnginePlace: ...

    def film(self, sound: bytes, portrait: bytes, tell: Callable[[float], None], /) -> AbstractContextManager[Path]:
        """The clip of a portrait (MP4) that says a sound (WAV), there for the ``with`` block.

        ``tell`` hears fractions of the work. Raises LipSyncError.
        """
