"""PNG chunks (ISO/IEC 15948): the size, the XMP packet in iTXt, and other vendors' AIGC text."""

import zlib
from collections.abc import Iterator

from domain.errors import LabelError
from labeling.aigc import AigcCopy, looks_like_aigc, read_copy
from labeling.wrapped import wrapped_texts
from labeling.xmp import AIGC, Packet, merge_packet, read_packet

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PLACE = "iTXt XMP TC260:AIGC"
_XMP = "XML:com.adobe.xmp"
_MAX_CHUNKS = 100_000
_MAX_TEXT = 2**20
_MAX_TEXTS = 8 * 2**20


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed PNG."""
    return LabelError(f"the PNG is damaged: {reason}", hint="make or download the file again")


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks in order, kind and body, each with its check sum verified."""
    if not data.startswith(SIGNATURE):
        raise damaged("it lacks the signature")
    at = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if at + 12 + size > len(data):
            raise damaged(f"chunk {kind!r} claims {size} bytes, {max(0, len(data) - at - 12)} are left")
        body = data[at + 8 : at + 8 + size]
        if zlib.crc32(kind + body) != int.from_bytes(data[at + 8 + size : at + 12 + size]):
            raise damaged(f"chunk {kind!r} has a wrong check sum")
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + size
    raise damaged(f"it has more than {_MAX_CHUNKS} chunks")


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises LabelError when the first chunk is no header."""
    kind, body = next(chunks(data))
    if kind != b"IHDR" or len(body) < 8:
        raise damaged("its first chunk is not the header")
    return int.from_bytes(body[:4]), int.from_bytes(body[4:8])


def texts(data: bytes) -> tuple[tuple[str, bytes], ...]:
    """Keyword and text of every tEXt, zTXt and iTXt chunk."""
    readers = {b"tEXt": _plain, b"zTXt": _packed, b"iTXt": _international}
    found: list[tuple[str, bytes]] = []
    for kind, body in chunks(data):
        if kind in readers:
            found.append(readers[kind](body))
            if sum(len(text) for _, text in found) > _MAX_TEXTS or len(found) > 1000:
                raise damaged("its text chunks unpack to too much")
    return tuple(found)


def read_packets(data: bytes) -> tuple[Packet, ...]:
    """The XMP packets."""
    return tuple(read_packet(text) for keyword, text in texts(data) if keyword == _XMP)


def find_aigc(data: bytes) -> tuple[AigcCopy, ...]:
    """Each AIGC copy: the XMP property, text chunks of that name or form, and EXIF."""
    found = [
        read_copy(PLACE if name == AIGC else f"iTXt XMP {name}", value)
        for packet in read_packets(data)
        for name, value in packet.aigc
    ]
    for keyword, raw in texts(data):
        text = raw.decode("utf-8", "replace")
        if keyword != _XMP and (keyword.upper() == "AIGC" or looks_like_aigc(text)):
            found.append(read_copy(f"text chunk {keyword}", text))
    exif = [body for kind, body in chunks(data) if kind == b"eXIf"]
    return (*found, *(read_copy("EXIF", text) for body in exif for text in wrapped_texts(body)))


def stamp_png(data: bytes, properties: dict[str, str]) -> bytes:
    """The PNG with one XMP packet behind its header, merged into the packet it has; no pixel is touched."""
    parts = list(chunks(data))
    old = next((text for keyword, text in texts(data) if keyword == _XMP), None)
    packet = b"iTXt", _XMP.encode() + bytes(5) + merge_packet(old, properties)
    kept = [(kind, body) for kind, body in parts if not _is_packet(kind, body)]
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in (kept[0], packet, *kept[1:]))


def media(data: bytes) -> Iterator[bytes]:
    """The header, the palette and the picture data."""
    wanted = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"acTL", b"fcTL", b"fdAT")
    yield from (body for kind, body in chunks(data) if kind in wanted)


def _is_packet(kind: bytes, body: bytes) -> bool:
    return kind in (b"iTXt", b"tEXt", b"zTXt") and body.partition(b"\0")[0] == _XMP.encode()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def _plain(body: bytes) -> tuple[str, bytes]:
    keyword, _, text = body.partition(b"\0")
    return keyword.decode("latin-1"), text


def _packed(body: bytes) -> tuple[str, bytes]:
    keyword, _, rest = body.partition(b"\0")
    return keyword.decode("latin-1"), _inflate(rest[1:])


def _international(body: bytes) -> tuple[str, bytes]:
    keyword, _, rest = body.partition(b"\0")
    packed, rest = rest[:1] == b"\1", rest[2:]
    text = rest.partition(b"\0")[2].partition(b"\0")[2]
    return keyword.decode("latin-1"), _inflate(text) if packed else text


def _inflate(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, _MAX_TEXT)
    except zlib.error as error:
        raise damaged(f"a text chunk cannot be unpacked ({error})") from error
    if unpacker.unconsumed_tail:
        raise damaged(f"a text chunk unpacks to more than {_MAX_TEXT} bytes")
    return text
