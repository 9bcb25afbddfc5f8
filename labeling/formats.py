"""The kinds of file that can leave: where each carries the metadata, and why others are refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain.errors import LabelError
from labeling import gif, id3, jpeg, mp4_read, png, riff
from labeling.aigc import AigcCopy
from labeling.boxes import read_mp4
from labeling.mp4_write import stamp_mp4
from labeling.xmp import AIGC, SOURCE_TYPE, Packet, merge_packet

MAX_BYTES = 128 * 2**20
"""Most a picture or sound file may have: these are worked on in memory."""

_PIECE = 2**20

FormatName = Literal["mp4", "mov", "m4a", "jpeg", "png", "webp", "gif", "wav", "mp3"]


@dataclass(frozen=True)
class Stamp:
    """What is written into a file: the AIGC text, and the IPTC digital source type."""

    aigc: str
    source_type: str


@dataclass(frozen=True)
class Carried:
    """What a file carries: every AIGC copy, and every digital source type its XMP states."""

    copies: tuple[AigcCopy, ...]
    source_types: tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """One kind of file. ``mime`` is what the C2PA SDK knows it by, ``place`` where its one AIGC copy belongs;
    ``media`` gives the bytes that players decode, in pieces, without any metadata."""

    name: FormatName
    mime: str
    place: str
    write: Callable[[Path, Path, Stamp], None]
    read: Callable[[Path], Carried]
    media: Callable[[Path], Iterator[bytes]]


def format_of(out: Path) -> Format:
    """The format a file's name asks for. Raises LabelError with the reason when it cannot carry the marks."""
    suffix = out.suffix.lower()
    name = _SUFFIXES.get(suffix)
    if name is None:
        raise LabelError(f"{out.name} cannot be labelled: {why_not(suffix)}", hint=_INSTEAD)
    return format_named(name)


def why_not(suffix: str) -> str:
    """Why no file whose name ends so can carry the marks."""
    return _REFUSED.get(suffix.lower(), f"no place for the marks is known in '{suffix}'")


def format_named(name: FormatName) -> Format:
    """The row of a format."""
    return next(row for row in formats() if row.name == name)


def formats() -> tuple[Format, ...]:
    """Every format that can carry the metadata."""
    return (
        *(Format(name, mime, mp4_read.PLACE, _stamp_boxes, _read_boxes, _media_boxes) for name, mime in _BOXED),
        _held("jpeg", "image/jpeg", jpeg.PLACE, _in_xmp(jpeg.stamp_jpeg), _jpeg, jpeg.media),
        _held("png", "image/png", png.PLACE, _in_xmp(png.stamp_png), _png, png.media),
        _held("webp", "image/webp", riff.WEBP_PLACE, _in_xmp(riff.stamp_webp), _riff, riff.media),
        _held("gif", "image/gif", gif.PLACE, _in_xmp(gif.stamp_gif), _gif, gif.media),
        _held("wav", "audio/wav", riff.WAV_PLACE, _beside(riff.stamp_wav), _riff, riff.media),
        _held("mp3", "audio/mpeg", id3.PLACE, _beside(id3.stamp_mp3), _mp3, id3.media),
    )


def load(path: Path) -> bytes:
    """A picture or sound file in memory. Raises LabelError when it is too large."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise LabelError(f"{path.name} has {size} bytes, more than {MAX_BYTES}", hint="give a smaller file")
    return path.read_bytes()


_BOXED: tuple[tuple[FormatName, str], ...] = (("mp4", "video/mp4"), ("mov", "video/quicktime"), ("m4a", "audio/mp4"))
_SUFFIXES: dict[str, FormatName] = {
    ".mp4": "mp4", ".m4v": "mp4", ".mov": "mov", ".m4a": "m4a", ".jpg": "jpeg", ".jpeg": "jpeg",
    ".png": "png", ".webp": "webp", ".gif": "gif", ".wav": "wav", ".mp3": "mp3",
}  # fmt: skip
_REFUSED = {
    ".avi": "readers do not agree on a place for AIGC in its LIST INFO (TC260-PG-20257A), so it could not be read back",
    ".mkv": "C2PA has no place in Matroska, so it could not be signed",
    ".webm": "C2PA has no place in WebM, so it could not be signed",
    ".flv": "C2PA has no place in FLV, so it could not be signed",
    ".ts": "a transport stream has no place for AIGC, XMP or C2PA",
    ".h264": "a bare stream has no place for AIGC, XMP or C2PA",
    ".ogg": "no practice guide names a place for AIGC in Ogg",
    ".aac": "a bare stream has no place for AIGC, XMP or C2PA",
    ".bmp": "a bitmap has no place for AIGC, XMP or C2PA",
    ".ass": "its style lines let a player hide the mark",
}
_INSTEAD = "use MP4, MOV, M4A, MP3, WAV, JPEG, PNG, WebP, GIF, SRT, VTT, TXT or ZIP"


def _stamp_boxes(source: Path, target: Path, stamp: Stamp) -> None:
    stamp_mp4(source, target, stamp.aigc, merge_packet(None, {SOURCE_TYPE: stamp.source_type}))


def _read_boxes(path: Path) -> Carried:
    mp4 = read_mp4(path)
    return Carried(mp4_read.find_aigc(mp4), mp4_read.source_types(mp4))


def _media_boxes(path: Path) -> Iterator[bytes]:
    mp4 = read_mp4(path)
    with path.open("rb") as file:
        for atom in (atom for atom in mp4.top if atom.kind == b"mdat"):
            file.seek(atom.body)
            left = atom.end - atom.body
            while left and (piece := file.read(min(left, _PIECE))):
                left -= len(piece)
                yield piece


def _held(
    name: FormatName,
    mime: str,
    place: str,
    change: Callable[[bytes, Stamp], bytes],
    look: Callable[[bytes], tuple[tuple[AigcCopy, ...], tuple[Packet, ...]]],
    media: Callable[[bytes], Iterator[bytes]],
) -> Format:
    """A format whose files are small enough to be held in memory."""

    def write(source: Path, target: Path, stamp: Stamp) -> None:
        with target.open("xb") as file:
            file.write(change(load(source), stamp))

    def read(path: Path) -> Carried:
        copies, packets = look(load(path))
        return Carried(copies, tuple(value for packet in packets for value in packet.source_types))

    return Format(name, mime, place, write, read, lambda path: media(load(path)))


def _in_xmp(change: Callable[[bytes, dict[str, str]], bytes]) -> Callable[[bytes, Stamp], bytes]:
    return lambda data, stamp: change(data, {AIGC: stamp.aigc, SOURCE_TYPE: stamp.source_type})


def _beside(change: Callable[[bytes, str, dict[str, str]], bytes]) -> Callable[[bytes, Stamp], bytes]:
    return lambda data, stamp: change(data, stamp.aigc, {SOURCE_TYPE: stamp.source_type})


def _jpeg(data: bytes) -> tuple[tuple[AigcCopy, ...], tuple[Packet, ...]]:
    parts = jpeg.segments(data)
    return jpeg.find_aigc(parts), jpeg.read_packets(parts)


def _png(data: bytes) -> tuple[tuple[AigcCopy, ...], tuple[Packet, ...]]:
    return png.find_aigc(data), png.read_packets(data)


def _riff(data: bytes) -> tuple[tuple[AigcCopy, ...], tuple[Packet, ...]]:
    return riff.find_aigc(data), riff.read_packets(data)


def _gif(data: bytes) -> tuple[tuple[AigcCopy, ...], tuple[Packet, ...]]:
    return gif.find_aigc(data), gif.read_packets(data)


def _mp3(data: bytes) -> tuple[tuple[AigcCopy, ...], tuple[Packet, ...]]:
    return id3.find_aigc(data), id3.read_packets(data)
