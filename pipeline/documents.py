"""Reading a YAML or JSON file that a stranger wrote: text in, plain values and line numbers out.

Every YAML scalar stays text (a date, ``NaN`` or ``007`` means what was typed; the types that
follow decide), aliases and tags are refused, a key may stand once, and nothing nests deeper than
``MAX_DEPTH``. So no document can grow while it is read.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import yaml

from domain.errors import BriefError, InputError, TimelineError
from domain.unprintable import UNPRINTABLE

MAX_DEPTH = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Place = tuple[str | int, ...]
"""Where a value stands in a document: keys and list positions from the top."""


@dataclass(frozen=True)
class Kind:
    """A sort of document: what to call it, which error to raise, how large it may be, how it begins."""

    what: str
    error: type[InputError]
    max_bytes: int
    begins: str


BRIEF = Kind("brief", BriefError, 1_000_000, "begin with 'product:' and give it a name and images")
BRAND_KIT = Kind("brand kit", BriefError, 1_000_000, "begin with a line such as 'primary: \"#1F6F5C\"'")
TIMELINE = Kind("timeline", TimelineError, 20_000_000, "name a timeline.json that 'vitrine make' wrote")


@dataclass(frozen=True)
class Document:
    """A parsed mapping, and the line each of its places starts on (YAML only)."""

    path: Path
    kind: Kind
    value: Mapping[str, object]
    lines: Mapping[Place, int]


def read_document(path: Path, kind: Kind = BRIEF) -> Document:
    """The mapping in a ``.json`` file, or in any other file as YAML. Raises the kind's error."""
    text = _read_text(path, kind)
    lines: dict[Place, int] = {}
    value = _parse_json(text, path, kind) if path.suffix.lower() == ".json" else _parse_yaml(text, path, kind, lines)
    if value is None:
        raise kind.error(f"{kind.what} '{path}' is empty", hint=kind.begins)
    if not isinstance(value, dict):
        found = "a list" if isinstance(value, list) else "a single value"
        raise kind.error(f"{kind.what} '{path}' holds {found}, not fields", hint=kind.begins)
    _refuse_unprintable(value, path, kind)
    return Document(path, kind, value, lines)


def _read_text(path: Path, kind: Kind) -> str:
    try:
        if not path.is_file():
            raise _not_a_file(path, kind)
        with path.open("rb") as file:
            data = file.read(kind.max_bytes + 1)
    except OSError as error:
        raise kind.error(f"{kind.what} '{path}' cannot be read: {error.strerror}", hint="check the path") from error
    if len(data) > kind.max_bytes:
        limit = f"{kind.max_bytes // 1000} kB"
        raise kind.error(f"{kind.what} '{path}' is larger than {limit}", hint="name the right file, or shorten it")
    if not data.strip():
        raise kind.error(f"{kind.what} '{path}' is empty", hint=kind.begins)
    return _decode(data, path, kind)


def _not_a_file(path: Path, kind: Kind) -> InputError:
    if not path.exists():
        return kind.error(f"{kind.what} '{path}' does not exist", hint="check the path and the spelling")
    if path.is_dir():
        return kind.error(f"{kind.what} '{path}' is a folder", hint=f"name the {kind.what}'s file in it")
    return kind.error(f"{kind.what} '{path}' is not a regular file", hint="save it as a file, and name that")


def _is_utf16(data: bytes) -> bool:
    """Whether text has UTF-16's mark at its head, or a zero beside each of its first letters."""
    head = data[:40]
    beside = {head[::2].count(0) * 2, head[1::2].count(0) * 2}
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(head) >= 8 and beside == {0, len(head)})


def _decode(data: bytes, path: Path, kind: Kind) -> str:
    if _is_utf16(data):
        raise kind.error(f"{kind.what} '{path}' is not a UTF-8 text file: it is UTF-16", hint="save it as UTF-8")
    if b"\x00" in data:
        raise kind.error(f"{kind.what} '{path}' is not a UTF-8 text file", hint=kind.begins)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise kind.error(f"{kind.what} '{path}' is not UTF-8 text (line {line})", hint="save it as UTF-8") from error


# --- JSON ----------------------------------------------------------------------------------------


def _parse_json(text: str, path: Path, kind: Kind) -> object:
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_float=Decimal, parse_int=_int, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise kind.error(
            f"{kind.what} '{path}' is not valid JSON: {error.msg} ({where})", hint="mend that place"
        ) from error
    except RecursionError as error:
        raise _too_deep(path, kind) from error
    except ValueError as error:
        raise kind.error(f"{kind.what} '{path}': {error}", hint="mend that value") from error


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise ValueError(f"key '{key}' stands twice; keep one")
        seen[key] = value
    return seen


def _int(digits: str) -> int:
    if len(digits) > 30:
        raise ValueError(f"{digits[:12]}… is not a number anybody means")
    return int(digits)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


# --- YAML ----------------------------------------------------------------------------------------


def _parse_yaml(text: str, path: Path, kind: Kind, lines: dict[Place, int]) -> object:
    try:
        events = yaml.parse(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
        return _YamlReader(path, kind, events, lines).document()
    except (yaml.YAMLError, UnicodeError) as error:
        raise _yaml_error(error, path, kind) from error


def _yaml_error(error: Exception, path: Path, kind: Kind) -> InputError:
    mark = getattr(error, "problem_mark", None)
    where = f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    if "nesting depth" in problem:  # libyaml stops by itself before it hands out so deep a document
        return _too_deep(path, kind)
    tab = "use spaces, not tabs" if "'\\t'" in problem else "mend that place; text with ':' or '#' needs quotes"
    return kind.error(f"{kind.what} '{path}' is not valid YAML: {problem}{where}", hint=tab)


def _too_deep(path: Path, kind: Kind) -> InputError:
    return kind.error(f"{kind.what} '{path}' nests deeper than {MAX_DEPTH} levels", hint="write it flatter")


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _YamlReader:
    """Builds plain values from YAML events, so that nothing a document says can run or multiply."""

    def __init__(self, path: Path, kind: Kind, events: Iterator[yaml.Event], lines: dict[Place, int]) -> None:
        self._path, self._kind, self._events, self._lines = path, kind, events, lines

    def document(self) -> object:
        value: object = None
        seen = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self._error(event, "a second document starts", "keep one per file")
                seen = True
            elif isinstance(event, yaml.NodeEvent):
                value = self._node(event, ())
        return value

    def _node(self, event: yaml.Event, place: Place) -> object:
        self._lines[place] = _line(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._error(event, "anchors and aliases (& and *) are not allowed", "write the value out")
        if getattr(event, "tag", None) not in (None, "!"):
            raise self._error(event, f"tag {getattr(event, 'tag', '')} is not allowed", "write the plain value")
        if len(place) > MAX_DEPTH:
            raise _too_deep(self._path, self._kind)
        if isinstance(event, yaml.ScalarEvent):
            return None if event.style in (None, "") and event.value in _NULLS else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place)
        return self._mapping(place)

    def _sequence(self, place: Place) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> dict[str, object]:
        pairs: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._error(event, "a key is a list or a mapping", "a key is a word before ':'")
            if event.value in pairs:
                raise self._error(event, f"key '{event.value}' stands twice", "keep one of them")
            here = (*place, event.value)
            pairs[event.value] = self._node(next(self._events), here)
            self._lines[here] = _line(event)
        return pairs

    def _error(self, event: yaml.Event, problem: str, hint: str) -> InputError:
        return self._kind.error(f"{self._kind.what} '{self._path}' line {_line(event)}: {problem}", hint=hint)


# --- text ----------------------------------------------------------------------------------------


def _refuse_unprintable(value: object, path: Path, kind: Kind) -> None:
    """Refuse control characters and half surrogates anywhere: no font draws them, no file stores them. Those that
    turn the direction of writing would show other words than are said."""
    todo: list[tuple[Place, object]] = [((), value)]
    while todo:
        place, item = todo.pop()
        if len(place) > MAX_DEPTH:
            raise _too_deep(path, kind)
        if isinstance(item, dict):
            todo += [((*place, key), child) for key, child in item.items()] + [(place, key) for key in item]
        elif isinstance(item, list):
            todo += [((*place, i), child) for i, child in enumerate(item)]
        elif isinstance(item, str) and (bad := _first_unprintable(item)):
            where = ".".join(str(part) for part in place)
            raise kind.error(f"{kind.what} '{path}': {where} has the invisible character {bad}", hint="delete it")


def _first_unprintable(text: str) -> str:
    found = UNPRINTABLE.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def is_timeline(path: Path) -> bool:
    """Whether a file looks like a timeline and not like a brief: it lists scenes."""
    try:
        if not path.is_file():  # reading a pipe would wait for somebody to write into it
            return False
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return bool(re.search(r'^(?:scenes:|\s*"scenes"\s*:)', text, re.MULTILINE)) or '"scenes":' in text[:2_000_000]
