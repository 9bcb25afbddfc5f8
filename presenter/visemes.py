"""Phonemes with times → mouth shapes with times."""

from collections.abc import Iterable

from domain.voice import Viseme
from presenter.tables import VisemeTable

_STRESS_AND_LENGTH = str.maketrans("", "", "ˈˌː̪")


def shape_of(phoneme: str, table: VisemeTable) -> str:
    """The mouth shape of an IPA phoneme; an empty one is silence."""
    plain = phoneme.translate(_STRESS_AND_LENGTH)
    if not plain:
        return table.silence
    begins = ((len(symbol), shape) for shape, symbols in table.shapes.items() for symbol in symbols if
              plain.startswith(symbol))  # fmt: skip
    return max(begins, default=(0, table.other))[1]


def visemes(phonemes: Iterable[tuple[str, int]], table: VisemeTable) -> tuple[Viseme, ...]:
    """Mouth shapes of phonemes given as (IPA, start in ms), in rising order.

    A phoneme of no length and a shape that is already there make no new one.
    """
    shapes: list[Viseme] = []
    for phoneme, start_ms in phonemes:
        while shapes and shapes[-1].start_ms >= start_ms:
            shapes.pop()
        shape = shape_of(phoneme, table)
        if not shapes or shapes[-1].shape != shape:
            shapes.append(Viseme(shape=shape, start_ms=start_ms))
    return tuple(shapes)
