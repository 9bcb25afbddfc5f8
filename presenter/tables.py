"""The presenter's data files, read when first needed."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import Field

from domain.base import Frozen
from domain.brief import Language


class ReadingTable(Frozen):
    """How one language reads what is not plain words: one ``readings.<language>.yaml``.

    ``pauses`` and ``symbols`` are keyed by the character as written; a character in neither is
    silent. ``units`` are keyed by the abbreviation after a number, ``currencies`` by the sign or
    code before or after it; their readings may give ``one|many``. ``digitwise_before`` are the
    words that make the number before them be read digit by digit; ``grades`` are numbers with a
    reading of their own before ``grade_before``; ``year_after`` are words a year follows,
    ``per`` those that a measure is counted by after a slash, ``inches_before`` those that make the mark
    between them and a figure inches.
    """

    pauses: Mapping[str, str]
    symbols: Mapping[str, str]
    openers: str
    units: Mapping[str, str]
    glued_units: frozenset[str] = frozenset()
    currencies: Mapping[str, str]
    minor_units: Mapping[str, str] = {}
    phrases: Mapping[str, str]
    digitwise_before: tuple[str, ...] = ()
    measure_words: str = ""
    grades: Mapping[str, str] = {}
    grade_before: tuple[str, ...] = ()
    year_after: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    inches_before: tuple[str, ...] = ()


class LatinTable(Frozen):
    """How names and abbreviations in Latin letters are read, in any language: ``latin.yaml``."""

    said_as: Mapping[str, str]
    spelled: frozenset[str]
    words: frozenset[str]


class RespellTable(Frozen):
    """What the embedded engine misreads in Chinese, and how to write it so that it reads right.

    ``phrases`` replace character for character; ``phonemes`` and ``erhua`` are in the engine's own
    notation; ``yi_rising`` and ``yi_falling`` are the characters before which 一 changes its tone.
    """

    phrases: Mapping[str, str]
    phonemes: Mapping[str, str]
    erhua: str
    er_kept_before: str
    er_kept_after: str
    yi_rising: str
    yi_falling: str
    yi_kept_after: str


class VisemeTable(Frozen):
    """Mouth shapes: each shape and the IPA symbols that make it, the closed mouth, and any other sound's."""

    shapes: Mapping[str, Annotated[tuple[str, ...], Field(min_length=1)]]
    silence: str
    other: str


def load_yaml(name: str) -> object:
    """A data file that lies beside this module."""
    return yaml.load(files("presenter").joinpath(name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@cache
def reading_table(language: Language) -> ReadingTable:
    return ReadingTable.model_validate(load_yaml(f"readings.{language}.yaml"))


@cache
def latin_table() -> LatinTable:
    return LatinTable.model_validate(load_yaml("latin.yaml"))


@cache
def respell_table() -> RespellTable:
    return RespellTable.model_validate(load_yaml("respell.zh.yaml"))


@cache
def viseme_table() -> VisemeTable:
    return VisemeTable.model_validate(load_yaml("visemes.yaml"))
