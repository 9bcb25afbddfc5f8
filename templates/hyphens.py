"""Hyphens: where a word too long for any line is parted, and what it then ends a line with."""

import re
from collections.abc import Callable
from itertools import pairwise

from domain.clusters import cluster_starts

_MARKS = re.compile(r"(?<=\w)[-‐–—/_=&?@.+,:;|~]+(?=[^\W\d_])")
"""Marks inside a word, behind which it may be parted without a hyphen."""
_SEAM = re.compile("(?:ung|heit|keit|schaft|ion|tät)s|schaft|[a-z](?=[A-Z])")
"""Ends of the words that German compounds and names such as PowerBank are put together of."""
_BEGINNING = re.compile(
    r"(?<=[bcdfghklmnpqrstvwxzß])(?=über|unter|außen|innen|umwelt|energie|anlage|anzeige|anschl|antrieb|ausgabe|ausgleich|ausrüst"
    r"|ausstatt|auswahl|aufbewahr|aufnahme|aufsatz|aufsteller|einheit|eingang|einlage|einsatz|einstell|abdeck|abschalt|abzieh|akku"
    r"|album|apparat|arbeit|artikel|automat|eimer|eisen|elektr|ersatz|erkenn|etui|organi[sz]|unterlage|öffner|öl(?![a-z]{0,1}$))",
    re.I,
)
"""Before words that begin with a vowel: the consonant in front of one is not theirs."""
_VOWEL = "aeiouyäöüáàâãåæéèêëíìîïóòôõøœúùûůýÿ"
_SYLLABLE = re.compile(
    rf"(?:sch|(?<=[lnr])s[pt](?=[aeoiäöü])|[cpst]h|ck|qu|[bcdfgkpt][lr]|[^\W\d_{_VOWEL}])(?=[{_VOWEL}])", re.I
)
"""The consonants that go with the vowel behind them."""
_ADDRESS = re.compile(r"://|^\W*www\.|@|\w\.\w+/", re.I)
_SEAM_COST, _SYLLABLE_COST, _LETTERS_COST, _TORN_COST, _BESIDE_COST = 1.0, 2.0, 3.5, 6.0, 20.0
"""The last are those of a place among figures or near a word's end, and of one between it and the marks beside it."""
_UNEVEN = 4.0
"""What a parting costs that is a whole part away from where the parts would be even."""
_FEWEST = 3
"""Letters that stay together at either side of a hyphen."""


def partings(word: str, fits: Callable[[str], bool]) -> tuple[int, ...]:
    """Where to part a word so that each of its ``parted`` parts ``fits``: as few as will do, and about even ones.

    It is parted behind marks inside it, at seams of compounds and between syllables where these are near.
    """
    costs = _costs(word)
    for parts in range(2, len(costs) + 2):
        cuts = _about_even(len(word) / parts, parts, costs)
        if all(map(fits, parted(word, cuts))):
            return cuts
    return tuple(costs)


def parted(word: str, cuts: tuple[int, ...]) -> tuple[str, ...]:
    """The parts of a word as lines show them."""
    ends = (0, *cuts, len(word))
    return tuple(word[a:b] + (_hyphen(word, b) if b < len(word) else "") for a, b in pairwise(ends))


def _hyphen(word: str, at: int) -> str:
    """What ends a line where a word is parted: a hyphen inside letters, but nothing in an address."""
    inside = _alphabetic(word[at - 1]) and _alphabetic(word[at])
    return "-" if inside and not _ADDRESS.search(word) else ""


def _alphabetic(character: str) -> bool:
    """Whether it is a letter of Latin, Greek or Cyrillic, which have hyphens."""
    return character.isalpha() and ord(character) < 0x0590


def _about_even(share: float, parts: int, costs: dict[int, float]) -> tuple[int, ...]:
    def place(even: float) -> int:
        return min(costs, key=lambda at: costs[at] + _UNEVEN * abs(at - even) / share)

    return tuple(sorted({place(share * i) for i in range(1, parts)}))


def _costs(word: str) -> dict[int, float]:
    """What parting costs at each place that tears no character."""
    marks, ends, begins = ({match.end() for match in found.finditer(word)} for found in (_MARKS, _SEAM, _BEGINNING))
    seams = ends | begins
    beside = {at + step for at in begins for step in (-1, 1)}
    syllables = {match.start() for match in _SYLLABLE.finditer(word)} - beside
    address, bare = bool(_ADDRESS.search(word)), re.search(r"\w.*\w", word)

    def cost(at: int) -> float:
        if bare and not bare.start() < at < bare.end():
            return _BESIDE_COST
        if at in marks:
            return 0.0
        around = word[max(0, at - _FEWEST) : at + _FEWEST]
        if address or len(around) < 2 * _FEWEST or not all(map(str.isalpha, around)):
            return _TORN_COST
        return _SEAM_COST if at in seams else _SYLLABLE_COST if at in syllables else _LETTERS_COST

    return {at: cost(at) for at in sorted(cluster_starts(word)) if 0 < at < len(word)}
