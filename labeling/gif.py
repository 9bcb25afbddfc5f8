"""GIF blocks (GIF89a): the size, the XMP application extension and AIGC comments; a packet put in."""

from collections.abc import Iterator

from domain.errors import LabelError
from labeling.aigc import AigcCopy, looks_like_aigc, read_copy
from labeling.xmp import AIGC, Packet, merge_packet, read_packet

SIGNATURES = (b"GIF89a", b"GIF87a")
PLACE = "application extension XMP TC260:AIGC"
_XMP = b"\x21\xff\x0bXMP DataXMP"
_TRAILER = bytes([1, *range(0xFF, -1, -1), 0])  # XMP part 3 §1.1.2: makes the raw packet skippable as sub-blocks
_MAX_BLOCKS = 200_000
_MAX_TEXT = 2**20


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed GIF."""
    return LabelError(f"the GIF is damaged: {reason}", hint="make or download the file again")


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of the canvas in pixels."""
    if not data.startswith(SIGNATURES) or len(data) < 13:
        raise damaged("it lacks the signature")
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def blocks(data: bytes) -> Iterator[tuple[int, int]]:
    """First byte and end of each block behind the header. Raises LabelError when one leaves the file."""
    at = _first_block(data)
    for _ in range(_MAX_BLOCKS):
        if at >= len(data):
            raise damaged("it ends without a trailer")
        if data[at] == 0x3B:
            return
        end = _end_of(data, at)
        yield at, end
        at = end
    raise damaged(f"it has more than {_MAX_BLOCKS} blocks")


def read_packets(data: bytes) -> tuple[Packet, ...]:
    """The XMP packets."""
    return tuple(read_packet(_packet(data[at:end])) for at, end in blocks(data) if data.startswith(_XMP, at))


def find_aigc(data: bytes) -> tuple[AigcCopy, ...]:
    """Each AIGC copy: XMP properties, and comments that hold one."""
    found: list[AigcCopy] = []
    for packet in read_packets(data):
        found += [read_copy(PLACE if name == AIGC else f"XMP {name}", value) for name, value in packet.aigc]
    for at, end in blocks(data):
        if data[at : at + 2] == b"\x21\xfe":
            text = _joined(data, at + 2, end).decode("utf-8", "replace")
            if looks_like_aigc(text):
                found.append(read_copy("comment", text))
    return tuple(found)


def stamp_gif(data: bytes, properties: dict[str, str]) -> bytes:
    """The GIF with one XMP extension before its first picture, merged into the packet it has."""
    old = [(at, end) for at, end in blocks(data) if data.startswith(_XMP, at)]
    packet = merge_packet(_packet(data[slice(*old[0])]) if old else None, properties)
    rest, start = data, _first_block(data)
    for at, end in reversed(old):
        rest = rest[:at] + rest[end:]
    return b"GIF89a" + rest[6:start] + _XMP + packet + _TRAILER + rest[start:]


def media(data: bytes) -> Iterator[bytes]:
    """The colours and every picture with its timing."""
    yield data[6 : _first_block(data)]
    yield from (data[at:end] for at, end in blocks(data) if data[at] == 0x2C or data[at + 1] == 0xF9)


def _first_block(data: bytes) -> int:
    size_of(data)
    flags = data[10]
    return 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)


def _end_of(data: bytes, at: int) -> int:
    if data[at] == 0x21:
        return _skip(data, at + 2)
    if data[at] == 0x2C and at + 10 <= len(data):
        flags = data[at + 9]
        return _skip(data, at + 11 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0))
    raise damaged(f"no block begins at byte {at}")


def _skip(data: bytes, at: int) -> int:
    """The end of the sub-blocks that begin at a byte."""
    while at < len(data):
        size = data[at]
        at += 1 + size
        if not size:
            return at
    raise damaged("a block runs out of the file")


def _joined(data: bytes, at: int, end: int) -> bytes:
    text = bytearray()
    while at < end and data[at] and len(text) < _MAX_TEXT:
        text += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return bytes(text)


def _packet(block: bytes) -> bytes:
    return block[len(_XMP) : len(block) - len(_TRAILER)]
