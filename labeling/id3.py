"""ID3v2 tags of MP3 files: the AIGC text, the XMP packet; found, counted and put in (id3.org v2.3, v2.4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import LabelError
from labeling.aigc import AigcCopy, looks_like_aigc, read_copy
from labeling.xmp import AIGC, Packet, merge_packet, read_packet

PLACE = "ID3v2 TXXX AIGC"
MAX_TAG = 16 * 2**20
_MAX_FRAMES = 10_000
_ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
_UTF8 = b"\3"
_PADDING = 10
"""Bytes behind the last frame: readers that look for another frame's header there (exiftool) find none."""
_XMP_OWNER = b"XMP\0"


@dataclass(frozen=True)
class Frame:
    """One frame of a tag: its four-character name, its flags and its body."""

    name: bytes
    flags: bytes
    body: bytes


def damaged(reason: str) -> LabelError:
    """The error for bytes that are not a well-formed ID3 tag."""
    return LabelError(f"the ID3 tag is damaged: {reason}", hint="make or download the file again")


def tag_end(data: bytes) -> int:
    """Where the sound begins: behind the tag, or 0 without one."""
    if data[:3] != b"ID3":
        return 0
    if len(data) < 10:
        raise damaged(f"it ends after {len(data)} bytes")
    end = 10 + _synchsafe(data[6:10]) + (10 if data[5] & 0x10 else 0)
    if end > len(data) or end > MAX_TAG:
        raise damaged(f"it claims {end} bytes of {len(data)}")
    return end


def frames(data: bytes) -> Iterator[Frame]:
    """The frames of the tag at the beginning. Raises LabelError for versions before 2.3 and for damage."""
    end = tag_end(data)
    if not end:
        return
    version, flags = data[3], data[5]
    if version not in (3, 4):
        raise damaged(f"version 2.{version} is not read")
    body = data[10:end]
    body = body.replace(b"\xff\0", b"\xff") if flags & 0x80 and version == 3 else body
    at = _after_extension(body, version) if flags & 0x40 else 0
    for _ in range(_MAX_FRAMES):
        if len(body) - at < 10 or body[at] == 0:
            return
        raw = body[at + 4 : at + 8]
        size = _synchsafe(raw) if version == 4 else int.from_bytes(raw)
        if at + 10 + size > len(body):
            raise damaged(f"frame {body[at : at + 4]!r} claims {size} bytes")
        yield Frame(body[at : at + 4], body[at + 8 : at + 10], body[at + 10 : at + 10 + size])
        at += 10 + size
    raise damaged(f"it has more than {_MAX_FRAMES} frames")


def read_packets(data: bytes) -> tuple[Packet, ...]:
    """The XMP packets in PRIV frames."""
    return tuple(read_packet(frame.body[len(_XMP_OWNER) :]) for frame in frames(data) if _is_xmp(frame))


def find_aigc(data: bytes) -> tuple[AigcCopy, ...]:
    """Each AIGC copy: TXXX of that description, other texts that hold one, XMP properties."""
    found: list[AigcCopy] = []
    for packet in read_packets(data):
        found += [read_copy(f"PRIV XMP {'TC260:AIGC' if name == AIGC else name}", value) for name, value in packet.aigc]
    for frame in frames(data):
        if frame.name in (b"TXXX", b"COMM"):
            description, text = _described(frame)
            if description.upper() == "AIGC" or looks_like_aigc(text):
                found.append(read_copy(f"ID3v2 {frame.name.decode()} {description}".strip(), text))
    return tuple(found)


def stamp_mp3(data: bytes, aigc: str, properties: dict[str, str]) -> bytes:
    """The MP3 with an ID3v2.4 tag that has one AIGC text and one XMP packet; the sound is not touched."""
    old = list(frames(data))
    packet = next((frame.body[len(_XMP_OWNER) :] for frame in old if _is_xmp(frame)), None)
    kept = [frame for frame in old if not _is_xmp(frame) and not _is_aigc(frame)]
    new = [
        Frame(b"TXXX", bytes(2), _UTF8 + b"AIGC\0" + aigc.encode()),
        Frame(b"PRIV", bytes(2), _XMP_OWNER + merge_packet(packet, properties)),
    ]
    body = b"".join(frame.name + _as_synchsafe(len(frame.body)) + frame.flags + frame.body for frame in (*kept, *new))
    body += bytes(_PADDING)
    return b"ID3\4\0\0" + _as_synchsafe(len(body)) + body + data[tag_end(data) :]


def media(data: bytes) -> Iterator[bytes]:
    """The sound: everything behind the tag."""
    yield data[tag_end(data) :]


def _is_xmp(frame: Frame) -> bool:
    return frame.name == b"PRIV" and frame.body.startswith(_XMP_OWNER)


def _is_aigc(frame: Frame) -> bool:
    return frame.name == b"TXXX" and _described(frame)[0].upper() == "AIGC"


def _described(frame: Frame) -> tuple[str, str]:
    """The description and the text of a TXXX or COMM frame."""
    encoding = _ENCODINGS.get(frame.body[0] if frame.body else 0, "latin-1")
    raw = frame.body[4:] if frame.name == b"COMM" else frame.body[1:]
    text = raw.decode(encoding, "replace")
    description, _, value = text.partition("\0")
    return description.lstrip("\ufeff"), value.strip("\0\ufeff")


def _after_extension(body: bytes, version: int) -> int:
    size = _synchsafe(body[:4]) if version == 4 else 4 + int.from_bytes(body[:4])
    if not 4 <= size <= len(body):
        raise damaged("its extended header leaves the tag")
    return size


def _synchsafe(data: bytes) -> int:
    value = 0
    for byte in data:
        value = value << 7 | byte & 0x7F
    return value


def _as_synchsafe(value: int) -> bytes:
    if value >= 2**28:
        raise damaged("it grows beyond what a tag holds")
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))
