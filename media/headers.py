"""Size, frame count and completeness of a photo, read from its structure before any decoder runs."""

import re
from dataclasses import dataclass

from media.magic import JPEG, PNG
from media.source import Source

MAX_PIXELS = 50_000_000
MIN_SIDE = 64
MAX_FRAMES = 300
MAX_SCANS = 100
"""A progressive JPEG has about ten scans; thousands make a decoder work for minutes."""

_CUT = "is cut short: the end of the picture is missing"
_BROKEN = "is damaged: its structure makes no sense"
_SEGMENT_END = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
_FRAME_MARKERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True)
class Header:
    """Width and height as stored (before EXIF turns the picture), and how many frames."""

    width: int
    height: int
    frames: int = 1


def read_header(source: Source, data: bytes) -> Header:
    """Walk an image file's structure to its end.

    Raises AssetError when it is cut short or damaged, has more than ``MAX_PIXELS`` pixels or
    ``MAX_FRAMES`` frames, or is smaller than ``MIN_SIDE`` pixels on a side.
    """
    walk = {JPEG: _jpeg, PNG: _png}.get(source.format, _webp)
    header = walk(source, data)
    _check_size(source, header)
    return header


def _check_size(source: Source, header: Header) -> None:
    size = f"{header.width} × {header.height} pixels"
    if header.width * header.height > MAX_PIXELS:
        millions = header.width * header.height // 1_000_000
        raise source.refusal(f"has {size} ({millions} megapixels); at most 50 can be used", "Save it smaller")
    if min(header.width, header.height) < MIN_SIDE:
        raise source.refusal(f"has only {size}", f"Use a picture of at least {MIN_SIDE} pixels, better 1080 or more")
    if header.frames > MAX_FRAMES:
        raise source.refusal(f"is an animation of {header.frames} frames", "Save one frame as JPEG or PNG")


def _jpeg(source: Source, data: bytes) -> Header:
    """Markers from SOI to EOI (ITU-T T.81 Annex B); decoders forgive a missing end, we do not."""
    header, scans, at = None, 0, 2
    while True:
        found = _SEGMENT_END.search(data, at)
        if found is None:
            raise source.refusal(_CUT)
        marker, at = found[1][0], found.end()
        if marker == 0xD9:
            break
        size = int.from_bytes(data[at : at + 2], "big")
        if size < 2 or at + size > len(data):
            raise source.refusal(_CUT)
        if marker in _FRAME_MARKERS and header is None:
            header = Header(int.from_bytes(data[at + 5 : at + 7], "big"), int.from_bytes(data[at + 3 : at + 5], "big"))
            _check_size(source, header)
        at += size
        scans += marker == 0xDA
        if scans > MAX_SCANS:
            raise source.refusal(f"has more than {MAX_SCANS} scans, as no camera makes them")
    if header is None or not scans:
        raise source.refusal(_BROKEN)
    return header


def _png(source: Source, data: bytes) -> Header:
    """Chunks from IHDR to IEND (PNG third edition, §5 and §11)."""
    if data[12:16] != b"IHDR":
        raise source.refusal(_CUT if len(data) < 33 else _BROKEN)
    frames, pictures, at = 1, 0, 8
    while True:
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if at + 12 + size > len(data):
            raise source.refusal(_CUT)
        if kind == b"IEND":
            break
        if kind == b"acTL":
            frames = int.from_bytes(data[at + 8 : at + 12], "big")
        pictures += kind == b"IDAT"
        at += 12 + size
    if not pictures:
        raise source.refusal(_BROKEN)
    return Header(int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big"), max(1, frames))


def _webp(source: Source, data: bytes) -> Header:
    """RIFF chunks (WebP container specification): VP8X, VP8 or VP8L gives the size, ANMF the frames."""
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) or len(data) < 30:
        raise source.refusal(_CUT)
    frames, at = 0, 12
    while at + 8 <= end:
        frames += data[at : at + 4] == b"ANMF"
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > end:
            raise source.refusal(_CUT)
        at += 8 + size + size % 2
    width, height = _webp_size(source, data)
    return Header(width, height, max(1, frames))


def _webp_size(source: Source, data: bytes) -> tuple[int, int]:
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    raise source.refusal(_BROKEN)
