"""Runs: stretches of a line that are set alike, and the space between Chinese and Latin."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from domain.clusters import clusters, is_close_set, is_emoji, right_to_left
from domain.unit_signs import unit_spans
from renderer.text.faces import Preference

_BESIDE_LATIN = 0.125
"""What CSS puts between ideographs and letters or digits, in em."""
_INKLESS, _JOINER = "\u200b", "\u2060"
"""Of no width and no ink: a line may be broken after the first, and not beside the second."""
_OPENING = frozenset("“‘")
_QUOTES = _OPENING | frozenset("”’")


@dataclass(frozen=True)
class Reading:
    """What a part of a text takes from the whole: ``rtl`` when it is read from the right, ``quotes`` are the
    faces of its quotation marks, those of the letters they stand with."""

    rtl: bool = False
    quotes: Preference = "role"


PLAIN = Reading()
"""That of Latin text."""


def reading_of(text: str) -> Reading:
    """How a text and all its parts are read."""
    if text.isascii():
        return PLAIN
    if any(map(_ideograph, text)):
        return Reading(right_to_left(text), "han")
    foreign = any(character.isalpha() and not _western(character) for character in text)
    return Reading(right_to_left(text), "other" if foreign else "role")


@dataclass(frozen=True)
class Run:
    """A stretch of text with one preference of faces; each of its clusters takes ``spacing`` em more.

    The quotation marks of a ``narrow`` one are as wide as their ink: faces for Chinese give them a whole em.
    """

    text: str
    faces: Preference
    spacing: float
    narrow: bool = False


def split_runs(
    text: str, tracking: float, quotes: Preference = "role", spare: float = 0.0, *, capitals: bool = False
) -> list[Run]:
    """The runs of a line, in the order of the text, for letter spacing of ``tracking`` em.

    ``quotes`` are the faces of its quotation marks; an apostrophe stays with its letters. Those of a Chinese text
    lose ``spare`` em on their outer side. Between ideographs and letters a run without ink makes room: spacing of
    a letter would stand on both its sides. Where the first face has ``capitals`` alone, units are drawn by another.
    """
    cased = unit_spans(text) if capitals else ()
    if text.isascii() and not cased:
        return [Run(text, "role", tracking)]
    found: list[Run] = []
    narrow = quotes == "role" and not _QUOTES.isdisjoint(text)
    parts, at = clusters(text), 0
    for before, part, after in zip([" ", *parts], parts, [*parts[1:], " "], strict=False):
        if _meet(before[0], part[0]):
            found.append(Run(_INKLESS, "role", _BESIDE_LATIN))
        spacing = tracking if _takes_spacing(part) else 0.0
        if part not in _QUOTES:
            faces: Preference = "cased" if any(begin <= at < end for begin, end in cased) else "role"
            _append(found, Run(part, "emoji" if is_emoji(part) else faces, spacing, narrow))
        elif quotes != "han" or _apostrophe(before, part, after):
            _append(found, Run(part, "role" if quotes == "han" else quotes, spacing, True))
        else:
            trim = Run(_JOINER, "han", -spare)
            found += [trim, Run(part, "han", spacing)] if part in _OPENING else [Run(part, "han", spacing), trim]
        at += len(part)
    return found


def begins_trimmed(text: str, quotes: Preference) -> bool:
    """Whether the first run of a line takes room away from its first mark."""
    return quotes == "han" and text[0] in _OPENING


def _append(found: list[Run], run: Run) -> None:
    """Lengthen the last run by one that is set alike, or begin another."""
    last = found[-1] if found else None
    alike = last and (last.faces, last.spacing, last.narrow) == (run.faces, run.spacing, run.narrow)
    if last and alike and last.text not in (_INKLESS, _JOINER):
        found[-1] = Run(last.text + run.text, run.faces, run.spacing, run.narrow)
    else:
        found.append(run)


def _apostrophe(before: str, part: str, after: str) -> bool:
    return part == "’" and _western(before[0]) and _western(after[0])


def _western(character: str) -> bool:
    """Whether it is a letter of Latin, Greek or Cyrillic: what the first face of most roles has."""
    return character.isalpha() and ord(character) < 0x0590


@lru_cache(4096)
def _takes_spacing(part: str) -> bool:
    return not is_close_set(part) and unicodedata.category(part[0]) != "Cf"


def _meet(before: str, after: str) -> bool:
    """Whether an ideograph and a letter or digit of a narrow script touch."""
    return (_ideograph(before) and _narrow(after)) or (_narrow(before) and _ideograph(after))


@lru_cache(4096)
def _ideograph(character: str) -> bool:
    return unicodedata.east_asian_width(character) == "W" and unicodedata.category(character) in ("Lo", "Lm")


@lru_cache(4096)
def _narrow(character: str) -> bool:
    return character.isalnum() and unicodedata.east_asian_width(character) not in "WF"
