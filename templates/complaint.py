"""Complaints in a person's words: what a template's schema finds wrong with one value."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic_core import ErrorDetails

MISSING = "this key is missing"
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
        return f"{_shown(error['input'])} is no {'whole ' if kind.startswith('int') else ''}number"
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
    form = next((form for part, form in _FORMS.items() if part in pattern), "of the wrong form")
    return f"{_shown(error['input'])} is {form}"


def _number(sign: str, name: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"{_shown(error['input'])} is not {sign} {_told(error, name):g}"


def _other(what: str) -> Callable[[ErrorDetails], str]:
    return lambda error: f"{_shown(error['input'])} is {what}"


_SAID: Mapping[str, Callable[[ErrorDetails], str]] = MappingProxyType(
    {
        "missing": lambda error: MISSING,
        "extra_forbidden": lambda error: "this key is unknown",
        "greater_than": _number("more than", "gt"),
        "greater_than_equal": _number("at least", "ge"),
        "less_than": _number("less than", "lt"),
        "less_than_equal": _number("at most", "le"),
        "literal_error": lambda error: f"{_shown(error['input'])} is not offered: choose {_told(error, 'expected')}",
        "union_tag_invalid": lambda error: (
            f"the type '{_told(error, 'tag')}' is not offered: choose {_told(error, 'expected_tags')}"
        ),
        "union_tag_not_found": lambda error: "this layer has no type",
        "string_type": _other("no text"),
        "string_too_short": lambda error: "there must be text",
        "string_too_long": lambda error: f"the text is too long: {_told(error, 'max_length')} characters at most",
        "string_pattern_mismatch": _form,
        "too_short": lambda error: f"{_told(error, 'actual_length')} is too few: {_told(error, 'min_length')} at least",
        "too_long": lambda error: f"{_told(error, 'actual_length')} is too many: {_told(error, 'max_length')} at most",
        "tuple_type": _other("no list"),
        "dict_type": _other("no mapping of keys"),
        "model_type": _other("no mapping of keys"),
        "model_attributes_type": _other("no mapping of keys"),
        "bool_type": _other("neither true nor false"),
        "bool_parsing": _other("neither true nor false"),
    }
)
