"""EBML elements of Matroska and WebM (RFC 8794, RFC 9559): the AIGC metadata in a SimpleTag."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.errors import LabelError
from labeling.aigc import AigcCopy, looks_like_aigc, read_copy

PLACE = "Matroska SimpleTag AIGC"
SIGNATURE = b"\x1a\x45\xdf\xa3"
MAX_ELEMENTS = 200_000
MAX_TAGS = 2**20
_SEGMENT, _TAGS, _TAG, _SIMPLE, _NAME, _TEXT = 0x18538067, 0x1254C367, 0x7373, 0x67C8, 0x45A3, 0x4487
_CLUSTER = 0x1F43B675
_MAX_DEPTH = 8


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not well-formed EBML."""
    return LabelError(f"the Matroska file is damaged: {reason}", hint="make or download the file again")


@dataclass(frozen=True)
class Element:
    """An element: its identifier with the marker bits, where its body starts, and where it ends."""

    kind: int
    start: int
    end: int


def find_aigc(path: Path) -> tuple[AigcCopy, ...]:
    """Each AIGC copy among the tags of a Matroska or WebM file."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        return tuple(copy for tags in _tags(file, length) for copy in _simple_tags(tags))


def _tags(file: BinaryIO, length: int) -> Iterator[bytes]:
    for top in elements(file, 0, length):
        if top.kind != _SEGMENT:
            continue
        for inner in elements(file, top.start, top.end):
            if inner.kind == _TAGS:
                yield _body(file, inner)


def elements(file: BinaryIO, start: int, end: int) -> Iterator[Element]:
    """The elements between two places; what stands in a cluster of unknown size is passed over one by one."""
    for _ in range(MAX_ELEMENTS):
        if start >= end:
            return
        file.seek(start)
        head = file.read(min(12, end - start))
        kind, used = _number(head, 0, keep_marker=True, longest=4)
        size, width = _number(head, used, keep_marker=False, longest=8)
        body, unknown = start + used + width, size == (1 << 7 * width) - 1
        if unknown and kind == _CLUSTER:
            start = body
            continue
        stop = end if unknown else body + size
        if stop > end:
            raise damaged(f"element {kind:X} at {start} claims {size} bytes, {end - body} are left")
        yield Element(kind, body, stop)
        start = stop
    raise damaged(f"it has more than {MAX_ELEMENTS} elements in one place")


def _number(data: bytes, at: int, *, keep_marker: bool, longest: int) -> tuple[int, int]:
    """A number of variable width, and how many bytes it took."""
    if at >= len(data) or not data[at]:
        raise damaged("an element has no readable header")
    width = 9 - data[at].bit_length()
    if width > longest or at + width > len(data):
        raise damaged("an element's header is cut off")
    value = int.from_bytes(data[at : at + width])
    return (value if keep_marker else value & (1 << 7 * width) - 1), width


def _body(file: BinaryIO, element: Element) -> bytes:
    if element.end - element.start > MAX_TAGS:
        raise damaged(f"its tags have more than {MAX_TAGS} bytes")
    file.seek(element.start)
    return file.read(element.end - element.start)


def _simple_tags(tags: bytes) -> Iterator[AigcCopy]:
    for kind, tag in _inside(tags):
        if kind == _TAG:
            yield from _below(tag, 0)


def _below(data: bytes, depth: int) -> Iterator[AigcCopy]:
    if depth > _MAX_DEPTH:
        raise damaged("its tags nest too deep")
    for simple in (body for kind, body in _inside(data) if kind == _SIMPLE):
        values = {kind: _text(body) for kind, body in _inside(simple) if kind in (_NAME, _TEXT)}
        name, text = values.get(_NAME, ""), values.get(_TEXT, "")
        if name.upper() == "AIGC":
            yield read_copy(PLACE, text)
        elif looks_like_aigc(text):
            yield read_copy(f"Matroska SimpleTag {name}", text)
        yield from _below(simple, depth + 1)


def _inside(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each element of a tag that is held whole."""
    at = 0
    for _ in range(MAX_ELEMENTS):
        if at >= len(data):
            return
        kind, used = _number(data, at, keep_marker=True, longest=4)
        size, width = _number(data, at + used, keep_marker=False, longest=8)
        body = at + used + width
        if body + size > len(data):
            raise damaged(f"element {kind:X} leaves its tag")
        yield kind, data[body : body + size]
        at = body + size
    raise damaged(f"a tag has more than {MAX_ELEMENTS} elements")


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("utf-8", "replace")
