"""Clusters: what a reader takes for one character, however many code points it is written with."""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate, pairwise

_JOINER = "\u200d"
_EMOJI_LOOK, _TEXT_LOOK, _KEYCAP = "\ufe0f", "\ufe0e", "\u20e3"
_VOWEL_SIGNS = frozenset("\u0e33\u0eb3")
"""Thai and Lao sara am: letters by category, drawn partly over the consonant before them."""
_VIRAMAS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
"""Signs that tie a Devanagari, Bengali, Gujarati, Oriya, Telugu or Malayalam consonant to the next one."""
_CLOSE_SET = ((0x0590, 0x08FF), (0x0900, 0x0DFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
"""Hebrew, Arabic, Syriac and the Indic scripts: most of their letters touch, and spacing would tear them."""

_PROSE = re.compile(r"\W*[^\W\d_][^\W\d_A-Z]+")
"""How a word of running text in Latin letters begins."""


def clusters(text: str) -> list[str]:
    """The text cut into clusters; joined they are the text.

    Flags, families, skin tones and keycaps are one cluster each, and so is a letter with its marks.
    """
    if text.isascii():
        return list(text)
    found: list[str] = []
    for character in text:
        if found and _joins(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def cluster_starts(text: str) -> frozenset[int]:
    """The offsets at which a cluster begins."""
    return frozenset(accumulate((len(cluster) for cluster in clusters(text)), initial=0))


def _joins(cluster: str, character: str) -> bool:
    if cluster[-1].isspace():
        return False
    if _extends(character):
        return True
    if cluster[-1] == _JOINER:
        return is_pictograph(cluster[0]) and is_pictograph(character)
    if _is_flag_letter(character):
        return len(cluster) == 1 and _is_flag_letter(cluster)
    if _hangul(cluster[-1]):
        return _hangul_joins(cluster[-1], character)
    tied = cluster[-1] in _VIRAMAS or (cluster[-1] == "\u200d" and cluster[-2:-1] in _VIRAMAS)
    return tied and unicodedata.category(character) == "Lo"


@lru_cache(4096)
def _extends(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in ("Mn", "Me", "Mc")
        or character in _VOWEL_SIGNS
        or character in (_JOINER, "\u200c")
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_flag_letter(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _hangul(character: str) -> bool:
    return 0x1100 <= ord(character) <= 0x11FF or 0xAC00 <= ord(character) <= 0xD7A3


def _hangul_joins(before: str, after: str) -> bool:
    """Whether two Korean letters or syllables make one block: L with L, V or LV; V and T after it."""
    first, second = ord(before), ord(after)
    if first <= 0x115F:
        return 0x1100 <= second <= 0x11A7 or 0xAC00 <= second <= 0xD7A3
    if 0x1160 <= first <= 0x11A7 or (first >= 0xAC00 and (first - 0xAC00) % 28 == 0):
        return 0x1160 <= second <= 0x11FF
    return 0x11A8 <= second <= 0x11FF


def is_pictograph(character: str) -> bool:
    """Whether a character may be drawn as a picture in colour: 🍎, ⚡, ❤, but no digit."""
    code = ord(character)
    return unicodedata.category(character) in ("So", "Sk", "Cn") and (code >= 0x1F000 or 0x2300 <= code <= 0x2BFF)


def is_emoji(cluster: str) -> bool:
    """Whether a cluster is meant as a picture in colour, by itself or because it asks for it."""
    if _TEXT_LOOK in cluster:
        return False
    if _EMOJI_LOOK in cluster or _KEYCAP in cluster or _is_flag_letter(cluster[0]):
        return True
    return is_pictograph(cluster[0]) and (len(cluster) > 1 or unicodedata.east_asian_width(cluster) == "W")


@lru_cache(4096)
def is_close_set(cluster: str) -> bool:
    """Whether it is of a script that takes no letter spacing."""
    return any(low <= ord(cluster[0]) <= high for low, high in _CLOSE_SET)


def tracked(text: str) -> int:
    """After how many clusters of a text letter spacing is put: none when any script in it takes none."""
    if text.isascii():
        return len(text)
    parts = clusters(text)
    return 0 if any(map(is_close_set, parts)) else len(parts)


def direction(text: str) -> str:
    """``ltr`` or ``rtl`` as its first letter with a direction says; empty when none has one."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return ""


def right_to_left(text: str) -> bool:
    """Whether a text is read from the right: its first word that tells is Arabic, Hebrew or the like, and most are.

    Figures, what they measure and names in capitals stand in texts of any script and tell nothing.
    """
    if not has_right_to_left(text) or any(unicodedata.east_asian_width(character) == "W" for character in text):
        return direction(text) == "rtl"
    words = text.split()
    told = [
        direction(word) == "rtl"
        for before, word in pairwise(["", *words])
        if direction(word) == "rtl" or (_PROSE.match(word) and not before[-1:].isdigit())
    ]
    return told[:1] == [True] and 2 * sum(told) >= len(told)


def has_right_to_left(text: str) -> bool:
    """Whether any letter of a text is read from the right."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
