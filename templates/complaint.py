"""Complaints in a person's words: what a template's schema finds wrong with one value, and what to do about it."""

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, get_args

from pydantic_core import ErrorDetails

from domain.base import Frozen
from templates.spec import TemplateSpec

_VAGUE = frozenset({"literal_error", "greater_than", "greater_than_equal", "less_than", "less_than_equal"})
"""Where several kinds of value are allowed, these only say that another kind was expected."""
_FORMS: Mapping[str, str] = MappingProxyType(
    {
        "(#[0-9A-Fa-f]{6}|": "no colour: write a name of the palette such as ink or ink/40, or '#RRGGBB' in quotes",
        "^#[0-9A-Fa-f]{6}": "no colour: write '#RRGGBB' in quotes",
        "%$": 'neither a number nor a percentage such as "50%"',
        "^[a-z][a-z0-9-]": "no name: write small letters, digits and hyphens, a letter first",
        "^[a-z0-9-]": "no name: write small letters, digits and hyphens",
        "^!?[a-z_.]": "no slot: write its name such as review.text, with ! before it for an empty one",
    }
)
"""What a value should have been, by a part of the pattern it was held against."""


def is_vague(error: ErrorDetails) -> bool:
    """Whether another complaint about the same line tells more."""
    return error["type"] in _VAGUE or error["type"].endswith(("_type", "_parsing"))


def what_is_wrong(error: ErrorDetails) -> str:
    """What is wrong with a value, to be read behind the name of its key."""
    kind = error["type"]
    if kind == "missing" and isinstance(error["loc"][-1], int):
        return f"{_shown(error['input'])} is too short a list: {error['loc'][-1] + 1} values are needed"
    if kind in _SAID:
        return _SAID[kind](error)
    if kind.endswith(("_parsing", "_from_float")) or kind in ("int_type", "float_type", "finite_number"):
        whole, such = ("whole ", "3") if kind.startswith("int") else ("", "0.5")
        return f"{_shown(error['input'])} is no {whole}number: write one such as {such}"
    return str(error["msg"]).removeprefix("Value error, ")


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    text = f"'{value}'" if isinstance(value, str) else "nothing" if value is None else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _told(error: ErrorDetails, name: str) -> Any:
    return error.get("ctx", {}).get(name, "")


def _form(error: ErrorDetails) -> str:
    pattern = str(_told(error, "pattern"))
    form = next((form for part, form in _FORMS.items() if part in pattern), "of the wrong form: see the guide")
    return f"{_shown(error['input'])} is {form}"


def _number(too: str, sign: str, name: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"{_shown(error['input'])} is too {too}: write {sign} {_told(error, name):g}"


def _instead(loc: Sequence[int | str]) -> str:
    """The key that was perhaps meant at the end of this way."""
    models: set[type[Frozen]] = {TemplateSpec}
    for part in loc[:-1]:
        fields = [model.model_fields[part] for model in models if isinstance(part, str) and part in model.model_fields]
        models = {model for field in fields for model in _models(field.annotation)} or models
    close = difflib.get_close_matches(
        str(loc[-1]), sorted({name for model in models for name in model.model_fields}), n=1
    )
    return f"did you mean '{close[0]}'?" if close else "leave it out"


def _models(kind: Any) -> Iterator[type[Frozen]]:
    """The models that a kind of value is made of."""
    if isinstance(kind, type) and issubclass(kind, Frozen):
        yield kind
    for part in get_args(kind):
        yield from _models(part)


def _other(what: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"{_shown(error['input'])} is {what}"


_SAID: Mapping[str, Callable[[ErrorDetails], str]] = MappingProxyType(
    {
        "missing": lambda error: "this key is missing: add it",
        "extra_forbidden": lambda error: f"this key is unknown: {_instead(error['loc'])}",
        "greater_than": _number("small", "more than", "gt"),
        "greater_than_equal": _number("small", "at least", "ge"),
        "less_than": _number("large", "less than", "lt"),
        "less_than_equal": _number("large", "at most", "le"),
        "literal_error": lambda error: f"{_shown(error['input'])} is not offered: choose {_told(error, 'expected')}",
        "union_tag_invalid": lambda error: (
            f"the type '{_told(error, 'tag')}' is not offered: choose {_told(error, 'expected_tags')}"
        ),
        "union_tag_not_found": lambda error: "this layer has no type: add one, such as 'type: text'",
        "string_type": _other("no text: write words, figures in quotes"),
        "string_too_short": lambda error: "there must be text: write some, or leave the key out",
        "string_too_long": lambda error: f"the text is too long: {_told(error, 'max_length')} characters at most",
        "string_pattern_mismatch": _form,
        "too_short": lambda error: f"{_told(error, 'actual_length')} is too few: {_told(error, 'min_length')} at least",
        "too_long": lambda error: f"{_told(error, 'actual_length')} is too many: {_told(error, 'max_length')} at most",
        "tuple_type": _other("no list: write it in [ ]"),
        "dict_type": _other("no mapping of keys: write 'key: value' below it"),
        "model_type": _other("no mapping of keys: write 'key: value' below it"),
        "model_attributes_type": _other("no mapping of keys: write 'key: value' below it"),
        "bool_type": _other("neither true nor false: write one of these"),
        "bool_parsing": _other("neither true nor false: write one of these"),
    }
)
