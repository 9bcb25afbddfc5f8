"""Files as other producers' programs write them, in the variants that are known, and how they are read."""

import json
import struct
import subprocess
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import imageio_ffmpeg
import pytest
from PIL import Image, PngImagePlugin

from domain.label import LabelReport
from labeling.aigc import KEYS
from labeling.boxes import box, read_mp4
from labeling.verify import verify_with
from labeling.watch import Marks, known_marks
from labeling.xmp import AIGC, merge_packet
from tests.labeling.pen import Pen

CODE = "001191110102MACQD9K64010000"
VALUES = dict(zip(KEYS, ("1", CODE, "N-42", "", CODE, "N-42", ""), strict=True))
SEVEN = json.dumps(VALUES, separators=(",", ":"))
THREE = json.dumps({key: VALUES[key] for key in KEYS[:3]})
WRAPPED = f'{{"AIGC":{SEVEN}}}'
SECURED = json.dumps(VALUES | {"ReservedCode1": {"SecurityData": {"Type": "SM3withSM2", "Signature": "MEUC"}}})


@pytest.fixture(scope="module")
def marks(pen: Pen) -> Marks:
    return known_marks(pen, pen.mask)


def made(out: Path, *options: str) -> Path:
    """A second of grey with a tone, as ffmpeg writes it."""
    source = ("-f", "lavfi", "-i", "color=gray:s=64x96:d=1:r=10", "-f", "lavfi", "-i", "sine=d=1:r=48000", "-shortest")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, *options, str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return out


def in_movie(out: Path, *boxes: bytes) -> Path:
    """An MP4 with these boxes at the end of its movie box, which is last in the file."""
    made(out)
    data, mp4 = out.read_bytes(), read_mp4(out)
    movie = next(atom for atom in mp4.top if atom.kind == b"moov")
    assert movie.end == len(data)
    out.write_bytes(data[: movie.start] + box(b"moov", mp4.moov[8:], *boxes))
    return out


def meta(handler: bytes, *parts: bytes, full: bool = True) -> bytes:
    return box(b"meta", bytes(4) if full else b"", box(b"hdlr", bytes(8), handler, bytes(13)), *parts)


def item(kind: bytes, text: str) -> bytes:
    return box(b"ilst", box(kind, box(b"data", struct.pack(">II", 1, 0), text.encode())))


def keys(*names: str) -> bytes:
    return box(b"keys", bytes(4), len(names).to_bytes(4), *(box(b"mdta", name.encode()) for name in names))


def picture(out: Path, **options: object) -> Path:
    Image.effect_noise((64, 96), 40).convert("RGB").save(out, **options)
    return out


def png_with(out: Path, keyword: str, text: str, zipped: bool = False) -> Path:
    info = PngImagePlugin.PngInfo()
    info.add_text(keyword, text, zip=zipped)
    return picture(out, pnginfo=info)


def as_riff_chunk(path: Path, text: str) -> Path:
    data, body = path.read_bytes(), text.encode() + b" " * (len(text) % 2)
    more = b"AIGC" + len(body).to_bytes(4, "little") + body
    path.write_bytes(b"RIFF" + (len(data) - 8 + len(more)).to_bytes(4, "little") + data[8:] + more)
    return path


def as_gif_comment(path: Path, text: str) -> Path:
    data, raw = path.read_bytes(), text.encode()
    parts = [raw[at : at + 255] for at in range(0, len(raw), 255)]
    path.write_bytes(data[:-1] + b"\x21\xfe" + b"".join(bytes([len(part)]) + part for part in parts) + b"\0;")
    return path


def exif(text: bytes) -> bytes:
    found = Image.Exif()
    found.get_ifd(0x8769)[0x9286] = text
    return found.tobytes()


TAGGED = ("-movflags", "use_metadata_tags")
KEYLESS = box(b"udta", meta(b"mdir", item(b"\xa9cmt", WRAPPED)))
BARE = box(b"udta", box(b"AIGC", SEVEN.encode()))
Make = Callable[[Path], Path]
FILES: dict[str, tuple[Make, str, set[str]]] = {
    "Kling MP4": (lambda d: made(d / "a.mp4", *TAGGED, "-metadata", f"AIGC={SEVEN}"), "udta", set()),
    "MOV": (lambda d: made(d / "a.mov", *TAGGED, "-metadata", f"AIGC={SEVEN}"), "meta/keys", set()),
    "M4A": (lambda d: made(d / "a.m4a", "-vn", "-f", "mp4", *TAGGED, "-metadata", f"AIGC={SEVEN}"), "udta", set()),
    "three keys": (lambda d: made(d / "a.mp4", *TAGGED, "-metadata", f"AIGC={THREE}"), "udta", {"M3", "M7"}),
    "meta in the movie": (
        lambda d: in_movie(d / "a.mp4", meta(b"mdta", keys("AIGC"), item(b"\0\0\0\1", SEVEN))), "moov/meta", {"M8"},
    ),
    "meta without version": (
        lambda d: in_movie(d / "a.mp4", meta(b"mdta", keys("aigc"), item(b"\0\0\0\1", SEVEN), full=False)),
        "moov/meta", {"M8"},
    ),
    "keyless mdir": (lambda d: in_movie(d / "a.mp4", KEYLESS), "ilst", {"M8"}),
    "bare user data": (lambda d: in_movie(d / "a.mp4", BARE), "udta/AIGC", {"M8"}),
    "MiniMax security data": (lambda d: made(d / "a.mp4", *TAGGED, "-metadata", f"AIGC={SECURED}"), "udta", {"M3"}),
    "two copies": (lambda d: in_movie(d / "a.mp4", KEYLESS, BARE), "ilst", {"M2", "M8"}),
    "MKV": (lambda d: made(d / "a.mkv", "-metadata", f"AIGC={SEVEN}"), "SimpleTag", set()),
    "MP3": (lambda d: made(d / "a.mp3", "-vn", "-metadata", f"AIGC={SEVEN}"), "TXXX", set()),
    "MP3, version 3": (
        lambda d: made(d / "a.mp3", "-vn", "-id3v2_version", "3", "-metadata", f"AIGC={SEVEN}"), "TXXX", set(),
    ),
    "WAV": (lambda d: as_riff_chunk(made(d / "a.wav", "-vn"), SEVEN), "RIFF", set()),
    "PNG text": (lambda d: png_with(d / "a.png", "AIGC", SEVEN), "text chunk AIGC", {"M8"}),
    "PNG comment": (lambda d: png_with(d / "a.png", "Comment", WRAPPED, zipped=True), "text chunk Comment", {"M8"}),
    "Doubao PNG": (
        lambda d: png_with(d / "a.png", "XML:com.adobe.xmp", merge_packet(None, {AIGC: SEVEN}).decode()),
        "XMP", set(),
    ),
    "JPEG EXIF": (
        lambda d: picture(d / "a.jpg", exif=exif(b"ASCII\0\0\0" + WRAPPED.encode())), "EXIF", {"M8"},
    ),
    "JPEG EXIF in UTF-16": (
        lambda d: picture(d / "a.jpg", exif=exif(b"UNICODE\0" + WRAPPED.encode("utf-16-le"))), "EXIF", {"M8"},
    ),
    "JPEG comment": (lambda d: picture(d / "a.jpg", comment=WRAPPED.encode()), "comment", {"M8"}),
    "WebP XMP": (lambda d: picture(d / "a.webp", xmp=merge_packet(None, {AIGC: SEVEN})), "XMP", set()),
    "GIF comment": (lambda d: as_gif_comment(picture(d / "a.gif"), WRAPPED), "comment", {"M8"}),
    "VTT": (
        lambda d: written(d / "a.vtt", f"WEBVTT\n\nNOTE {WRAPPED}\n\n00:00.000 --> 00:02.000\nAI生成\n"), "text", set(),
    ),
}  # fmt: skip


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def failed_metadata(report: LabelReport) -> set[str]:
    return {check.clause.split()[0] for check in report.failed if check.clause.startswith("M")}


@pytest.mark.parametrize("name", FILES)
def test_the_metadata_is_found_and_judged_clause_by_clause(name: str, tmp_path: Path, marks: Marks) -> None:
    make, place, clauses = FILES[name]
    report = verify_with(make(tmp_path), marks)
    (found,) = [check.measured for check in report.checks if check.clause.startswith("M1 ")]
    assert place in found
    assert report.produce_id == "N-42"
    assert failed_metadata(report) == clauses


PLAIN: dict[str, tuple[Make, str]] = {
    "mp4": (lambda d: made(d / "a.mp4"), "video"),
    "mov": (lambda d: made(d / "a.mov"), "video"),
    "mkv": (lambda d: made(d / "a.mkv"), "video"),
    "m4a": (lambda d: made(d / "a.m4a", "-vn"), "audio"),
    "mp3": (lambda d: made(d / "a.mp3", "-vn", "-id3v2_version", "0", "-write_xing", "0"), "audio"),
    "wav": (lambda d: made(d / "a.wav", "-vn"), "audio"),
    "png": (lambda d: picture(d / "a.png"), "image"),
    "jpg": (lambda d: picture(d / "a.jpg"), "image"),
    "webp": (lambda d: picture(d / "a.webp"), "image"),
    "gif": (lambda d: picture(d / "a.gif"), "image"),
    "srt": (lambda d: written(d / "a.srt", "1\n00:00:00,000 --> 00:00:02,000\nA mug.\n"), "text"),
    "vtt": (lambda d: written(d / "a.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\nA mug.\n"), "text"),
    "txt": (lambda d: written(d / "a.txt", "A mug."), "text"),
    "MiniMax text": (lambda d: written(d / "a.md", "---\nLabel: AIGC\n---\nA mug."), "text"),
    "zip": (lambda d: zipped(d / "a.zip"), "bundle"),
}


def zipped(path: Path) -> Path:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as out:
        out.writestr("a.txt", "A mug.")
    path.write_bytes(data.getvalue())
    return path


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_file_of_every_kind_fails_its_checks_and_none_breaks_off(
    name: str, tmp_path: Path, marks: Marks
) -> None:
    make, media = PLAIN[name]
    report = verify_with(make(tmp_path), marks)
    assert report.media == media
    assert not report.passed
    assert not [check for check in report.checks if "broke off" in check.measured]
