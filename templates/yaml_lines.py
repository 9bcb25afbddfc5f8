"""Lines: where in a template's file the parts of it stand."""

from collections.abc import Iterable, Sequence

import yaml

Way = tuple[int | str, ...]
"""Keys and positions that lead to a part of the file."""


def line_of(tree: yaml.Node, where: Sequence[int | str]) -> int:
    """The line, from 1, of the deepest node on the way ``where``; parts that are no key are passed over."""
    node, line = tree, tree.start_mark.line
    for part in where:
        found = _step(node, part)
        if found:
            line, node = found[0], found[1]
    return int(line) + 1


def way_in(tree: yaml.Node, loc: Sequence[int | str]) -> Way:
    """The way to where the schema complains, without what it puts in between: the names of kinds of a value.

    What is missing at its end stays.
    """
    node, way = tree, list[int | str]()
    for i, part in enumerate(loc):
        if i and isinstance(loc[i - 1], int) and part == _kind(node):
            continue  # a layer of type 'text' has a key 'text' too
        found = _step(node, part)
        if found:
            node = found[1]
        if found or (i == len(loc) - 1 and isinstance(node, yaml.MappingNode)):
            way.append(part)
    return tuple(way)


def _step(node: yaml.Node, part: int | str) -> tuple[int, yaml.Node] | None:
    """The line of a part of a node, from 0, and its value; None where it has no such part."""
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part].start_mark.line, node.value[part]
    entries = _entries(node) if isinstance(node, yaml.MappingNode) else ()
    return next(((key.start_mark.line, value) for key, value in entries if str(key.value) == str(part)), None)


def _kind(node: yaml.Node) -> str:
    """The type that a layer says it is of."""
    found = _step(node, "type")
    return str(found[1].value) if found else ""


def _entries(node: yaml.Node) -> Iterable[tuple[yaml.Node, yaml.Node]]:
    """The keys of a mapping, those it merges in (``<<``) last."""
    merged: list[tuple[yaml.Node, yaml.Node]] = []
    for key, value in node.value:
        if key.tag != "tag:yaml.org,2002:merge":
            yield key, value
            continue
        for source in value.value if isinstance(value, yaml.SequenceNode) else [value]:
            merged += source.value
    yield from merged
