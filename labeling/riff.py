"""RIFF files: WAV with its AIGC chunk, WebP with its XMP chunk; found, counted and put in."""

from collections.abc import Iterator

from domain.errors import LabelError
from labeling.aigc import AigcCopy, looks_like_aigc, read_copy
from labeling.xmp import AIGC, Packet, merge_packet, read_packet

WAV_PLACE = "RIFF chunk AIGC"
WEBP_PLACE = "RIFF XMP TC260:AIGC"
_PACKETS = {b"WAVE": b"_PMX", b"WEBP": b"XMP "}
_MAX_CHUNKS = 100_000
_MAX_TEXT = 2**20
_XMP_FLAG, _ALPHA_FLAG = 0x04, 0x10


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed RIFF file."""
    return LabelError(f"the RIFF file is damaged: {reason}", hint="make or download the file again")


def form_of(data: bytes) -> bytes:
    """``WAVE`` or ``WEBP``. Raises LabelError for anything else."""
    if data[:4] != b"RIFF" or data[8:12] not in _PACKETS:
        raise damaged("it is neither WAV nor WebP")
    return data[8:12]


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks in order, kind and body; what stands behind the size the header states is no chunk."""
    form_of(data)
    end, at = min(len(data), 8 + int.from_bytes(data[4:8], "little")), 12
    for _ in range(_MAX_CHUNKS):
        if end - at < 8:
            return
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise damaged(f"chunk {kind!r} claims {size} bytes, {end - at - 8} are left")
        yield kind, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise damaged(f"it has more than {_MAX_CHUNKS} chunks")


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a WebP in pixels. Raises LabelError when no chunk states them."""
    for kind, body in chunks(data):
        if kind == b"VP8X" and len(body) >= 10:
            return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
        if kind == b"VP8 " and len(body) >= 10:
            return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
        if kind == b"VP8L" and len(body) >= 5:
            bits = int.from_bytes(body[1:5], "little")
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    raise damaged("it states no size")


def read_packets(data: bytes) -> tuple[Packet, ...]:
    """The XMP packets."""
    wanted = _PACKETS[form_of(data)]
    return tuple(read_packet(body) for kind, body in chunks(data) if kind == wanted)


def find_aigc(data: bytes) -> tuple[AigcCopy, ...]:
    """Each AIGC copy: the chunk of that name, XMP properties, and tags of a LIST INFO that hold one."""
    found: list[AigcCopy] = []
    xmp = "RIFF XMP"
    for packet in read_packets(data):
        found += [read_copy(WEBP_PLACE if name == AIGC else f"{xmp} {name}", value) for name, value in packet.aigc]
    for kind, body in chunks(data):
        if kind.upper() == b"AIGC":
            found.append(read_copy(f"RIFF chunk {kind.decode('latin-1')}", body[:_MAX_TEXT].decode("utf-8", "replace")))
        elif kind == b"LIST" and body[:4] == b"INFO":
            found += _in_info(body[4:])
    return tuple(found)


def media(data: bytes) -> Iterator[bytes]:
    """The samples with their format, or the picture data."""
    wanted = (b"fmt ", b"data", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF")
    yield from (body for kind, body in chunks(data) if kind in wanted)


def _in_info(body: bytes) -> Iterator[AigcCopy]:
    at = 0
    while len(body) - at >= 8:
        kind, size = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        text = body[at + 8 : at + 8 + min(size, _MAX_TEXT)].decode("utf-8", "replace")
        if kind.upper() == b"AIGC" or looks_like_aigc(text):
            yield read_copy(f"LIST INFO {kind.decode('latin-1')}", text)
        at += 8 + size + size % 2


def stamp_wav(data: bytes, aigc: str, properties: dict[str, str]) -> bytes:
    """The WAV with one AIGC chunk and one XMP chunk behind the samples, which stay as they are."""
    parts = [(kind, body) for kind, body in chunks(data) if kind.upper() != b"AIGC" and kind != b"_PMX"]
    old = next((body for kind, body in chunks(data) if kind == b"_PMX"), None)
    return _riff(b"WAVE", [*parts, (b"AIGC", aigc.encode()), (b"_PMX", merge_packet(old, properties))])


def stamp_webp(data: bytes, properties: dict[str, str]) -> bytes:
    """The WebP in its extended form with one XMP chunk at the end, merged into the packet it has."""
    width, height = size_of(data)
    parts = [(kind, body) for kind, body in chunks(data) if kind not in (b"XMP ", b"VP8X")]
    known = dict(chunks(data))
    head = bytearray(known.get(b"VP8X", b"") or _extended(known, width, height))
    head[0] |= _XMP_FLAG
    return _riff(b"WEBP", [(b"VP8X", bytes(head)), *parts, (b"XMP ", merge_packet(known.get(b"XMP "), properties))])


def _extended(known: dict[bytes, bytes], width: int, height: int) -> bytes:
    lossless = known.get(b"VP8L", b"")
    alpha = _ALPHA_FLAG if lossless and int.from_bytes(lossless[1:5], "little") >> 28 & 1 else 0
    return bytes([alpha, 0, 0, 0]) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def _riff(form: bytes, parts: list[tuple[bytes, bytes]]) -> bytes:
    body = form + b"".join(
        kind + len(part).to_bytes(4, "little") + part + b"\0" * (len(part) % 2) for kind, part in parts
    )
    if len(body) >= 2**32:
        raise damaged("it grows beyond 4 GiB")
    return b"RIFF" + len(body).to_bytes(4, "little") + body
