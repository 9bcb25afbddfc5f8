"""YAML as templates write it: safe, fast where libyaml is there, ``true`` and ``false`` the only booleans."""

from importlib.resources import files
from typing import Any

import yaml

_Fast: type[Any] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


class _Loader(_Fast):  # type: ignore[misc]  # its base depends on how PyYAML was built
    """The safe loader without YAML 1.1's extra booleans: ``on``, ``off``, ``yes`` and ``no`` are words here."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


_DEEPEST = 40


def parse_tree(text: str) -> yaml.Node | None:
    """The nodes of a document, each with the line it stands on; None when it is empty. Raises yaml.YAMLError."""
    _check_depth(text)
    tree: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    return tree


def _check_depth(text: str) -> None:
    """Refuse what would overflow the stack of libyaml, which builds nodes recursively."""
    depth = line = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            line = event.start_mark.line + 1 if event.start_mark else 1
            if depth > _DEEPEST:
                raise yaml.YAMLError(f"line {line} is nested too deep")
    except yaml.MarkedYAMLError as error:
        if "nesting depth" not in (error.problem or ""):
            raise
        raise yaml.YAMLError(f"line {line} is nested too deep") from error  # libyaml stopped by itself


def plain(tree: yaml.Node) -> Any:
    """The values a tree stands for. Raises yaml.YAMLError."""
    try:
        return yaml.constructor.SafeConstructor().construct_document(tree)
    except ValueError as error:  # a date such as 2026-02-31
        raise yaml.YAMLError(str(error)) from error


def load_packaged(name: str) -> Any:
    """The values in one of this package's own files."""
    return yaml.load(files("templates").joinpath(name).read_text(encoding="utf-8"), _Loader)  # noqa: S506 it is a safe one
