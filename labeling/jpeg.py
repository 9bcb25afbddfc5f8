"""JPEG segments (ITU-T T.81): find the size, the XMP packets and hidden AIGC copies; put a packet in."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import LabelError
from labeling.aigc import AigcCopy, looks_like_aigc, read_copy
from labeling.wrapped import wrapped_texts
from labeling.xmp import AIGC, Packet, merge_packet, read_packet

PLACE = "APP1 XMP TC260:AIGC"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"
_EXIF = b"Exif\0\0"
_APP0, _APP1, _SCAN, _END = 0xE0, 0xE1, 0xDA, 0xD9
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
MAX_SEGMENTS = 10_000


@dataclass(frozen=True)
class Segment:
    """A marker segment before the scan: its marker byte, first byte of the marker, and its payload."""

    marker: int
    start: int
    body: bytes


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed JPEG."""
    return LabelError(f"the JPEG is damaged: {reason}", hint="make or download the file again")


def segments(data: bytes) -> tuple[Segment, ...]:
    """The segments from the start of the picture to its first scan. Raises LabelError for anything else."""
    if data[:2] != b"\xff\xd8":
        raise damaged("it does not begin with a start of image")
    found: list[Segment] = []
    at = 2
    while len(found) < MAX_SEGMENTS:
        start = at
        while at < len(data) and data[at] == 0xFF:
            at += 1
        if at == start or at >= len(data):
            raise damaged(f"no marker at byte {start}")
        marker, at = data[at], at + 1
        if marker in (_SCAN, _END):
            return tuple(found)
        if marker in _ALONE:
            continue
        size = int.from_bytes(data[at : at + 2])
        if size < 2 or at + size > len(data):
            raise damaged(f"segment {marker:02X} at byte {start} claims {size} bytes")
        found.append(Segment(marker, start, data[at + 2 : at + size]))
        at += size
    raise damaged(f"it has more than {MAX_SEGMENTS} segments")


def size_of(parts: tuple[Segment, ...]) -> tuple[int, int]:
    """Width and height in pixels, from the frame header. Raises LabelError when there is none."""
    for part in parts:
        if part.marker in _FRAMES and len(part.body) >= 5:
            return int.from_bytes(part.body[3:5]), int.from_bytes(part.body[1:3])
    raise damaged("it has no frame header")


def read_packets(parts: tuple[Segment, ...]) -> tuple[Packet, ...]:
    """The XMP packets, an extended one put together from its pieces."""
    whole = [part.body[len(_XMP) :] for part in parts if part.marker == _APP1 and part.body.startswith(_XMP)]
    return tuple(read_packet(packet) for packet in (*whole, *_extended(parts)))


def _extended(parts: tuple[Segment, ...]) -> list[bytes]:
    pieces: dict[bytes, list[tuple[int, bytes]]] = {}
    for part in parts:
        if part.marker == _APP1 and part.body.startswith(_EXTENDED):
            head = part.body[len(_EXTENDED) :]
            pieces.setdefault(head[:32], []).append((int.from_bytes(head[36:40]), head[40:]))
    return [b"".join(body for _, body in sorted(run)) for run in pieces.values()]


def find_aigc(parts: tuple[Segment, ...]) -> tuple[AigcCopy, ...]:
    """Each AIGC copy: XMP properties, and the wrapped form of Annex B in EXIF or a comment."""
    found: list[AigcCopy] = []
    for packet in read_packets(parts):
        for name, value in packet.aigc:
            found.append(read_copy(PLACE if name == AIGC else f"APP1 XMP {name}", value))
    for part in parts:
        if part.marker == _APP1 and part.body.startswith(_EXIF):
            found += [read_copy("EXIF", text) for text in wrapped_texts(part.body)]
        elif part.marker == 0xFE and looks_like_aigc(part.body.decode("utf-8", "replace")):
            found.append(read_copy("comment", part.body.decode("utf-8", "replace")))
    return tuple(found)


def stamp_jpeg(data: bytes, properties: dict[str, str]) -> bytes:
    """The JPEG with these XMP properties in one APP1 segment, merged into the packet it has.

    The picture's own bytes are not touched. Raises LabelError when the packet outgrows its segment.
    """
    parts = segments(data)
    old = next((part for part in parts if part.marker == _APP1 and part.body.startswith(_XMP)), None)
    body = _XMP + merge_packet(old.body[len(_XMP) :] if old else None, properties)
    if len(body) > 65533:
        raise LabelError(
            f"the XMP packet has {len(body)} bytes, a JPEG segment holds 65533", hint="use another picture"
        )
    segment = b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
    if old:
        return data[: old.start] + segment + data[_end(data, old) :]
    at = 2
    for part in parts:
        if part.marker == _APP0 or (part.marker == _APP1 and part.body.startswith(_EXIF)):
            at = _end(data, part)
        else:
            break
    return data[:at] + segment + data[at:]


def media(data: bytes) -> Iterator[bytes]:
    """The tables, the frame header and everything from the scan on: what a decoder needs."""
    parts = segments(data)
    yield from (part.body for part in parts if not 0xE0 <= part.marker <= 0xEF and part.marker != 0xFE)
    yield data[_end(data, parts[-1]) if parts else 2 :]


def _end(data: bytes, part: Segment) -> int:
    at = part.start
    while data[at] == 0xFF:
        at += 1
    return at + 3 + len(part.body)
