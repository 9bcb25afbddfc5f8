"""Lines that a brief lists for the picture, and that are told there: the steps of its use, and what comes with it."""

from dataclasses import dataclass
from typing import Literal

from agent.points import barred
from agent.wording import clean, lowered, speaks, spoken
from domain.brief import Brief

_LONGEST = 40
"""Characters of an entry that a scene can show."""


@dataclass(frozen=True)
class Entry:
    """A line of a list: ``text`` said, ``item`` shown."""

    text: str
    item: str
    field: str


def listed(brief: Brief, name: Literal["steps", "included"]) -> tuple[Entry, ...]:
    """All lines of a list, or none where there are not several, or one of them cannot be said or shown."""
    lines = getattr(brief.product.localised(brief.language), name)
    path, language = brief.product.path(name, brief.language), brief.language
    entries = [
        Entry(spoken(lowered(line) if language == "en" else line, language), line, f"{path}[{i}]")
        for i, line in enumerate(clean(line).rstrip("。.;；,，") for line in lines)
        if 0 < len(line) <= _LONGEST and speaks(line, language) and not barred(line)
    ]
    return tuple(entries) if len(entries) == len(lines) > 1 else ()
