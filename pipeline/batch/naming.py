"""Naming: where the files of each row of a batch go, in a folder as in a ZIP."""

import re
from collections.abc import Iterator, Mapping, Sequence

from domain.batch import BatchRow
from domain.errors import InputError
from domain.job import Output
from pipeline.export import slug

PATTERN = "{row}-{id}-{language}"
DONE = ("completed", "unchanged")
"""The states of rows that have their video."""
_FIELDS = ("id", "row", "language", "variant", "title")
_FIELD = re.compile(r"\{(" + "|".join(_FIELDS) + r")\}")
"""Names alone: no widths, which could ask for a name of any length, and no attributes."""
_KINDS = ("video", "cover", "captions")


def check_pattern(pattern: str) -> None:
    """That a pattern names nothing but what there is. Raises InputError."""
    if re.search(r"[{}]", _FIELD.sub("", pattern)):
        raise InputError(
            f"'{pattern[:120]}' is no pattern for names", hint=f"use {', '.join(f'{{{name}}}' for name in _FIELDS)}"
        )


def names_of(rows: Sequence[BatchRow], pattern: str = PATTERN) -> Mapping[int, str]:
    """The name of each row's files without their ending, by the row's ``id``; no two rows have the same.

    ``rows`` are all of a batch, so that a name does not depend on which are finished. Raises InputError for
    a pattern that is none.
    """
    check_pattern(pattern)
    names: dict[int, str] = {}
    taken: set[str] = set()
    for row in rows:
        name = _name(row, pattern)
        while name in taken:
            name = f"{name}-{row.row:04}-{row.language}-{row.variant}"
        taken.add(name)
        names[row.id] = name
    return names


def places(row: BatchRow, outputs: Sequence[Output], name: str) -> Iterator[tuple[Output, str]]:
    """Each file of a row that goes out and its place, ``tiktok/0007-a1-en.mp4``; ``videos/`` without platforms.

    Beside a film are its cover, captions and the text of its post. A shape ends the name where there are several.
    """
    several = len([output for output in outputs if output.kind == "video"]) > 1
    for folder in row.platforms or ("videos",):
        for output in outputs:
            shape = f"-{output.aspect.replace(':', 'x')}" if several and output.aspect else ""
            if output.kind in _KINDS:
                yield output, f"{folder}/{name}{shape}.{output.name.rpartition('.')[2]}"
            elif output.name == f"post-{folder}.txt":
                yield output, f"{folder}/{name}.txt"


def _name(row: BatchRow, pattern: str) -> str:
    values = {
        "id": row.external_id, "row": f"{row.row:04}", "language": row.language, "variant": row.variant,
        "title": row.title,
    }  # fmt: skip
    text = _FIELD.sub(lambda found: str(values[found[1]]), pattern)
    several = "variant" not in pattern and row.variant > 1
    return slug(f"{text}-{row.variant}" if several else text)
