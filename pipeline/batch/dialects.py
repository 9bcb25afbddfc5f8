"""Dialects: whose catalogue a header belongs to, and which of its columns is which field. The names are data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, get_args

import yaml

from domain.brief import Language

TRANSLATED = ("title", "description", "selling_points", "brand", "category")
"""The fields that a catalogue may have once more for a language, in a column with its code: ``title_en``."""


@dataclass(frozen=True)
class Dialect:
    """One shop's way to write a catalogue. ``fields`` has every field's columns, the preferred first.

    ``grouped`` lines with the same id are one product; ``currency`` is what a price without one is in.
    """

    name: str
    title: str
    signs: tuple[frozenset[str], ...]
    fields: Mapping[str, tuple[str, ...]]
    grouped: bool
    currency: str

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a header (names as ``plain`` gives them) is of this dialect."""
        return any(sign <= set(header) for sign in self.signs)

    def field_of(self, column: str) -> str:
        """Which field a column (as ``plain`` gives it) is; empty for one that is not used."""
        return next((field for field, columns in self.fields.items() if column in columns), "")


@cache
def load_dialects() -> tuple[Dialect, ...]:
    """Every dialect; the last one fits any header."""
    text = (files("pipeline.batch") / "columns.yaml").read_text(encoding="utf-8")
    return tuple(_dialect(row) for row in yaml.safe_load(text)["dialects"])


def plain(name: str) -> str:
    """A column's name without what shops write differently: case, spaces, underscores, hyphens, brackets."""
    return re.sub(r"[\s_\-()（）]+", "", name.strip().lstrip("\ufeff")).casefold()


def in_language(field: str, language: str) -> str:
    """The field of the same text in a language."""
    return f"{field}_{language}"


def _dialect(row: Mapping[str, Any]) -> Dialect:
    own = {field: tuple(map(plain, columns)) for field, columns in row["fields"].items()}
    others = {
        in_language(field, language): tuple(column + language for column in own[field])
        for field in TRANSLATED
        for language in get_args(Language)
        if field in own
    }
    return Dialect(
        name=row["name"],
        title=row["title"],
        signs=tuple(frozenset(map(plain, sign)) for sign in row["signs"]),
        fields={**own, **others},
        grouped="group" in row,
        currency=row.get("currency", ""),
    )
