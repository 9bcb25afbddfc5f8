"""What the boxes of an MP4 say of its tracks: timing, edit lists, where each chunk of media lies."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from labeling.boxes import Atom, Mp4, child, children, damaged


@dataclass(frozen=True)
class Track:
    """A track: ``kind`` vide or soun, the sample rate of its time table (None when it varies),
    whether it has an edit list, and the file offset of each chunk."""

    kind: str
    rate: Fraction | None
    edited: bool
    chunks: NDArray[np.int64]


def tracks(mp4: Mp4) -> tuple[Track, ...]:
    """The tracks in file order. Raises LabelError when one lacks a table."""
    moov = mp4.moov
    return tuple(_track(moov, atom) for atom in children(moov, mp4.movie) if atom.kind == b"trak")


def _track(moov: bytes, trak: Atom) -> Track:
    handler, header = child(moov, trak, b"mdia", b"hdlr"), child(moov, trak, b"mdia", b"mdhd")
    table = child(moov, trak, b"mdia", b"minf", b"stbl")
    if handler is None or header is None or table is None:
        raise damaged("a track lacks its tables")
    kind = moov[handler.body + 8 : handler.body + 12].decode("latin-1")
    chunks = next((atom for atom in children(moov, table) if atom.kind in (b"stco", b"co64")), None)
    places = chunk_offsets(moov, chunks) if chunks else np.zeros(0, np.int64)
    edited = child(moov, trak, b"edts", b"elst") is not None
    return Track(kind, _rate(moov, header, child(moov, table, b"stts")), edited, places)


def _rate(moov: bytes, header: Atom, times: Atom | None) -> Fraction | None:
    at = header.body + (20 if moov[header.body : header.body + 1] == b"\1" else 12)
    scale = int.from_bytes(moov[at : at + 4])
    if times is None:
        return None
    count = int.from_bytes(moov[times.body + 4 : times.body + 8])
    if times.body + 8 + 8 * count > times.end:
        raise damaged(f"its time table claims {count} entries")
    steps = np.frombuffer(moov, ">u4", count=2 * count, offset=times.body + 8)[1::2]
    return Fraction(scale, int(steps[0])) if steps.size and steps[0] and (steps == steps[0]).all() else None


def chunk_offsets(moov: bytes, atom: Atom) -> NDArray[np.int64]:
    """The file offsets in a ``stco`` or ``co64`` box, in bytes. Raises LabelError when the box is short."""
    width = 4 if atom.kind == b"stco" else 8
    count = int.from_bytes(moov[atom.body + 4 : atom.body + 8])
    if atom.body + 8 + count * width > atom.end:
        raise damaged(f"its chunk table claims {count} entries")
    raw = np.frombuffer(moov, dtype=f">u{width}", count=count, offset=atom.body + 8)
    if raw.size and int(raw.max()) > 2**62:
        raise damaged("a chunk lies beyond any file")
    return raw.astype(np.int64)
