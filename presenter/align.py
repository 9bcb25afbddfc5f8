"""The words a speech service reports → places in the text it was given."""

from collections.abc import Iterable
from dataclasses import dataclass

from presenter.normalise import Reading


@dataclass(frozen=True)
class Aligned:
    """A reported word from its first to its last character in ``said``, with its times."""

    position: int
    last_position: int
    start_ms: float
    end_ms: float


def align(reading: Reading, words: Iterable[tuple[str, float, float]]) -> tuple[Aligned, ...]:
    """Find each reported word (text, start, end in ms), in order, in what was said.

    Case, spaces and marks do not count. A word that is not in the rest of the text (the service
    wrote a number its own way, say) is left out: its time then belongs to the word before it.
    """
    letters = [(char.lower(), i) for i, char in enumerate(reading.said) if char.isalnum()]
    text, at = "".join(char for char, _ in letters), 0
    found = []
    for word, start_ms, end_ms in words:
        plain = "".join(char for char in word.lower() if char.isalnum())
        begin = text.find(plain, at) if plain else -1
        if begin < 0:
            continue
        at = begin + len(plain)
        found.append(Aligned(letters[begin][1], letters[at - 1][1], start_ms, end_ms))
    return tuple(found)
