"""The words of the visible mark: data, with the two elements every wording must have."""

from collections.abc import Mapping
from pathlib import Path

import yaml

from domain.base import Frozen
from domain.brief import Language


class Wordings(Frozen):
    """The mark's text per language, and the words that make its two elements."""

    wordings: Mapping[Language, str]
    elements: Mapping[str, tuple[str, ...]]

    def missing_elements(self, text: str) -> tuple[str, ...]:
        """The elements a text lacks: ``ai``, ``generation``, both or none (GB 45438-2025 §5.2)."""
        lower = text.lower()
        return tuple(name for name, words in self.elements.items() if not any(word.lower() in lower for word in words))


def load_wordings() -> Wordings:
    """The wordings that ship with Vitrine."""
    data = Path(__file__).with_name("wording.yaml").read_text("utf-8")
    return Wordings.model_validate(yaml.safe_load(data))
