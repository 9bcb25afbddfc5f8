"""Every place an MP4 or MOV can carry the AIGC metadata, ours and other vendors', and its XMP."""

from collections.abc import Iterator

from labeling.aigc import AigcCopy, looks_like_aigc, read_copy
from labeling.boxes import Atom, Mp4, atoms, children, damaged, parse_header, walk
from labeling.xmp import AIGC, Packet, read_packet

PLACE = "moov/udta/meta/keys+ilst"
_KEY = b"AIGC"


def find_aigc(mp4: Mp4) -> tuple[AigcCopy, ...]:
    """Each AIGC copy in the file, counted box by box: keys, keyless tags, bare user data, XMP."""
    found = list(_in_movie(mp4))
    for meta in mp4.metas:
        found += _in_meta(meta, parse_header(meta[:16], 0, len(meta)), "meta")
    for packet in read_packets(mp4):
        found += [read_copy(f"XMP {'TC260:AIGC' if name == AIGC else name}", value) for name, value in packet.aigc]
    return tuple(found)


def read_packets(mp4: Mp4) -> tuple[Packet, ...]:
    """The XMP packets at the top level and in QuickTime's ``moov/udta/XMP_``; unreadable ones are errors."""
    inner = [_body(mp4.moov, atom) for _, atom in walk(mp4.moov, mp4.movie) if atom.kind == b"XMP_"]
    return tuple(read_packet(data) for data in (*mp4.xmp, *inner))


def _in_movie(mp4: Mp4) -> Iterator[AigcCopy]:
    for above, atom in walk(mp4.moov, mp4.movie):
        place = "/".join(kind.decode("latin-1") for kind in above)
        if atom.kind == b"meta":
            yield from _in_meta(mp4.moov, atom, f"{place}/meta")
        elif atom.kind == _KEY and above[-1] == b"udta":
            yield read_copy(f"{place}/AIGC", _text(_body(mp4.moov, atom)))


def _in_meta(data: bytes, meta: Atom, place: str) -> Iterator[AigcCopy]:
    inside = children(data, meta)
    names = [name for atom in inside if atom.kind == b"keys" for name in key_names(_body(data, atom))]
    for items in (atom for atom in inside if atom.kind == b"ilst"):
        for item in children(data, items):
            yield from _in_item(data, item, names, place)
    for atom in inside:
        if atom.kind == _KEY:
            yield read_copy(f"{place}/AIGC", _text(_body(data, atom)))


def _in_item(data: bytes, item: Atom, names: list[str], place: str) -> Iterator[AigcCopy]:
    index = int.from_bytes(item.kind)
    name = names[index - 1] if 1 <= index <= len(names) else ""
    parts = list(atoms(data, item.body, item.end))
    text = next((_text(_body(data, part)[8:]) for part in parts if part.kind == b"data"), "")
    if name.upper() == "AIGC":
        yield read_copy(f"{place}/keys+ilst", text)
    elif item.kind == _KEY or _free_form_name(data, parts).upper() == "AIGC":
        yield read_copy(f"{place}/ilst", text)
    elif looks_like_aigc(text):
        yield read_copy(f"{place}/ilst ({name or item.kind.decode('latin-1')})", text)


def _free_form_name(data: bytes, parts: list[Atom]) -> str:
    return next((_text(_body(data, part)[4:]) for part in parts if part.kind == b"name"), "")


def key_names(body: bytes) -> list[str]:
    """The names in the body of a ``keys`` box, in order, whatever their namespace."""
    names: list[str] = []
    count, start = int.from_bytes(body[4:8]), 8
    while start + 8 <= len(body) and len(names) < count:
        size = int.from_bytes(body[start : start + 4])
        if size < 8 or start + size > len(body):
            raise damaged(f"a key of {size} bytes leaves its box")
        names.append(_text(body[start + 8 : start + size]))
        start += size
    return names


def _body(data: bytes, atom: Atom) -> bytes:
    return data[atom.body : atom.end]


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def source_types(mp4: Mp4) -> tuple[str, ...]:
    """Every digital source type the file's XMP states."""
    return tuple(value for packet in read_packets(mp4) for value in packet.source_types)
