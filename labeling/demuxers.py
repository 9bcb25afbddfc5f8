"""Which demuxer reads a file, by its first bytes: left to guess, ffmpeg follows playlists into other files."""

from pathlib import Path

_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "mp4"), (4, b"moov", "mp4"), (4, b"mdat", "mp4"), (4, b"wide", "mp4"), (4, b"free", "mp4"),
    (4, b"skip", "mp4"), (4, b"pnot", "mp4"), (0, b"\x1a\x45\xdf\xa3", "matroska"), (0, b"FLV\x01", "flv"),
    (0, b"GIF8", "gif"), (0, b"ID3", "mp3"), (0, b"OggS", "ogg"), (0, b"fLaC", "flac"), (0, b"G@", "mpegts"),
    (8, b"WAVE", "wav"), (8, b"AVI ", "avi"),
)  # fmt: skip
_HEAD = 16


def demuxer_of(path: Path) -> str | None:
    """The name of the demuxer for a film or sound, None for what is neither. Raises OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for at, mark, name in _MARKS:
        if head.startswith(mark, at):
            return name
    if is_mpeg_sound(head):
        return "mp3"
    return "aac" if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0 else None


def is_mpeg_sound(head: bytes) -> bool:
    """Whether it begins with a frame of MPEG audio: the sync, a known version, layer and bit rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    return head[1] >> 3 & 3 != 1 and head[1] >> 1 & 3 != 0 and head[2] >> 4 != 15
