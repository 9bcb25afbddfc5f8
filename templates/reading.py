"""Reading template.yaml: strict YAML into a TemplateSpec, every complaint with its line."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from domain.errors import TemplateError
from templates.references import Complaint, complaints
from templates.spec import TemplateSpec

_MOST_BYTES = 400_000
_MOST_NODES = 60_000
_SHOWN = 3


class _Loader(yaml.SafeLoader):
    """The safe loader without YAML 1.1's extra booleans: ``on``, ``off``, ``yes`` and ``no`` are words here."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_template(path: Path, label: str) -> TemplateSpec:
    """The template in a YAML file. Raises TemplateError naming ``label``, the line, the reason and the remedy."""
    tree = _tree(path, label)
    _check_tree(tree, label)
    data = yaml.constructor.SafeConstructor().construct_document(tree)
    try:
        spec = TemplateSpec.model_validate(data)
    except ValidationError as error:
        raise _refusal(label, tree, (Complaint(tuple(e["loc"]), _say(e)) for e in error.errors())) from error
    found = complaints(spec)
    if found:
        raise _refusal(label, tree, found)
    return spec


def _tree(path: Path, label: str) -> yaml.Node:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TemplateError(
                f"{label}: larger than {_MOST_BYTES // 1000} kB", hint="a template is a small text file"
            )
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise TemplateError(f"{label}: cannot be read ({error.strerror})", hint="check the path") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{label}: not UTF-8 text", hint="save the file as UTF-8") from error
    try:
        tree = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TemplateError(f"{label} line {line}: {error.problem}", hint="mend the YAML there") from error
    except yaml.YAMLError as error:
        raise TemplateError(f"{label}: {error}", hint="mend the YAML") from error
    if not isinstance(tree, yaml.MappingNode):
        raise TemplateError(f"{label} line 1: a template is a mapping of keys", hint="start with 'name: …'")
    return tree


def _check_tree(tree: yaml.Node, label: str) -> None:
    """Refuse keys given twice, and aliases that nest into something huge."""
    todo, seen = [tree], 0
    while todo:
        node, seen = todo.pop(), seen + 1
        if seen > _MOST_NODES:
            raise TemplateError(f"{label}: its aliases unfold into too much", hint="use fewer nested aliases")
        if isinstance(node, yaml.SequenceNode):
            todo += node.value
        if isinstance(node, yaml.MappingNode):
            keys: set[str] = set()
            for key, value in node.value:
                if key.value in keys and key.tag != "tag:yaml.org,2002:merge":
                    line = key.start_mark.line + 1
                    raise TemplateError(f"{label} line {line}: '{key.value}' is given twice", hint="keep one of them")
                keys.add(str(key.value))
                todo.append(value)


def _refusal(label: str, tree: yaml.Node, found: Iterable[Complaint]) -> TemplateError:
    """One error for the first few complaints in the order of their lines."""
    lines = sorted({(line_of(tree, c.where), f"{_path(c.where)}{c.what}") for c in found})
    shown = "; ".join(f"line {line}: {what}" for line, what in lines[:_SHOWN])
    more = f" (and {len(lines) - _SHOWN} more)" if len(lines) > _SHOWN else ""
    return TemplateError(f"{label} {shown}{more}", hint="docs/templates.md describes every key")


def _path(where: Sequence[int | str]) -> str:
    words = [part for part in where if isinstance(part, str) and part.isidentifier()]
    return f"'{words[-1]}': " if words else ""


def _say(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "this key is unknown"
    if error["type"] == "missing":
        return "this key is missing"
    return str(error["msg"]).removeprefix("Value error, ")


def line_of(tree: yaml.Node, where: Sequence[int | str]) -> int:
    """The line, from 1, of the deepest node on the way ``where``; parts that are no key (the tag of a
    union) are passed over."""
    node, line = tree, tree.start_mark.line
    for part in where:
        if isinstance(node, yaml.MappingNode):
            for key, value in _entries(node):
                if str(key.value) == str(part):
                    node, line = value, key.start_mark.line
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line
    return int(line) + 1


def _entries(node: yaml.MappingNode) -> Iterable[tuple[yaml.Node, yaml.Node]]:
    """The keys of a mapping, those it merges in (``<<``) last."""
    merged: list[tuple[yaml.Node, yaml.Node]] = []
    for key, value in node.value:
        if key.tag != "tag:yaml.org,2002:merge":
            yield key, value
            continue
        for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            merged += source.value
    yield from merged
