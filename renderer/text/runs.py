"""Runs: stretches of a line that are set alike, and the space between Chinese and Latin."""

import unicodedata
from dataclasses import dataclass

from domain.clusters import clusters, is_close_set, is_emoji

_BESIDE_LATIN = 0.125
"""What CSS puts between ideographs and letters or digits, in em."""
_INKLESS = "\u200b"
_QUOTES = frozenset("“”‘’")


@dataclass(frozen=True)
class Run:
    """A stretch of text with one preference of faces; each of its clusters takes ``spacing`` em more.

    The quotation marks of a ``narrow`` one are as wide as their ink: faces for Chinese give them a whole em.
    """

    text: str
    emoji: bool
    spacing: float
    narrow: bool = False


def split_runs(text: str, tracking: float) -> list[Run]:
    """The runs of a line, in the order of the text, for letter spacing of ``tracking`` em.

    Between ideographs and letters a run without ink makes room: spacing of a letter would stand on both its sides.
    """
    if text.isascii():
        return [Run(text, False, tracking)]
    found: list[Run] = []
    before = " "
    narrow = not _QUOTES.isdisjoint(text) and not any(map(_ideograph, text))
    for part in clusters(text):
        if _meet(before, part[0]):
            found.append(Run(_INKLESS, False, _BESIDE_LATIN))
        spacing, emoji = tracking if _takes_spacing(part) else 0.0, is_emoji(part)
        if found and found[-1].text != _INKLESS and (found[-1].emoji, found[-1].spacing) == (emoji, spacing):
            found[-1] = Run(found[-1].text + part, emoji, spacing, narrow)
        else:
            found.append(Run(part, emoji, spacing, narrow))
        before = part[0]
    return found


def _takes_spacing(part: str) -> bool:
    return not is_close_set(part) and unicodedata.category(part[0]) != "Cf"


def _meet(before: str, after: str) -> bool:
    """Whether an ideograph and a letter or digit of a narrow script touch."""
    return (_ideograph(before) and _narrow(after)) or (_narrow(before) and _ideograph(after))


def _ideograph(character: str) -> bool:
    return unicodedata.east_asian_width(character) == "W" and unicodedata.category(character) in ("Lo", "Lm")


def _narrow(character: str) -> bool:
    return character.isalnum() and unicodedata.east_asian_width(character) not in "WF"
