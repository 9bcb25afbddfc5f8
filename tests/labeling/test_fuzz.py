"""Hostile bytes: every reader ends soon, in a value or a LabelError, whatever stands in the file."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import LabelError
from labeling import bundle, gif, id3, jpeg, matroska, plain_text, png, riff
from labeling.aigc import read_copy, write_aigc
from labeling.boxes import box, read_mp4
from labeling.mp4_read import find_aigc, source_types
from labeling.wrapped import wrapped_texts
from labeling.xmp import AIGC, merge_packet, read_packet

TEXT = write_aigc("Shop", "42")
WRAPPED = f'{{"AIGC":{TEXT}}}'.encode()
PACKET = merge_packet(None, {AIGC: TEXT})
MOST = 64 * 2**20
"""Bytes of memory that reading a small file may take at once."""


def _image(kind: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), (90, 40, 200)).save(data, kind)
    return data.getvalue()


def _mp4() -> bytes:
    keys = box(b"keys", bytes(4), (1).to_bytes(4), box(b"mdta", b"AIGC"))
    items = box(b"ilst", box(b"\0\0\0\1", box(b"data", struct.pack(">II", 1, 0), TEXT.encode())))
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdta", bytes(13)), keys, items)
    return box(b"ftyp", b"isom") + box(b"moov", box(b"udta", meta)) + box(b"mdat", bytes(8)) + box(b"uuid", bytes(16))


def _zip() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.txt", "A mug." * 20)
        out.writestr("manifest.json", WRAPPED)
    return data.getvalue()


def _mkv() -> bytes:
    def element(kind: int, body: bytes) -> bytes:
        return kind.to_bytes((kind.bit_length() + 7) // 8) + (0x10000000 | len(body)).to_bytes(4) + body

    simple = element(0x67C8, element(0x45A3, b"AIGC") + element(0x4487, TEXT.encode()))
    tags = element(0x1254C367, element(0x7373, simple))
    return element(0x1A45DFA3, b"\x42\x86\x81\x01") + element(0x18538067, tags + element(0x1F43B675, b"\xe7\x81\0"))


def _on_disk(read: Callable[[Path], object]) -> Callable[[Path, bytes], object]:
    def look(path: Path, data: bytes) -> object:
        path.write_bytes(data)
        return read(path)

    return look


def _zip_whole(path: Path) -> None:
    with bundle.open_bundle(path) as opened:
        for name in bundle.members(path):
            with bundle.unpacked(opened, name) as file:
                file.read_bytes()


def _boxes(path: Path) -> object:
    mp4 = read_mp4(path)
    return find_aigc(mp4), source_types(mp4)


READERS: dict[str, tuple[bytes, Callable[[Path, bytes], object]]] = {
    "boxes": (_mp4(), _on_disk(_boxes)),
    "xmp": (PACKET, lambda _, data: read_packet(data)),
    "jpeg": (jpeg.stamp_jpeg(_image("JPEG"), {AIGC: TEXT}), lambda _, data: jpeg.find_aigc(jpeg.segments(data))),
    "png": (png.stamp_png(_image("PNG"), {AIGC: TEXT}), lambda _, data: (png.find_aigc(data), png.size_of(data))),
    "webp": (riff.stamp_webp(_image("WEBP"), {AIGC: TEXT}), lambda _, data: (riff.find_aigc(data), riff.size_of(data))),
    "wav": (
        b"RIFF" + struct.pack("<I", 20) + b"WAVEdata" + struct.pack("<I", 8) + bytes(8),
        lambda _, data: (riff.find_aigc(data), riff.read_packets(data)),
    ),
    "gif": (gif.stamp_gif(_image("GIF"), {AIGC: TEXT}), lambda _, data: (gif.find_aigc(data), gif.read_packets(data))),
    "id3": (id3.stamp_mp3(b"\xff\xfb\x90\0" * 9, TEXT, {AIGC: TEXT}), lambda _, data: id3.find_aigc(data)),
    "matroska": (_mkv(), _on_disk(matroska.find_aigc)),
    "zip": (_zip(), _on_disk(_zip_whole)),
    "text": (b"1\n00:00:00,000 --> 00:00:02,000\nAI\n\n" + WRAPPED, _on_disk(plain_text.find_aigc)),
    "wrapped": (b"II*\0" + WRAPPED * 2, lambda _, data: [read_copy("EXIF", text) for text in wrapped_texts(data)]),
}

Edits = list[tuple[int, int, bytes]]
_EDITS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 12), st.binary(max_size=12)), min_size=1, max_size=6
)  # fmt: skip
_SETTINGS = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def read(name: str, path: Path, data: bytes) -> None:
    try:
        READERS[name][1](path, data)
    except LabelError as error:
        assert error.message


@pytest.mark.parametrize("name", READERS)
@_SETTINGS
@given(edits=_EDITS, cut=st.integers(0, 5000))
def test_an_edited_file_is_read_or_refused(name: str, edits: Edits, cut: int, tmp_path: Path) -> None:
    data = READERS[name][0]
    for at, over, new in edits:
        at %= len(data) + 1
        data = data[:at] + new + data[at + over :]
    read(name, tmp_path / "edited", data[: max(1, len(data) - cut)] if cut < 40 else data)


@pytest.mark.parametrize("name", READERS)
@_SETTINGS
@given(noise=st.binary(max_size=600), keep=st.integers(0, 64))
def test_noise_behind_a_good_beginning_is_read_or_refused(name: str, noise: bytes, keep: int, tmp_path: Path) -> None:
    read(name, tmp_path / "noise", READERS[name][0][:keep] + noise)


def _png_of(*parts: tuple[bytes, bytes]) -> bytes:
    return png.SIGNATURE + b"".join(
        len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4) for kind, body in parts
    )


LIVE = b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01" + b"\xff" * 7
"""The beginning of a Matroska file whose segment has no size."""
HOSTILE: dict[str, tuple[str, bytes]] = {
    "boxes in boxes": ("boxes", box(b"ftyp") + box(b"mdat") + box(b"moov", (box(b"udta") * 20_000))),
    "a box of 2^64 bytes": ("boxes", b"\0\0\0\1moov" + b"\xff" * 8),
    "empty boxes": ("boxes", struct.pack(">I4s", 8, b"free") * 120_000),
    "keys without end": (
        "boxes",
        box(b"ftyp") + box(b"mdat") + box(b"moov", box(b"meta", bytes(4), box(b"keys", bytes(4), b"\xff" * 4))),
    ),
    "a text bomb": ("png", _png_of((b"zTXt", b"a\0\0" + zlib.compress(bytes(200 * 2**20), 9)))),
    "many text bombs": ("png", _png_of(*[(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**20 - 9), 9))] * 200)),
    "sub-blocks of one byte": ("gif", b"GIF89a" + bytes(7) + b"\x21\xfe" + b"\1\0" * 100_000 + b"\0;"),
    "empty frames": ("id3", b"ID3\4\0\0\0\x0f\x7f\x7f" + (b"TXXX" + bytes(6)) * 30_000),
    "a tag of 256 MB": ("id3", b"ID3\4\0\0\x7f\x7f\x7f\x7f"),
    "empty elements": (
        "matroska",
        b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + b"\xec\x80" * 250_000,
    ),
    "tags in tags": (
        "matroska",
        _mkv()[:8] + b"\x18\x53\x80\x67\xff\x12\x54\xc3\x67\x43\xe8" + b"\x67\xc8\x43\xe0" * 250,
    ),
    "deep XML": ("xmp", b"<a>" * 50_000 + b"</a>" * 50_000),
    "an entity bomb": ("xmp", b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>'),
    "deep JSON": ("wrapped", b'{"AIGC":' + b"[" * 200_000),
    "many objects": ("wrapped", b'{"AIGC":{' * 50_000),
    "braces": ("text", b'{"ContentProducer"' * 50_000),
    "chunks of nothing": ("wav", b"RIFF" + struct.pack("<I", 900_000) + b"WAVE" + (b"LIST" + bytes(4)) * 110_000),
    "segments of nothing": ("jpeg", b"\xff\xd8" + b"\xff\xe1\0\2" * 200_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_files_made_to_exhaust_a_reader_are_bounded(name: str, tmp_path: Path) -> None:
    kind, data = HOSTILE[name]
    tracemalloc.start()
    try:
        read(kind, tmp_path / "hostile", data)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


def test_a_zip_with_a_file_that_has_no_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nameless.zip"
    path.write_bytes(_zip().replace(b"a.txt", b"\0.txt"))
    with pytest.raises(LabelError, match="no name"):
        bundle.members(path)
