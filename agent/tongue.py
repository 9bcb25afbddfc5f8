"""Whether a text is in another language than the script, told by its letters and its little words."""

import re
import unicodedata
from functools import lru_cache

from agent.english import english
from domain.brief import Language

_OWN_LETTERS: dict[Language, tuple[str, ...]] = {"zh": ("CJK", "LATIN"), "en": ("LATIN",)}
_COMMAS = (("ARABIC", "، "), ("HEBREW", ", "), ("THAI", " "), ("LAO", " "), ("HIRAGANA", "、"), ("KATAKANA", "、"))


@lru_cache(maxsize=8192)
def foreign(text: str, language: Language) -> bool:
    """Whether a phrase of ``language`` had better not run on into ``text``: it has letters of another script, or is in
    another language of the same one, as far as that shows."""
    own = _OWN_LETTERS.get(language)
    if own is None:
        return False
    return not all(name.startswith(own) for name in _scripts(text)) or (language == "en" and _of_neighbours(text))


def german(text: str) -> bool:
    """Whether a text is German by its letters or its little words."""
    return bool(re.search("[äöüßÄÖÜ]", text)) or not english().german_set.isdisjoint(re.findall(r"\w+", text))


def in_other_letters(text: str) -> bool:
    """Whether any letter is neither Latin nor a hanzi."""
    return not all(name.startswith(("LATIN", "CJK")) for name in _scripts(text))


def comma_of(text: str, usual: str) -> str:
    """What stands between two clauses in the script of ``text``; ``usual`` where that has none of its own."""
    scripts = _scripts(text)
    return next((mark for script, mark in _COMMAS if any(name.startswith(script) for name in scripts)), usual)


def _of_neighbours(text: str) -> bool:
    return german(text) or not english().neighbour_set.isdisjoint(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=8192)
def _scripts(text: str) -> frozenset[str]:
    letters = {character for character in text if unicodedata.category(character) in {"Lu", "Ll", "Lt", "Lo"}}
    return frozenset(unicodedata.name(letter, "").split(" ")[0] for letter in letters - set("ªºµμΩ"))
