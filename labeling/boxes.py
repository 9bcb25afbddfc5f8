"""ISO base media boxes (ISO/IEC 14496-12): a bounded walker that trusts no size it reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.errors import LabelError

MAX_BOXES = 100_000
MAX_DEPTH = 12
MAX_MOVIE = 64 * 2**20
MAX_PACKET = 2**20
XMP_UUID = bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"ilst"})


@dataclass(frozen=True)
class Atom:
    """One box: its four-character ``kind``, first byte, header length and whole length in bytes."""

    kind: bytes
    start: int
    header: int
    size: int

    @property
    def body(self) -> int:
        return self.start + self.header

    @property
    def end(self) -> int:
        return self.start + self.size


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed MP4."""
    return LabelError(f"the MP4 is damaged: {reason}", hint="make or download the file again")


def _named(kind: bytes) -> str:
    """A box's name for messages: its four letters, what is no letter as a dot."""
    return "'" + "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in kind) + "'"


def parse_header(data: bytes, start: int, limit: int) -> Atom:
    """The box whose header is ``data`` (up to 16 bytes) at ``start``; it must end by ``limit``."""
    size, kind, header = int.from_bytes(data[:4]), data[4:8], 8
    if size == 1:
        if len(data) < 16:
            raise damaged(f"box {_named(kind)} at {start} ends inside its header")
        size, header = int.from_bytes(data[8:16]), 16
    elif size == 0:
        size = limit - start
    if size < header or start + size > limit:
        raise damaged(f"box {_named(kind)} at {start} claims {size} bytes, {limit - start} are left")
    return Atom(kind, start, header, size)


def atoms(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Atom]:
    """The boxes between two places of ``data``. Fewer than 8 bytes left over are padding."""
    limit = len(data) if end is None else end
    for _ in range(MAX_BOXES):
        if limit - start < 8:
            return
        atom = parse_header(data[start : min(start + 16, limit)], start, limit)
        yield atom
        start = atom.end
    raise damaged(f"more than {MAX_BOXES} boxes in one place")


def top_atoms(file: BinaryIO, length: int) -> Iterator[Atom]:
    """The top-level boxes of an open file of ``length`` bytes, reading headers only."""
    start = 0
    for _ in range(MAX_BOXES):
        if length - start < 8:
            return
        file.seek(start)
        atom = parse_header(file.read(min(16, length - start)), start, length)
        yield atom
        start = atom.end
    raise damaged(f"more than {MAX_BOXES} boxes at the top level")


def children(data: bytes, atom: Atom) -> tuple[Atom, ...]:
    """The boxes inside a container box of ``data``; a ``meta`` may have its 4 version bytes or not."""
    start = atom.body
    if atom.kind == b"meta" and data[start + 4 : start + 8] != b"hdlr":
        start += 4
    return tuple(atoms(data, min(start, atom.end), atom.end))


def child(data: bytes, atom: Atom, *path: bytes) -> Atom | None:
    """The first box reached by going down ``path`` from ``atom``, or None."""
    found: Atom | None = atom
    for kind in path:
        found = next((inner for inner in children(data, found) if inner.kind == kind), None) if found else None
    return found


def walk(data: bytes, root: Atom) -> Iterator[tuple[tuple[bytes, ...], Atom]]:
    """Every box below ``root`` with the kinds above it; only known containers are entered."""
    waiting: list[tuple[tuple[bytes, ...], Atom]] = [((), root)]
    count = 0
    while waiting:
        above, atom = waiting.pop()
        here = (*above, atom.kind)
        if len(here) > MAX_DEPTH:
            raise damaged("boxes nest too deep")
        for inner in children(data, atom):
            count += 1
            if count > MAX_BOXES:
                raise damaged(f"more than {MAX_BOXES} boxes in the movie")
            yield here, inner
            if inner.kind in CONTAINERS or inner.kind == b"meta":
                waiting.append((here, inner))


def box(kind: bytes, *parts: bytes) -> bytes:
    """A box of ``kind`` around its parts, with a 32-bit size."""
    size = 8 + sum(len(part) for part in parts)
    return size.to_bytes(4) + kind + b"".join(parts)


@dataclass(frozen=True)
class Mp4:
    """The skeleton of an MP4: its top-level boxes, and the bodies small enough to hold.

    ``moov`` is the whole movie box as bytes (its own header included), ``metas`` the top-level meta
    boxes likewise, ``xmp`` the packets of the top-level XMP boxes.
    """

    length: int
    top: tuple[Atom, ...]
    moov: bytes
    metas: tuple[bytes, ...]
    xmp: tuple[bytes, ...]

    @property
    def movie(self) -> Atom:
        """The movie box as an atom of ``moov``."""
        return parse_header(self.moov[:16], 0, len(self.moov))

    def first(self, kind: bytes) -> Atom | None:
        """The first top-level box of a kind."""
        return next((atom for atom in self.top if atom.kind == kind), None)


def read_mp4(path: Path) -> Mp4:
    """The skeleton of the MP4 or MOV at ``path``. Raises LabelError when it is not one, or damaged."""
    with path.open("rb") as file:
        length = file.seek(0, 2)
        top = tuple(top_atoms(file, length))
        movies = [atom for atom in top if atom.kind == b"moov"]
        if len(movies) != 1:
            raise damaged(f"it has {len(movies)} movie boxes instead of one")
        if not any(atom.kind == b"mdat" for atom in top):
            raise damaged("it has no media box")
        moov = _load(file, movies[0], MAX_MOVIE)
        metas = tuple(_load(file, atom, MAX_PACKET) for atom in top[:64] if atom.kind == b"meta")
        boxes = [atom for atom in top if _is_xmp(file, atom)][:16]
        xmp = tuple(_load(file, atom, MAX_PACKET)[atom.header + 16 :] for atom in boxes)
    return Mp4(length, top, moov, metas, xmp)


def _is_xmp(file: BinaryIO, atom: Atom) -> bool:
    if atom.kind != b"uuid" or atom.size < atom.header + 16:
        return False
    file.seek(atom.body)
    return file.read(16) == XMP_UUID


def _load(file: BinaryIO, atom: Atom, most: int) -> bytes:
    if atom.size > most:
        raise damaged(f"box {_named(atom.kind)} has {atom.size} bytes, more than {most}")
    file.seek(atom.start)
    data = file.read(atom.size)
    if len(data) < atom.size:
        raise damaged(f"box {_named(atom.kind)} is cut off")
    return data
