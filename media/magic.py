"""What a file is, told by its first bytes and never by its name."""

import re
from dataclasses import dataclass

from domain.asset import AssetKind
from domain.errors import AssetError

HEAD_BYTES = 4096
"""How much of a file ``sniff`` wants to see."""


@dataclass(frozen=True)
class Format:
    """A kind of file we read: its name for messages, MIME type, stored suffix and forced demuxer."""

    name: str
    kind: AssetKind
    mime: str
    suffix: str
    demuxer: str = ""


JPEG = Format("JPEG", "image", "image/jpeg", ".jpg")
PNG = Format("PNG", "image", "image/png", ".png")
WEBP = Format("WebP", "image", "image/webp", ".webp")
MP4 = Format("MP4", "video", "video/mp4", ".mp4", "mov")
MOV = Format("MOV", "video", "video/quicktime", ".mov", "mov")
WEBM = Format("WebM", "video", "video/webm", ".webm", "matroska")
WAV = Format("WAV", "audio", "audio/wav", ".wav", "wav")
MP3 = Format("MP3", "audio", "audio/mpeg", ".mp3", "mp3")
M4A = Format("M4A", "audio", "audio/mp4", ".m4a", "mov")

FORMATS = (JPEG, PNG, WEBP, MP4, MOV, WEBM, WAV, MP3, M4A)

TO_IMAGE = "Save it as JPEG, PNG or WebP"
TO_CLIP = "Convert it to MP4 (H.264)"
TO_SOUND = "Convert it to WAV, MP3 or M4A"
NEEDED = "Use a photo (JPEG, PNG, WebP), a clip (MP4, MOV, WebM) or a sound (WAV, MP3, M4A)"

_REFUSED_BYTES = (
    (0, b"GIF8", "a GIF", "Save its best frame as JPEG or PNG, or convert it to MP4"),
    (0, b"BM", "a BMP image", TO_IMAGE),
    (0, b"II*\0", "a TIFF or camera raw image", TO_IMAGE),
    (0, b"MM\0*", "a TIFF or camera raw image", TO_IMAGE),
    (0, b"8BPS", "a Photoshop document", "Export it as JPEG or PNG"),
    (0, b"\0\0\1\0", "an icon file", TO_IMAGE),
    (0, b"\xff\x0a", "a JPEG XL image", TO_IMAGE),
    (4, b"JXL ", "a JPEG XL image", TO_IMAGE),
    (4, b"jP  ", "a JPEG 2000 image", TO_IMAGE),
    (0, b"%!PS", "a PostScript file", "Export it as JPEG or PNG"),
    (0, b"PK\x03\x04", "a zip archive or office document", "Unpack it and use the photos or clips inside"),
    (0, b"Rar!", "a RAR archive", "Unpack it and use the photos or clips inside"),
    (0, b"7z\xbc\xaf", "a 7z archive", "Unpack it and use the photos or clips inside"),
    (0, b"\x1f\x8b", "a gzip archive", "Unpack it and use the photos or clips inside"),
    (0, b"OggS", "an Ogg file", TO_SOUND),
    (0, b"fLaC", "a FLAC file", TO_SOUND),
    (0, b"FORM", "an AIFF file", TO_SOUND),
    (0, b"FLV\1", "a Flash video", TO_CLIP),
    (0, b"\x30\x26\xb2\x75", "a Windows Media file", TO_CLIP),
    (0, b"\0\0\1\xba", "an MPEG program stream", TO_CLIP),
    (0, b"\x7fELF", "a program", NEEDED),
    (0, b"MZ", "a Windows program", NEEDED),
)

_REFUSED_TEXT = (
    (b"%pdf", "a PDF", "Export the picture you want from it as JPEG or PNG"),
    (b"#extm3u", "a streaming playlist, not a clip", "Use the MP4 itself; playlists are never followed"),
    (b"ffconcat", "an ffmpeg file list, not a clip", "Use the MP4 itself; file lists are never followed"),
    (b"v=0", "a session description, not a clip", "Use the MP4 itself; network streams are never followed"),
    (b"[playlist]", "a playlist, not a clip", "Use the MP4 itself; playlists are never followed"),
    (b"<svg", "an SVG drawing", "Export it as PNG, at 1000 pixels or more"),
    (b"<!doctype html", "a web page", "Open the page and save the picture itself as JPEG or PNG"),
    (b"<html", "a web page", "Open the page and save the picture itself as JPEG or PNG"),
    (b"<mpd", "a streaming playlist, not a clip", "Use the MP4 itself; playlists are never followed"),
)

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_AUDIO_BRANDS = {b"M4A ", b"M4B ", b"M4P "}
_QUICKTIME_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_XML_PREAMBLE = re.compile(rb"<\?xml[^>]*\?>|<!--.*?-->|<!doctype svg[^>\[]*(\[[^\]]*\])?[^>]*>|\s+", re.DOTALL)


def sniff(head: bytes, name: str) -> Format:
    """The format of a file whose first bytes (``HEAD_BYTES`` of them) are ``head``.

    Raises AssetError, calling the file ``name``, for anything that is not one of ``FORMATS``.
    """
    found = _image(head) or _riff(head, name) or _boxed(head, name) or _matroska(head, name) or _mpeg_audio(head, name)
    if found:
        return found
    what, hint = _refused(head)
    raise AssetError(f"{name}: is {what}", hint=hint)


def _image(head: bytes) -> Format | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    return PNG if head.startswith(b"\x89PNG\r\n\x1a\n") else None


def _riff(head: bytes, name: str) -> Format | None:
    if head[:4] not in (b"RIFF", b"RF64"):
        return None
    found = {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if found is None:
        what = "an AVI" if head[8:12] == b"AVI " else "a RIFF file of an unknown kind"
        raise AssetError(f"{name}: is {what}", hint=TO_CLIP)
    return found


def _boxed(head: bytes, name: str) -> Format | None:
    """ISO base media (MP4, MOV, M4A) and the still images that share its boxes."""
    if head[4:8] in _QUICKTIME_ATOMS:
        return MOV
    if head[4:8] != b"ftyp":
        return None
    brand, size = head[8:12], int.from_bytes(head[:4], "big")
    others = {head[i : i + 4] for i in range(16, min(size, len(head)), 4)}
    if brand in _HEIF_BRANDS or (brand not in _AUDIO_BRANDS and {b"heic", b"avif"} & others):
        what = "an AVIF image" if b"avif" in {brand, *others} else "a HEIC photo"
        raise AssetError(f"{name}: is {what}", hint="Convert it to JPEG (on an iPhone: Settings, Camera, Formats)")
    if brand in _AUDIO_BRANDS:
        return M4A
    return MOV if brand == b"qt  " else MP4


def _matroska(head: bytes, name: str) -> Format | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    if b"webm" not in head[:64]:
        raise AssetError(f"{name}: is a Matroska file", hint=TO_CLIP)
    return WEBM


def _mpeg_audio(head: bytes, name: str) -> Format | None:
    if head.startswith(b"ID3"):
        return MP3
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    layer = head[1] >> 1 & 3
    if layer == 0 and head[1] & 0xF0 == 0xF0:
        raise AssetError(f"{name}: is a bare AAC stream", hint=TO_SOUND)
    valid = layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3
    return MP3 if valid else None


def _refused(head: bytes) -> tuple[str, str]:
    """What a file that is none of ours is, and what to do about it."""
    for at, magic, what, hint in _REFUSED_BYTES:
        if head[at : at + len(magic)] == magic:
            return what, hint
    text = _as_text(head)
    start = _skip_xml_preamble(text).lower()
    for opening, what, hint in _REFUSED_TEXT:
        if start.startswith(opening):
            return what, hint
    return ("a text file", NEEDED) if text else ("not in a format we can read", NEEDED)


def _as_text(head: bytes) -> bytes:
    """The head as UTF-8 text without its byte order mark, or nothing when it is not text."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "ignore").encode()
    body = head.removeprefix(b"\xef\xbb\xbf")
    plain = body and not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", body)
    return body if plain or body.lstrip()[:5] == b"%PDF-" else b""


def _skip_xml_preamble(text: bytes) -> bytes:
    at = 0
    while found := _XML_PREAMBLE.match(text.lower(), at):
        at = found.end()
    return text[at:]
