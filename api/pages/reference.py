"""The reference: the OpenAPI document as chapters that a page can show."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

_SENTENCE = re.compile(r"[.:;](?=\s)|\.$")
_CODE = re.compile("`([^`]+)`")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route."""

    name: str
    place: str
    required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One route with a method: what it takes and answers. ``title`` is the first sentence of ``text``."""

    id: str
    method: str
    path: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]
    example: str
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    """The operations on one noun."""

    name: str
    operations: tuple[Operation, ...]


def chapters(document: Mapping[str, Any]) -> tuple[Chapter, ...]:
    """The chapters of an OpenAPI document, in its own order."""
    found: dict[str, list[Operation]] = {tag["name"]: [] for tag in document.get("tags", ())}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found.setdefault(operation.get("tags", ["other"])[0], []).append(_operation(path, method, operation))
    return tuple(Chapter(name, tuple(operations)) for name, operations in found.items() if operations)


def _operation(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    text = operation.get("description", operation.get("summary", ""))
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=_SENTENCE.split(text, maxsplit=1)[0],
        text=text,
        parameters=tuple(_parameter(one) for one in operation.get("parameters", ())),
        example=_example(operation.get("requestBody", {}).get("content", {})),
        answers=tuple((status, answer["description"]) for status, answer in operation["responses"].items()),
    )


def _parameter(found: Mapping[str, Any]) -> Parameter:
    return Parameter(found["name"], found["in"], found.get("required", False), found.get("description", ""))


def _example(content: Mapping[str, Any]) -> str:
    """What a body looks like, where a schema shows an example of its own."""
    for media_type, body in content.items():
        if media_type.startswith("multipart/"):
            return "file=@photo.jpg"
        if "example" in body:
            return json.dumps(body["example"], ensure_ascii=False, indent=2)
    return ""


def coded(text: str) -> Markup:
    """The HTML of a text in which backticks mark code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 escaped, but for the tags put in here
