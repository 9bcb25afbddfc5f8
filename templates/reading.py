"""Reading template.yaml: strict YAML into a TemplateSpec, every complaint with its line."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from domain.errors import TemplateError
from templates.complaint import is_vague, what_is_wrong
from templates.layouts import load_typesets, merged
from templates.references import Complaint, complaints
from templates.spec import TemplateSpec
from templates.yaml_lines import Way, line_of, way_in
from templates.yaml_text import parse_tree, plain

_MOST_BYTES = 400_000
_MOST_NODES = 60_000
_SHOWN = 20
"""How many mistakes are listed before the rest is counted."""
_HINT = "docs/templates.md describes every key"


def read_template(path: Path, label: str) -> TemplateSpec:
    """The template in a YAML file. Raises TemplateError naming ``label``, the line, the reason and the remedy."""
    tree = _tree(_text(path, label), label)
    _check_tree(tree, label)
    try:
        data = plain(tree)
    except yaml.YAMLError as error:
        raise _broken(label, error) from error
    astray = _astray_typeset(data)
    try:
        spec = TemplateSpec.model_validate(_with_typeset(data))
    except ValidationError as error:
        raise _refusal(label, tree, [*astray, *_found(error, tree)]) from error
    found = [*astray, *complaints(spec)]
    if found:
        raise _refusal(label, tree, found)
    return spec


def _astray_typeset(data: Any) -> list[Complaint]:
    """The complaint about a type set that there is not."""
    name, sets = _typeset(data), load_typesets()
    known = f"choose one of {', '.join(sorted(sets))}"
    return [Complaint(("typeset",), f"type set '{name}' is not defined: {known}")] if name and name not in sets else []


def _with_typeset(data: Any) -> Any:
    """The template with the type roles of its type set, its own over them; of any set where there is no such one."""
    name, sets = _typeset(data), load_typesets()
    roles = sets.get(name, next(iter(sets.values())))
    return data | {"type": merged(roles, data.get("type"))} if name else data


def _typeset(data: Any) -> str:
    name = data.get("typeset") if isinstance(data, dict) else ""
    return name if isinstance(name, str) else ""


def _text(path: Path, label: str) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TemplateError(
                f"{label}: larger than {_MOST_BYTES // 1000} kB", hint="a template is a small text file"
            )
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise TemplateError(f"{label}: cannot be read ({error.strerror})", hint="check the path") from error
    except UnicodeDecodeError as error:
        raise TemplateError(f"{label}: not UTF-8 text", hint="save the file as UTF-8") from error


def _tree(text: str, label: str) -> yaml.Node:
    try:
        tree = parse_tree(text)
    except yaml.YAMLError as error:
        raise _broken(label, error) from error
    if not isinstance(tree, yaml.MappingNode):
        raise TemplateError(f"{label} line 1: a template is a mapping of keys", hint="start with 'name: …'")
    return tree


def _broken(label: str, error: yaml.YAMLError) -> TemplateError:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    problem = error.problem if isinstance(error, yaml.MarkedYAMLError) else str(error)
    where = f" line {mark.line + 1}" if mark else ""
    return TemplateError(f"{label}{where}: {problem}", hint="mend the YAML there")


def _check_tree(tree: yaml.Node, label: str) -> None:
    """Refuse keys given twice, and aliases that nest into something huge."""
    todo, seen, twice = [tree], 0, dict[tuple[int, str], str]()
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
                    twice[key.start_mark.line + 1, f"'{key.value}'"] = " is given twice: keep one of them"
                keys.add(str(key.value))
                todo.append(value)
    if twice:
        raise _listed(label, twice)


def _refusal(label: str, tree: yaml.Node, found: Iterable[Complaint]) -> TemplateError:
    """One error for all complaints in the order of their lines, one for each key."""
    told: dict[tuple[int, str], str] = {}
    for one in found:
        told.setdefault((line_of(tree, one.where), _path(one.where)), one.what)
    return _listed(label, told)


def _listed(label: str, told: Mapping[tuple[int, str], str]) -> TemplateError:
    """One error for what is wrong, by line and key."""
    shown = [f"line {line}: {path}{told[line, path]}" for line, path in sorted(told)[:_SHOWN]]
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    if len(told) == 1:
        return TemplateError(f"{label} {shown[0]}", hint=_HINT)
    return TemplateError("\n  - ".join([f"{label} has {len(told)} mistakes:", *shown, *more]), hint=_HINT)


def _found(error: ValidationError, tree: yaml.Node) -> Iterator[Complaint]:
    """What is wrong with the values, but nothing about a whole whose part is complained about.

    Where several kinds of value are allowed each complains in turn: the most telling of them is taken.
    """
    alike: dict[Way, list[Complaint]] = {}
    for detail in error.errors(include_url=False):
        way = way_in(tree, detail["loc"])
        alike.setdefault(way, []).append(Complaint(way, what_is_wrong(detail), is_vague(detail)))
    wholes = {way[:length] for way in alike for length in range(len(way))}
    for way, complaints_there in alike.items():
        if way not in wholes:
            yield min(complaints_there, key=lambda one: one.vague)


def _path(where: Sequence[int | str]) -> str:
    words = [part for part in where if isinstance(part, str) and part.isidentifier()]
    return f"'{words[-1]}': " if words else ""


def find_line(path: Path, where: Sequence[int | str]) -> int:
    """The line of something in a template that was read before; see ``line_of``."""
    return line_of(_tree(_text(path, path.name), path.name), where)
