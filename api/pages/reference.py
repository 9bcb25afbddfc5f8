"""The reference: the OpenAPI document as chapters that a page can show."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """One parameter of a route."""

    name: str
    place: str
    required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One route with a method: what it takes and answers."""

    id: str
    method: str
    path: str
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
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        text=operation.get("description", operation.get("summary", "")),
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
