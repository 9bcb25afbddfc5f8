"""What a check found in a text: where, why, by which rule, and what to write instead."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn"]


@dataclass(frozen=True)
class Finding:
    """One stretch of text that a check objects to.

    ``place`` is a scene's id or the name of a text such as ``title``; ``rule`` is ``claim`` or the id of a rule in
    ``adlaw/``, whose ``source`` is the law. What blocks must not be published; a warning is for the seller to read.
    """

    place: str
    text: str
    reason: str
    rule: str = "claim"
    severity: Severity = "block"
    source: str = ""
    suggestion: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the text must not be published as it stands."""
        return self.severity == "block"

    def __str__(self) -> str:
        law = f" [{self.rule}, {self.source}]" if self.source else ""
        advice = f": {self.suggestion}" if self.suggestion else ""
        return f"{self.place}: “{self.text}” {self.reason}{law}{advice}"
