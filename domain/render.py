"""The render: an encoded file that has not been sealed yet, so it must not leave."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Annotated

from pydantic import Field

from domain.base import Frozen, Sha256

Progress = Callable[[str, float], None]
"""Called with a stage name and how much of it is done, 0 to 1."""


class EncodeSettings(Frozen):
    """How frames become H.264. ``threads`` 0 lets x264 choose."""

    preset: str = "veryfast"
    crf: Annotated[int, Field(ge=0, le=51)] = 20
    keyint: Annotated[int, Field(ge=1, le=600)] = 60
    threads: Annotated[int, Field(ge=0, le=64)] = 0
    audio_kbps: Annotated[int, Field(ge=64, le=320)] = 160


class Render(Frozen):
    """A finished, unsealed MP4 in the private work folder, and what was measured while making it."""

    path: Path
    sha256: Sha256
    width: int
    height: int
    fps: Fraction
    frames: int
    segments: int
    segments_reused: int
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
