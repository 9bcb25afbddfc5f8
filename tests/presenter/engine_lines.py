"""The narration lines that the voices are measured on, and how much is said in them."""

import re
from pathlib import Path

import yaml

from domain.brief import Language
from presenter.normalise import normalise


def lines(language: Language) -> list[str]:
    return list(yaml.safe_load(Path(__file__).with_name("lines.yaml").read_text(encoding="utf-8"))[language])


def hanzi(text: str) -> int:
    """Syllables said: ¥99 counts as 九十九元."""
    return len(re.findall(r"[㐀-鿿]", normalise(text, "zh").said))


def words(text: str) -> int:
    """English words as written."""
    return len(text.split())
