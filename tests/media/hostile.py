"""Broken and hostile files, each a name and a way to make it; none may be accepted and none may crash."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from tests.media.makers import clip, encoded, frames, pillow, png, png_chunk, riff, tone

Make = Callable[[Path], None]


def _bytes(data: bytes) -> Make:
    return lambda path: path.write_bytes(data) and None


def _cut(make: Callable[[Path], Path], share: float) -> Make:
    def cut(path: Path) -> None:
        whole = make(path.with_name("whole" + path.suffix)).read_bytes()
        path.write_bytes(whole[: int(len(whole) * share)])

    return cut


def _progressive() -> bytes:
    return pillow("JPEG", progressive=True)


def _many_scans() -> bytes:
    """A progressive JPEG whose last scan is repeated until a decoder would work for minutes."""
    data = _progressive()
    scan = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + scan * 3000 + b"\xff\xd9"


def _resized_jpeg(width: int, height: int) -> bytes:
    data = bytearray(encoded(".jpg"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _playlist_avi() -> bytes:
    """CVE-2016-1897: an AVI whose only stream is a playlist that names a local file."""
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n"
    return riff(b"AVI ", (b"LIST", b"hdrlavih" + bytes(64)), (b"LIST", b"movi00GD" + playlist))


def _riff_webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return riff(b"WEBP", (b"VP8X", bytes(4) + size), (b"VP8 ", bytes(30)))


def _animated_webp(count: int) -> bytes:
    first, *rest = frames(count)
    return pillow("WEBP", first, save_all=True, append_images=rest, lossless=True, quality=0)


_ISO = b"\0\0\0\x18ftypisom\0\0\2\0isommp41"
_HTML = b"<!DOCTYPE html><html><body>404 Not Found</body></html>"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"/>'
_WHOLE_PNG = png(100, 100, b"\0" * 1400)
_ANIMATED = png_chunk(b"acTL", struct.pack(">II", 301, 0))

CONTENT: dict[str, Make] = {
    "zero-bytes.jpg": _bytes(b""),
    "one-byte.png": _bytes(b"\x89"),
    "text.jpg": _bytes("一段文字，不是照片\n".encode()),
    "utf16-text.jpg": _bytes("not a photo".encode("utf-16")),
    "json.jpg": _bytes(b'{"error": "forbidden"}'),
    "page.jpg": _bytes(_HTML),
    "page-with-bom.png": _bytes(b"\xef\xbb\xbf\r\n" + _HTML),
    "playlist.mp4": _bytes(b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"),
    "file-list.mp4": _bytes(b"ffconcat version 1.0\nfile /etc/passwd\n"),
    "session.mp4": _bytes(b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n"),
    "dash.mp4": _bytes(b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>'),
    "drawing.png": _bytes(_SVG),
    "drawing-hidden.jpg": _bytes(b'<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg PUBLIC "x" "y">\n' + _SVG),
    "document.jpg": _bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    "animation.gif.jpg": _bytes(pillow("GIF")),
    "iphone.jpg": _bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)),
    "picture.avif.jpg": _bytes(b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(64)),
    "picture.bmp": _bytes(encoded(".bmp")),
    "picture.tiff.jpg": _bytes(encoded(".tiff")),
    "layers.psd.png": _bytes(b"8BPS\0\1" + bytes(64)),
    "favicon.png": _bytes(pillow("ICO")),
    "archive.jpg": _bytes(b"PK\x03\x04" + bytes(64)),
    "program.jpg": _bytes(b"\x7fELF" + bytes(64)),
    "noise.jpg": _bytes(bytes(range(1, 256)) * 40),
    "zeros.jpg": _bytes(bytes(5000)),
    "bomb-100-megapixels.png": _bytes(png(10_000, 10_000, b"\0" * (1251 * 10_000))),
    "bomb-2-gigapixels.png": _bytes(png(46_000, 46_000, b"\0" * 100)),
    "bomb-jpeg.jpg": _bytes(_resized_jpeg(65_000, 65_000)),
    "bomb-webp.webp": _bytes(_riff_webp(16_000, 16_000)),
    "bomb-scans.jpg": _bytes(_many_scans()),
    "no-size.jpg": _bytes(_resized_jpeg(0, 0)),
    "half.jpg": _bytes(encoded(".jpg")[:1500]),
    "almost-whole.jpg": _bytes(encoded(".jpg")[:-40]),
    "without-end.jpg": _bytes(encoded(".jpg")[:-2]),
    "padded-with-zeros.jpg": _bytes(encoded(".jpg")[:1500] + bytes(4000)),
    "half-progressive.jpg": _bytes(_progressive()[:1500]),
    "only-start.jpg": _bytes(b"\xff\xd8\xff"),
    "only-tables.jpg": _bytes(encoded(".jpg")[:20]),
    "no-picture.jpg": _bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"),
    "tables-torn.jpg": _bytes(encoded(".jpg").replace(b"\xff\xdb", b"\xff\xfe")),
    "half.png": _bytes(encoded(".png")[:3000]),
    "without-end.png": _bytes(png(100, 100, b"\0" * 1400, end=False)),
    "flipped-bit.png": _bytes(_flipped(encoded(".png"), 2000)),
    "rows-missing.png": _bytes(png(100, 100, b"\0" * 700)),
    "no-rows.png": _bytes(_WHOLE_PNG.replace(b"IDAT", b"teXt")),
    "signature-only.png": _bytes(_WHOLE_PNG[:8]),
    "chunk-too-long.png": _bytes(_WHOLE_PNG[:33] + b"\x7f\xff\xff\xffIDAT" + _WHOLE_PNG[41:]),
    "too-many-frames.png": _bytes(png(100, 100, b"\0" * 1400, _ANIMATED)),
    "too-many-frames.webp": _bytes(_animated_webp(301)),
    "half.webp": _bytes(encoded(".webp")[:900]),
    "header-only.webp": _bytes(riff(b"WEBP", (b"VP8 ", bytes(30)))),
    "tiny.png": _bytes(encoded(".png", None)[:0] + png(20, 20, b"\0" * 80)),
    "narrow.jpg": _bytes(pillow("JPEG", Image.new("RGB", (2000, 3)))),
    "half.mp4": _cut(lambda path: clip(path, count=60), 0.6),
    "half-moov-first.mp4": _cut(lambda path: clip(path, count=120, moov_first=True), 0.5),
    "half.webm": _cut(lambda path: clip(path, count=120, codec="libvpx-vp9"), 0.5),
    "noise.mp4": _bytes(_ISO + bytes(range(256)) * 20),
    "head-only.mp4": _bytes(_ISO),
    "sound-only.mp4": lambda path: tone(path, "aac") and None,
    "single-picture.mp4": lambda path: clip(path, count=1, fps=25) and None,
    "tiny.mp4": lambda path: clip(path, size=(32, 32)) and None,
    "eleven-minutes.mp4": lambda path: clip(path, count=660, fps=1) and None,
    "ten-hours.webm": lambda path: clip(path, count=5, fps=1, codec="libvpx-vp9", step=9000) and None,
    "matroska.mp4": lambda path: clip(path.with_suffix(".mkv")).rename(path) and None,
    "old.avi": lambda path: clip(path, codec="mpeg4") and None,
    "playlist-in-avi.mp4": _bytes(_playlist_avi()),
    "half.wav": _cut(lambda path: tone(path, "pcm_s16le"), 0.5),
    "header-only.wav": _bytes(riff(b"WAVE", (b"fmt ", struct.pack("<HHIIHH", 1, 1, 48_000, 96_000, 2, 16)))),
    "half.m4a": _cut(lambda path: tone(path, "aac"), 0.5),
    "half.mp3": _cut(lambda path: tone(path, "libmp3lame", 3), 0.4),
    "tag-only.mp3": _bytes(b"ID3\x04\0\0\0\0\0\x0a" + bytes(20)),
    "music.flac.wav": lambda path: tone(path.with_suffix(".flac"), "flac").rename(path) and None,
    "music.aac": _bytes(b"\xff\xf1\x50\x80\x02\x1f\xfc" * 50),
    "compressed.wav": _bytes(b"\x1f\x8b\x08" + zlib.compress(b"x" * 100)),
}
"""What is wrong with the bytes."""

PLACE: dict[str, Make] = {
    "missing.jpg": lambda path: None,
    "folder.jpg": lambda path: path.mkdir(),
    "loop.jpg": lambda path: path.symlink_to(path),
    "dangling.jpg": lambda path: path.symlink_to(path.with_name("nowhere")),
    "device.jpg": lambda path: path.symlink_to("/dev/zero"),
    "pipe.jpg": lambda path: os.mkfifo(path),
    "a" * 300 + ".jpg": lambda path: None,
}
"""What is wrong with where they are."""
