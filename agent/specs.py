"""Specifications that can be said: ``容量 500 毫升``."""

from dataclasses import dataclass
from functools import cache

from pydantic import RootModel

from agent.data import load
from agent.points import barred
from agent.wording import clean, is_neutral, lowered, speaks, spoken, width
from domain.base import Frozen
from domain.brief import Brief, Language


@dataclass(frozen=True)
class Spec:
    """One specification: ``text`` said, ``item`` shown."""

    text: str
    item: str
    field: str


class _SpecNames(Frozen):
    zh: tuple[str, ...]
    en: tuple[str, ...]


class _SpecTable(RootModel[tuple[_SpecNames, ...]]):
    pass


def specs(brief: Brief) -> tuple[Spec, ...]:
    """The specifications short enough to say, in the script's language or in figures and known names."""
    path = brief.product.path("specs", brief.language)
    stated = brief.product.localised(brief.language).specs
    made = (_spec(key, value, path, brief.language) for key, value in stated.items())
    return tuple(spec for spec in made if spec is not None)[:6]


def _spec(key: str, value: str, path: str, language: Language) -> Spec | None:
    name, figure = _spec_name(clean(key), language), clean(value)
    if not name or not figure or not speaks(figure, language) or barred(f"{name} {figure}"):
        return None
    between = (": " if language == "en" else "：") if name[-1:].isdigit() and figure[:1].isdigit() else " "
    item = f"{name}{between}{figure}"
    if width(item) > 16:
        return None
    said = spoken(item, language)
    if language == "en":
        said = spoken(f"{lowered(name)}{between}{lowered(figure)}", language)
    return Spec(said, item, f"{path}.{key}")


@cache
def _table() -> tuple[_SpecNames, ...]:
    return load("lexicon/specs.yaml", _SpecTable).root


def _spec_name(key: str, language: Language) -> str:
    if speaks(key, language) and not (language == "zh" and is_neutral(key)):
        return key
    row = next((row for row in _table() if key.casefold() in {n.casefold() for n in (*row.zh, *row.en)}), None)
    return "" if row is None else (row.zh if language == "zh" else row.en)[0]
