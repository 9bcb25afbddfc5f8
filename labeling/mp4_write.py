"""Stamping an MP4: AIGC into the movie box and XMP behind it, media bytes copied as they are."""

from pathlib import Path
from typing import BinaryIO

import numpy as np

from domain.errors import LabelError
from labeling.boxes import XMP_UUID, Atom, Mp4, box, child, children, damaged, parse_header, read_mp4, walk
from labeling.mp4_read import key_names
from labeling.tracks import chunk_offsets

_HANDLER = box(b"hdlr", bytes(8), b"mdta", bytes(13))
_UTF8 = (1).to_bytes(4) + bytes(4)
_CHUNK = 2**20


def stamp_mp4(source: Path, target: Path, aigc: str, xmp: bytes) -> None:
    """Copies ``source`` to ``target`` with the AIGC text at moov/udta/meta/keys+ilst and an XMP box at the end.

    Chunk offsets follow the movie box when it grows before the media. Raises LabelError when the
    source is damaged, fragmented, open-ended or stamped already.
    """
    mp4 = read_mp4(source)
    movie = next(atom for atom in mp4.top if atom.kind == b"moov")
    with source.open("rb") as reader, target.open("xb") as writer:
        _refuse(source, mp4, reader)
        moov = with_aigc(mp4, aigc)
        _copy(reader, writer, 0, movie.start)
        writer.write(shifted(moov, movie.end, len(moov) - movie.size))
        _copy(reader, writer, movie.end, mp4.length)
        writer.write(box(b"uuid", XMP_UUID, xmp))


def _refuse(source: Path, mp4: Mp4, reader: BinaryIO) -> None:
    reader.seek(mp4.top[-1].start)
    reasons = {
        "fragmented": mp4.first(b"moof") is not None,
        "stamped already": bool(mp4.xmp),
        "open-ended": reader.read(4) == bytes(4) or mp4.top[-1].end != mp4.length,
    }
    for reason in (reason for reason, applies in reasons.items() if applies):
        raise LabelError(f"{source.name} cannot be stamped: it is {reason}", hint="seal the file the renderer wrote")


def with_aigc(mp4: Mp4, text: str) -> bytes:
    """The movie box with one AIGC key in its user data; other mdta keys stay, an iTunes-style meta makes room."""
    movie, data = mp4.movie, mp4.moov
    users = [atom for atom in children(data, movie) if atom.kind == b"udta"]
    rest = [data[atom.start : atom.end] for atom in children(data, movie) if atom.kind != b"udta"]
    inside = [atom for user in users for atom in children(data, user)]
    kept = [data[atom.start : atom.end] for atom in inside if atom.kind not in (b"meta", b"AIGC")]
    meta = next((atom for atom in inside if atom.kind == b"meta"), None)
    return box(b"moov", *rest, box(b"udta", *kept, _meta(data, meta, text)))


def _meta(data: bytes, old: Atom | None, text: str) -> bytes:
    entries = [*(_entries(data, old) if old else ()), ("AIGC", box(b"data", _UTF8, text.encode()))]
    keys = [box(b"mdta", name.encode()) for name, _ in entries]
    items = [box(number.to_bytes(4), value) for number, (_, value) in enumerate(entries, 1)]
    count = len(entries).to_bytes(4)
    return box(b"meta", bytes(4), _HANDLER, box(b"keys", bytes(4), count, *keys), box(b"ilst", *items))


def _entries(data: bytes, meta: Atom) -> list[tuple[str, bytes]]:
    keys, items = child(data, meta, b"keys"), child(data, meta, b"ilst")
    if keys is None or items is None:
        return []
    names = key_names(data[keys.body : keys.end])
    numbered = [(int.from_bytes(item.kind), data[item.body : item.end]) for item in children(data, items)]
    known = [(names[number - 1], value) for number, value in numbered if 1 <= number <= len(names)]
    return [(name, value) for name, value in known if name.upper() != "AIGC"]


def shifted(moov: bytes, after: int, by: int) -> bytes:
    """The movie box with every chunk offset at or behind ``after`` moved by ``by`` bytes."""
    moved = bytearray(moov)
    for _, atom in walk(moov, parse_header(moov[:16], 0, len(moov))):
        if atom.kind in (b"stco", b"co64"):
            offsets = chunk_offsets(moov, atom)
            offsets = np.where(offsets >= after, offsets + by, offsets)
            kind = ">u4" if atom.kind == b"stco" else ">u8"
            if offsets.size and int(offsets.max()) > np.iinfo(kind).max:
                raise damaged("its chunk offsets do not fit 32 bits after stamping")
            moved[atom.body + 8 : atom.body + 8 + offsets.size * np.dtype(kind).itemsize] = offsets.astype(
                kind
            ).tobytes()
    return bytes(moved)


def _copy(reader: BinaryIO, writer: BinaryIO, start: int, end: int) -> None:
    reader.seek(start)
    while start < end:
        data = reader.read(min(_CHUNK, end - start))
        if not data:
            raise damaged("it ends early")
        writer.write(data)
        start += len(data)
