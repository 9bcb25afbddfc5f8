"""What a user's file is and whether it can be used: decided by its content, never by its name."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from domain.asset import Asset
from domain.base import Point
from media.focus import find_subject, ground_of, on_white
from media.footage import probe_footage, probe_sound
from media.headers import read_header
from media.picture import decode, upright_size
from media.shades import rim_of
from media.source import Source, open_source, unreadable
from media.transparent import foot_of, on_nothing

VERSION = 4
"""Raised with every change of what is found in a file, so that what was found before counts no more."""
_LOOK_AT = 400
"""Longer side in pixels of the small copy in which the subject is looked for."""


def probe(path: Path) -> Asset:
    """Describe a photo (JPEG, PNG, WebP), clip (MP4, MOV, WebM) or sound (WAV, MP3, M4A).

    Photos are decoded in full, clips at both ends. Raises AssetError naming file, reason and remedy.
    """
    source = open_source(path)
    return probe_source(source, hash_file(source))


def probe_source(source: Source, sha256: str) -> Asset:
    """Describe an opened file whose hash is known; see ``probe``."""
    describe = {"image": _photo, "video": _clip, "audio": _sound}[source.format.kind]
    return describe(source, sha256)


def hash_file(source: Source) -> str:
    """SHA-256 of a file's bytes. Raises AssetError when it cannot be read."""
    try:
        with source.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(source.name, error) from error


def _photo(source: Source, sha256: str) -> Asset:
    data = source.read()
    header = read_header(source, data)
    width, height = upright_size(source, data, header)
    small = decode(source, data, header, _LOOK_AT)
    if not small[:, :, 3].any():
        raise source.refusal("every pixel of it is transparent", "Export it with the product visible")
    subject = find_subject(small)
    return Asset(
        sha256=sha256,
        kind="image",
        name=source.name,
        mime=source.format.mime,
        width=width,
        height=height,
        focus=subject.middle if subject else Point(),
        subject=subject,
        white_background=on_white(small) or on_nothing(small),
        foot=foot_of(small),
        rim=rim_of(small),
        ground=ground_of(small),
    )


def _clip(source: Source, sha256: str) -> Asset:
    found = asdict(probe_footage(source))
    return Asset(sha256=sha256, kind="video", name=source.name, mime=source.format.mime, **found)


def _sound(source: Source, sha256: str) -> Asset:
    length = probe_sound(source)
    return Asset(
        sha256=sha256, kind="audio", name=source.name, mime=source.format.mime, duration_ms=length, has_audio=True
    )
