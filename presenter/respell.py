"""A reading, written so that the embedded engine says it right."""

import re
from dataclasses import replace
from itertools import accumulate

from presenter.normalise import Reading
from presenter.rules import HANZI
from presenter.tables import RespellTable


def respell(reading: Reading, table: RespellTable) -> Reading:
    """Correct what the engine misreads in Chinese; the tokens keep their text and their places."""
    said, parts = reading.said, list(reading.said)
    for phrase, instead in table.phrases.items():
        for match in re.finditer(phrase, said):
            parts[match.start() : match.end()] = instead
    parts = [f"[[{table.phonemes[part]}]]" if part in table.phonemes else part for part in parts]
    single = {
        rf"(?<![{table.yi_kept_after}])一(?=[{table.yi_rising}])": "移",
        rf"(?<![{table.yi_kept_after}])一(?=[{table.yi_falling}])": "义",
        rf"(?<={HANZI})(?<![{table.er_kept_after}])儿(?![{table.er_kept_before}])": f"[[{table.erhua}]]",
    }
    for pattern, instead in single.items():
        for match in re.finditer(pattern, said):
            parts[match.start()] = instead
    return _rebuilt(reading, parts)


def split_by_script(said: str) -> tuple[tuple[bool, str], ...]:
    """The parts of a line that are in hanzi (true) and those that are not; joined they are the line."""
    hanzi = rf"{HANZI}(?:[\s，、]*{HANZI})*"
    parts = re.finditer(rf"(?P<hanzi>{hanzi})|(?:(?!{HANZI}).)+", said, re.DOTALL)
    return tuple((part["hanzi"] is not None, part.group()) for part in parts)


def _rebuilt(reading: Reading, parts: list[str]) -> Reading:
    """The reading with each of its characters replaced by its part."""
    offsets = (0, *accumulate(map(len, parts)))
    return replace(reading, said="".join(parts), starts=tuple(offsets[start] for start in reading.starts))
