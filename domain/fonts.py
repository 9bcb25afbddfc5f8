"""Fonts: which file draws which role, Latin first, then the scripts it lacks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol

from domain.base import Frozen

FontRole = Literal["display", "text", "condensed", "serif", "hand"]
"""What a template asks for; the font book says which files that means on this machine."""


class FontFile(Frozen):
    """One face in a font file (``index`` picks it in a collection); ``weight`` 100–900."""

    family: str
    path: Path
    index: int = 0
    weight: int = 400


class FontBook(Frozen):
    """For each role, the faces to try in order for every character."""

    roles: Mapping[FontRole, tuple[FontFile, ...]]

    def faces(self, role: FontRole) -> tuple[FontFile, ...]:
        """The faces of a role, best first."""
        return self.roles[role]


class TextMeasurer(Protocol):
    """How wide and tall text comes out, as the renderer will draw it."""

    def width(self, text: str, role: FontRole, weight: int, size: int) -> float:
        """Advance width of one line, in pixels."""

    def cap_height(self, role: FontRole, weight: int, size: int) -> float:
        """Height of the ink of a flat Latin capital (I), in pixels."""

    def ink(self, text: str, role: FontRole, weight: int, size: int) -> tuple[float, float]:
        """How far the ink of one line reaches above its baseline and below it, in pixels."""

    def missing(self, text: str, role: FontRole) -> str:
        """The characters that no face of the role can draw, each once, in order."""
