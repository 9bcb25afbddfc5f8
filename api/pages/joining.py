"""Joining: a page's scripts as one file, because each more costs a slow phone a journey there and back.

The scripts stay ES modules of their own; only the forms of ``import`` and ``export`` that they use are known here.
"""

import re
from collections.abc import Mapping, Sequence

from domain.errors import SettingsError

_IMPORT = re.compile(r'^import (?:(\w+)|\{ ([^}]+) \}) from "\./([\w-]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) ([\w$]+))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def join(names: Sequence[str], modules: Mapping[str, str]) -> str:
    """One script that does what ``names`` do in turn, with all they import. ``modules`` are texts by name.

    The last one stands as it is, so that it may wait at its top level. Raises SettingsError for a form not known.
    """
    order = list[str]()
    for name in names:
        _visit(name, modules, order)
    *before, last = order
    return "".join([*(_wrapped(name, modules[name]) for name in before), _plain(last, modules[last])[0]])


def _visit(name: str, modules: Mapping[str, str], order: list[str]) -> None:
    """Put a module behind everything it imports, once."""
    for _, _, imported in _IMPORT.findall(modules[name]):
        if imported not in order:
            _visit(imported, modules, order)
    if name not in order:
        order.append(name)


def _wrapped(name: str, text: str) -> str:
    body, exported = _plain(name, text)
    return f"const ${name} = (() => {{\n{body}return {{ {', '.join(exported)} }};\n}})();\n"


def _plain(name: str, text: str) -> tuple[str, list[str]]:
    """A module without its imports and exports, and what it exported."""
    exported = _EXPORT.findall(text)
    body = _IMPORT.sub(_taken, _EXPORT.sub("", text))
    if _DEFAULT.search(body):
        body, exported = _DEFAULT.sub("const $default = ", body), [*exported, "$default"]
    left = _LEFT.search(body)
    if left:
        raise SettingsError(f"script '{name}.js' has '{left[0][:60]}'", hint="write it as the other scripts do")
    return body, exported


def _taken(found: re.Match[str]) -> str:
    default, several, module = found.groups()
    return f"const {{ {f'$default: {default}' if default else several.replace(' as ', ': ')} }} = ${module};"
