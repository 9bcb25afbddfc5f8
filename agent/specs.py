"""Specifications that can be said: ``容量 500 毫升``."""

from functools import cache

from pydantic import RootModel

from agent.addresses import without_addresses
from agent.data import load
from agent.listed import Entry
from agent.points import barred
from agent.wording import clean, has_hanzi, is_neutral, lowered, speaks, spoken, width
from domain.base import Frozen
from domain.brief import Brief, Language


class _SpecNames(Frozen):
    zh: tuple[str, ...]
    en: tuple[str, ...]


class _SpecTable(RootModel[tuple[_SpecNames, ...]]):
    pass


def specs(brief: Brief) -> tuple[Entry, ...]:
    """The specifications short enough to say, in the script's language or in figures and known names."""
    path = brief.product.path("specs", brief.language)
    stated = brief.product.localised(brief.language).specs
    made = (_spec(key, value, path, brief.language) for key, value in stated.items())
    return tuple(spec for spec in made if spec is not None)[:6]


def _spec(key: str, value: str, path: str, language: Language) -> Entry | None:
    name, figure = _spec_name(clean(key), language), clean(without_addresses(value))
    if not name or not figure or not speaks(figure, language) or barred(f"{name} {figure}"):
        return None
    shown, said = _joined(name, figure, language)
    return Entry(spoken(said, language), shown, f"{path}.{key}") if width(shown) <= 16 else None


def _joined(name: str, figure: str, language: Language) -> tuple[str, str]:
    """How a specification is shown and said: ``净重 290 g``, ``材质：炻瓷`` said ``材质是炻瓷``."""
    if language == "en":
        between = ": " if name[-1:].isdigit() else " "
        return f"{name}{between}{figure}", f"{lowered(name)}{between}{lowered(figure)}"
    if has_hanzi(figure[:1]) or name[-1:].isdigit():
        return f"{name}：{figure}", f"{name}是{figure}"
    return f"{name} {figure}", f"{name} {figure}"


@cache
def _table() -> tuple[_SpecNames, ...]:
    return load("lexicon/specs.yaml", _SpecTable).root


def _spec_name(key: str, language: Language) -> str:
    if speaks(key, language) and not (language == "zh" and is_neutral(key)):
        return key
    row = next((row for row in _table() if key.casefold() in {n.casefold() for n in (*row.zh, *row.en)}), None)
    return "" if row is None else (row.zh if language == "zh" else row.en)[0]
