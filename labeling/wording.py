"""The words of the mark: data, with the two elements every wording must have."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from domain.base import Frozen
from domain.errors import LabelError
from labeling.regimes import Regime


class Wordings(Frozen):
    """The mark's text per language, what a regime says instead, and the words that make its two elements."""

    wordings: Mapping[str, str]
    regimes: Mapping[Regime, Mapping[str, str]] = {}
    elements: Mapping[str, tuple[str, ...]]

    def text(self, language: str, regimes: frozenset[Regime] = frozenset()) -> str:
        """The wording in a language (BCP 47; the primary part counts). Raises LabelError without one."""
        primary = language.partition("-")[0].lower()
        for regime in sorted(regimes & set(self.regimes)):
            if primary in self.regimes[regime]:
                return self.regimes[regime][primary]
        if primary not in self.wordings:
            raise LabelError(
                f"the AI mark has no wording in '{language}'", hint=f"use one of: {', '.join(sorted(self.wordings))}"
            )
        return self.wordings[primary]

    def missing_elements(self, text: str) -> tuple[str, ...]:
        """The elements a text lacks: ``ai``, ``generation``, both or none (GB 45438-2025 §5.2)."""
        lower = text.lower()
        return tuple(name for name, words in self.elements.items() if not any(word.lower() in lower for word in words))


@cache
def load_wordings() -> Wordings:
    """The wordings that ship with Vitrine."""
    data = Path(__file__).with_name("wording.yaml").read_text("utf-8")
    return Wordings.model_validate(yaml.load(data, Loader=yaml.CSafeLoader))
