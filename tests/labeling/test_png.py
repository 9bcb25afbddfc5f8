import zlib
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from domain.errors import LabelError
from labeling import png
from labeling.aigc import write_aigc
from labeling.png import chunks, find_aigc, read_packets, size_of
from labeling.xmp import AIGC, SOURCE_TYPE, merge_packet

TEXT = write_aigc("Shop", "42")


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def picture(*extra: bytes) -> bytes:
    header = chunk(b"IHDR", (30).to_bytes(4) + (20).to_bytes(4) + b"\x08\x02\0\0\0")
    rows = zlib.compress((b"\0" + bytes(90)) * 20)
    return png.SIGNATURE + header + b"".join(extra) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def international(keyword: str, text: bytes, packed: bool = False) -> bytes:
    head = keyword.encode() + (b"\0\1\0" if packed else b"\0\0\0") + b"\0\0"
    return chunk(b"iTXt", head + (zlib.compress(text) if packed else text))


XMP = merge_packet(None, {AIGC: TEXT, SOURCE_TYPE: "t"})


@pytest.mark.parametrize("packed", [False, True])
def test_the_packet_is_read(packed: bool) -> None:
    data = picture(international("XML:com.adobe.xmp", XMP, packed))
    assert [(copy.place, copy.text) for copy in find_aigc(data)] == [(png.PLACE, TEXT)]
    assert [packet.source_types for packet in read_packets(data)] == [("t",)]
    assert size_of(data) == (30, 20)


def test_a_packet_written_by_another_library_is_read() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", XMP.decode(), zip=True)
    out = BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=info)
    assert [copy.text for copy in find_aigc(out.getvalue())] == [TEXT]


@pytest.mark.parametrize(
    ("extra", "place"),
    [
        (chunk(b"tEXt", b"AIGC\0" + TEXT.encode()), "text chunk AIGC"),
        (chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b'{"AIGC":' + TEXT.encode() + b"}")), "text chunk Comment"),
        (chunk(b"eXIf", b'II*\0{"AIGC":' + TEXT.encode() + b"}"), "EXIF"),
    ],
)
def test_other_vendors_places_are_found(extra: bytes, place: str) -> None:
    assert [(copy.place, copy.fields.get("ProduceID")) for copy in find_aigc(picture(extra))] == [(place, "42")]


def test_a_text_bomb_is_refused() -> None:
    bomb = international("XML:com.adobe.xmp", bytes(3 * 2**20), packed=True)
    with pytest.raises(LabelError, match="unpacks to more"):
        find_aigc(picture(bomb))
    many = chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(2**20))) * 9
    with pytest.raises(LabelError, match="unpack to too much"):
        find_aigc(picture(many))


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xd8\xff",
        png.SIGNATURE,
        png.SIGNATURE + b"\x7f\xff\xff\xffIHDR",
        picture()[:-4],
        picture()[:20] + b"\xff" + picture()[21:],
        picture(chunk(b"zTXt", b"x\0\0not zlib")),
    ],
)
def test_bytes_that_are_no_whole_png_are_damaged(data: bytes) -> None:
    with pytest.raises(LabelError, match="the PNG is damaged"):
        find_aigc(data)


@settings(max_examples=200, deadline=2000)
@given(place=st.integers(0, 900), value=st.binary(min_size=1, max_size=8))
def test_a_mutated_picture_never_crashes_the_reader(place: int, value: bytes) -> None:
    data = bytearray(picture(international("XML:com.adobe.xmp", XMP, packed=True)))
    data[place : place + len(value)] = value
    try:
        assert len(list(chunks(bytes(data)))) >= 1
        find_aigc(bytes(data))
    except LabelError as error:
        assert error.hint
