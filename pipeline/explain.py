"""Saying what is wrong with a document in a person's words: the field, the reason and the remedy."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import InputError
from pipeline.documents import Document, Place

FieldHints = Mapping[str, str]
"""Remedies by the field's path without list positions: ``product.images`` → what to write there."""

_SHOWN = 5
"""How many problems one message lists before it counts the rest."""


def explain(error: ValidationError, document: Document, model: type[BaseModel], hints: FieldHints) -> InputError:
    """One error of the document's kind that names every field that is wrong, why, and what to do."""
    problems = [_problem(detail, document, model, hints) for detail in _deepest(error)]
    start = f"{document.kind.what} '{document.path}'"
    if len(problems) == 1:
        return document.kind.error(f"{start}: {problems[0].text}", hint=problems[0].remedy)
    lines = [f"  - {problem.text}. {problem.remedy}" for problem in problems[:_SHOWN]]
    more = [f"  - and {len(problems) - _SHOWN} more"] if len(problems) > _SHOWN else []
    text = "\n".join([f"{start} has {len(problems)} problems:", *lines, *more])
    return document.kind.error(text, hint="mend these and run it again")


def explain_value(error: ValidationError, name: str, hints: FieldHints) -> tuple[str, str]:
    """Reason and remedy of the first thing wrong with a value given by ``name`` (an option, a variable)."""
    detail = _deepest(error)[0]
    joint = ": " if detail["type"] == "value_error" else " "
    return f"{name}{joint}{reason(detail)}", hints.get(_plain(detail["loc"])) or _remedy(detail)


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean 'x'?`` for a misspelt word, or the words there are."""
    words = sorted(known)
    close = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6)
    return f"did you mean '{close[0]}'?" if close else f"known: {', '.join(words)}"


@dataclass(frozen=True)
class _Problem:
    text: str
    remedy: str


def _deepest(error: ValidationError) -> list[ErrorDetails]:
    """The details without those about a whole whose part is already complained about."""
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if not any(len(other) > len(detail["loc"]) and other[: len(detail["loc"])] == detail["loc"] for other in places)
    ]


def _problem(detail: ErrorDetails, document: Document, model: type[BaseModel], hints: FieldHints) -> _Problem:
    place = detail["loc"]
    line = document.lines.get(place) or (document.lines.get(place[:-1]) if place[:-1] else None)
    where = _dotted(place) + (f" (line {line})" if line else "")
    if detail["type"] == "extra_forbidden":
        return _Problem(f"{where} is not a known field", nearest(str(place[-1]), _fields_at(model, place[:-1])))
    remedy = hints.get(f"{_plain(place)}.{detail['type']}") or hints.get(_plain(place)) or _remedy(detail)
    return _Problem(f"{where} {reason(detail)}".strip(), remedy)


def _plain(place: Place) -> str:
    return ".".join(part for part in place if isinstance(part, str))


def _dotted(place: Place) -> str:
    """``product.images[0]``; nothing for the document itself."""
    if place and place[-1] == "[key]":
        return f"{_dotted(place[:-2])} key '{place[-2]}'"
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{part}"
    return text


def _fields_at(model: type[BaseModel], place: Place) -> Iterable[str]:
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            found = _model_in(model.model_fields[part].annotation)
            if found is None:
                break
            model = found
    return model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)


# --- reasons and remedies, by pydantic's error type ---------------------------------------------------


def _shown(value: object) -> str:
    text = str(value)
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def _size(detail: ErrorDetails, unit: str) -> str:
    value = detail["input"]
    return f"has {len(value)} {unit}" if hasattr(value, "__len__") else f"has the wrong number of {unit}"


def _ctx(detail: ErrorDetails, name: str) -> object:
    return detail.get("ctx", {}).get(name, "")


_REASONS: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda d: "is missing",
    "string_type": lambda d: "is empty" if d["input"] is None else f"is {_shown(d['input'])}, not text",
    "string_too_short": lambda d: "is empty",
    "string_too_long": lambda d: f"{_size(d, 'characters')}, {_ctx(d, 'max_length')} are allowed",
    "string_pattern_mismatch": lambda d: f"is {_shown(d['input'])}, which has the wrong form",
    "literal_error": lambda d: f"is {_shown(d['input'])}, which is not offered",
    "greater_than_equal": lambda d: f"is {_shown(d['input'])}, less than {_ctx(d, 'ge')}",
    "greater_than": lambda d: f"is {_shown(d['input'])}, not more than {_ctx(d, 'gt')}",
    "less_than_equal": lambda d: f"is {_shown(d['input'])}, more than {_ctx(d, 'le')}",
    "less_than": lambda d: f"is {_shown(d['input'])}, not less than {_ctx(d, 'lt')}",
    "too_long": lambda d: f"{_size(d, 'entries')}, {_ctx(d, 'max_length')} are allowed",
    "too_short": lambda d: f"{_size(d, 'entries')}, at least {_ctx(d, 'min_length')} needed",
    "tuple_type": lambda d: f"is {_shown(d['input'])}, not a list",
    "dict_type": lambda d: f"is {_shown(d['input'])}, not names and values",
    "model_attributes_type": lambda d: "is empty" if d["input"] is None else f"is {_shown(d['input'])}, not fields",
    "model_type": lambda d: "is empty" if d["input"] is None else f"is {_shown(d['input'])}, not fields",
    "finite_number": lambda d: f"is {_shown(d['input'])}, not a number",
    "bool_parsing": lambda d: f"is {_shown(d['input'])}, not true or false",
    "decimal_max_digits": lambda d: f"is {_shown(d['input'])}, with more than {_ctx(d, 'max_digits')} digits",
    "decimal_whole_digits": lambda d: f"is {_shown(d['input'])}, with more than {_ctx(d, 'whole_digits')} digits",
    "decimal_max_places": lambda d: f"is {_shown(d['input'])}, with more than {_ctx(d, 'decimal_places')} decimals",
    "union_tag_invalid": lambda d: f"has the type {_shown(_ctx(d, 'tag'))}, which is not offered",
    "union_tag_not_found": lambda d: "has no type",
    "value_error": lambda d: str(_ctx(d, "error")),
}
_NOT_A_NUMBER = frozenset({"int_parsing", "int_type", "float_parsing", "float_type", "decimal_parsing", "decimal_type"})
_REMEDIES: Mapping[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda d: "write it into the file",
    "string_type": lambda d: "write text here" if d["input"] is None else "put it in quotes",
    "string_too_short": lambda d: "write text here, or delete the line",
    "string_too_long": lambda d: "shorten it",
    "literal_error": lambda d: f"choose {_ctx(d, 'expected')}",
    "union_tag_invalid": lambda d: f"choose {_ctx(d, 'expected_tags')}",
    "greater_than_equal": lambda d: f"write {_ctx(d, 'ge')} or more",
    "less_than_equal": lambda d: f"write {_ctx(d, 'le')} or less",
    "too_long": lambda d: "keep the most important ones",
    "tuple_type": lambda d: "write it as a list: [first, second]",
    "dict_type": lambda d: "write it as {name: value}",
    "model_type": lambda d: "write its fields below it, indented",
    "model_attributes_type": lambda d: "write its fields as {name: value}, its type among them",
}


def reason(detail: ErrorDetails) -> str:
    """What is wrong with one value, to be read behind its name: ``is '900', more than 60``."""
    kind = detail["type"]
    if kind in _REASONS:
        return _REASONS[kind](detail)
    if kind in _NOT_A_NUMBER:
        return f"is {_shown(detail['input'])}, not a plain number"
    if isinstance(detail["input"], dict | BaseModel):
        return detail["msg"]
    return f"is {_shown(detail['input'])}: {detail['msg']}"


def _remedy(detail: ErrorDetails) -> str:
    if detail["type"] in _NOT_A_NUMBER or detail["type"] == "finite_number":
        return "write a plain number"
    remedy = _REMEDIES.get(detail["type"])
    return remedy(detail) if remedy else "correct it"
