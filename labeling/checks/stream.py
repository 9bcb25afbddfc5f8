"""The delivered streams: what every platform takes, whole, and the renderer's own media bytes."""

from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from domain.frame import FPS
from labeling.boxes import Atom, Mp4, read_mp4
from labeling.evidence import VideoEvidence
from labeling.policy import Check, Finding
from labeling.tracks import Track, tracks

_CHUNK = 2**20
_RULE = "Vitrine: delivered file"


def stream_checks() -> tuple[Check[VideoEvidence], ...]:
    """F1–F5: the file is what was promised."""
    return (
        Check(f"F1 {_RULE}", "picture", "H.264, yuv420p", _picture),
        Check(f"F2 {_RULE}", "frame rate", f"{FPS} constant", _rate),
        Check(f"F3 {_RULE}", "sound", "AAC, 48 kHz, stereo", _sound),
        Check(f"F4 {_RULE}", "layout", "movie box first, no edit list", _layout),
        Check(f"F5 {_RULE}", "frames looked at decode", "0 damaged", _decodes),
    )


def unchanged(render: Path) -> Check[VideoEvidence]:
    """Stamping and signing moved the media bytes and changed none of them."""

    def look(evidence: VideoEvidence) -> Finding:
        before, after = read_mp4(render), evidence.mp4
        same = _same_media(render, before, evidence.path, after)
        placed = all(np.array_equal(a, b) for a, b in zip(_relative(before), _relative(after), strict=True))
        said = "the same" if same and placed else "other bytes" if not same else "other chunk offsets"
        return Finding(same and placed, said)

    return Check("F6 Vitrine: no re-encode", "media bytes against the render", "the same", look)


def _picture(evidence: VideoEvidence) -> Finding:
    found = evidence.watch.streams
    said = f"{found.codec}, {found.pixel_format}, {found.width}×{found.height}"
    return Finding((found.codec, found.pixel_format) == ("h264", "yuv420p"), said)


def _rate(evidence: VideoEvidence) -> Finding:
    rates = [track.rate for track in _of(evidence.mp4, "vide")]
    said = ", ".join(f"{float(rate):.3f}" if rate else "varies" for rate in rates) or "no video"
    return Finding(rates == [FPS], said)


def _sound(evidence: VideoEvidence) -> Finding:
    found = evidence.watch.streams
    said = f"{found.audio_codec or 'none'}, {found.audio_rate} Hz, {found.audio_channels} channels"
    return Finding((found.audio_codec, found.audio_rate, found.audio_channels) == ("aac", 48000, 2), said)


def _layout(evidence: VideoEvidence) -> Finding:
    movie, media = evidence.mp4.first(b"moov"), evidence.mp4.first(b"mdat")
    first = movie is not None and media is not None and movie.start < media.start
    edited = any(track.edited for track in tracks(evidence.mp4))
    said = f"movie box {'first' if first else 'behind the media'}, {'an' if edited else 'no'} edit list"
    return Finding(first and not edited, said)


def _decodes(evidence: VideoEvidence) -> Finding:
    watch = evidence.watch
    return Finding(watch.looked_at > 0 and watch.corrupt == 0, f"{watch.corrupt} of {watch.looked_at} damaged")


def _of(mp4: Mp4, kind: str) -> list[Track]:
    return [track for track in tracks(mp4) if track.kind == kind]


def _same_media(path: Path, mp4: Mp4, other_path: Path, other: Mp4) -> bool:
    parts, others = ([atom for atom in each.top if atom.kind == b"mdat"] for each in (mp4, other))
    if [a.end - a.body for a in parts] != [b.end - b.body for b in others]:
        return False
    with path.open("rb") as first, other_path.open("rb") as second:
        return all(_same_bytes(first, a, second, b) for a, b in zip(parts, others, strict=True))


def _same_bytes(first: BinaryIO, a: Atom, second: BinaryIO, b: Atom) -> bool:
    first.seek(a.body)
    second.seek(b.body)
    left = a.end - a.body
    while left:
        here, there = first.read(min(_CHUNK, left)), second.read(min(_CHUNK, left))
        if here != there or not here:
            return False
        left -= len(here)
    return True


def _relative(mp4: Mp4) -> list[NDArray[np.int64]]:
    media = mp4.first(b"mdat")
    start = media.body if media else 0
    return [track.chunks - start for track in tracks(mp4)]
