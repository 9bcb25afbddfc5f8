import struct
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.errors import LabelError
from labeling import jpeg
from labeling.aigc import write_aigc
from labeling.encode import encode_jpeg
from labeling.jpeg import find_aigc, read_packets, segments, size_of, stamp_jpeg
from labeling.xmp import AIGC, SOURCE_TYPE, merge_packet
from tests.labeling.films import Size, backdrop

TEXT = write_aigc("Shop", "42")
PLAIN = encode_jpeg(backdrop(Size(64, 48)))


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


def with_segment(marker: int, body: bytes) -> bytes:
    return PLAIN[:2] + segment(marker, body) + PLAIN[2:]


def test_a_stamped_picture_carries_both_properties_and_the_same_pixels() -> None:
    stamped = stamp_jpeg(PLAIN, {AIGC: TEXT, SOURCE_TYPE: "t"})
    parts = segments(stamped)
    assert [(copy.place, copy.text) for copy in find_aigc(parts)] == [(jpeg.PLACE, TEXT)]
    assert [packet.source_types for packet in read_packets(parts)] == [("t",)]
    before, after = (np.asarray(cv2.imdecode(np.frombuffer(data, np.uint8), 1)) for data in (PLAIN, stamped))
    assert before.ndim == 3
    assert np.array_equal(before, after)


def test_an_independent_reader_finds_the_packet() -> None:
    with Image.open(BytesIO(stamp_jpeg(PLAIN, {AIGC: TEXT}))) as picture:
        assert b"TC260:AIGC" in picture.info["xmp"]


def test_the_packet_stands_behind_jfif_and_exif() -> None:
    stamped = stamp_jpeg(PLAIN[:2] + PLAIN[2:20] + segment(0xE1, b"Exif\0\0data") + PLAIN[20:], {AIGC: TEXT})
    bodies = [(part.marker, part.body[:6]) for part in segments(stamped)[:3]]
    assert bodies == [(0xE0, b"JFIF\0\x01"), (0xE1, b"Exif\0\0"), (0xE1, b"http:/")]


def test_a_packet_already_there_is_merged_not_doubled() -> None:
    first = stamp_jpeg(PLAIN, {"{http://purl.org/dc/elements/1.1/}format": "image/jpeg", AIGC: "old"})
    again = stamp_jpeg(first, {AIGC: TEXT})
    (packet,) = read_packets(segments(again))
    assert [value for _, value in packet.aigc] == [TEXT]
    assert b"image/jpeg" in again
    assert cv2.imdecode(np.frombuffer(again, np.uint8), 1) is not None


def test_the_size_is_read_from_the_frame_header() -> None:
    assert size_of(segments(PLAIN)) == (64, 48)
    with pytest.raises(LabelError, match="no frame header"):
        size_of(segments(b"\xff\xd8\xff\xd9"))


def test_a_packet_too_large_for_a_segment_is_refused() -> None:
    with pytest.raises(LabelError, match="65533"):
        stamp_jpeg(PLAIN, {AIGC: "x" * 70_000})


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (with_segment(0xE1, b'Exif\0\0..ASCII\0\0\0{"AIGC":' + TEXT.encode() + b"}\0"), "EXIF"),
        (with_segment(0xFE, TEXT.encode()), "comment"),
    ],
)
def test_other_vendors_places_are_found(data: bytes, place: str) -> None:
    assert [(copy.place, copy.fields.get("ProduceID")) for copy in find_aigc(segments(data))] == [(place, "42")]


def test_an_extended_packet_is_put_together() -> None:
    packet = merge_packet(None, {AIGC: TEXT})
    head = b"http://ns.adobe.com/xmp/extension/\0" + b"G" * 32 + len(packet).to_bytes(4)
    pieces = [segment(0xE1, head + at.to_bytes(4) + packet[at : at + 300]) for at in range(0, len(packet), 300)]
    data = PLAIN[:2] + b"".join(reversed(pieces)) + PLAIN[2:]
    assert [copy.text for copy in find_aigc(segments(data))] == [TEXT]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8",
        b"\x89PNG",
        b"\xff\xd8\x00",
        b"\xff\xd8\xff\xe1\0\1",
        b"\xff\xd8\xff\xe1\xff\xff",
        b"\xff\xd8\xff",
    ],
)
def test_bytes_that_are_no_jpeg_are_damaged(data: bytes) -> None:
    with pytest.raises(LabelError, match="the JPEG is damaged"):
        segments(data)


def test_a_hoard_of_segments_is_refused() -> None:
    with pytest.raises(LabelError, match="more than 10000 segments"):
        segments(b"\xff\xd8" + segment(0xE5, b"") * 10_001)


@settings(max_examples=200, deadline=2000)
@given(flips=st.lists(st.tuples(st.integers(0, 1200), st.binary(min_size=1, max_size=6)), max_size=5))
def test_a_mutated_picture_never_crashes_the_reader(flips: list[tuple[int, bytes]]) -> None:
    data = bytearray(stamp_jpeg(PLAIN, {AIGC: TEXT, SOURCE_TYPE: "t"}))
    for place, value in flips:
        data[place : place + len(value)] = value
    try:
        parts = segments(bytes(data))
        find_aigc(parts)
        size_of(parts)
        stamp_jpeg(bytes(data), {AIGC: "new"})
    except LabelError as error:
        assert error.hint


def test_a_segment_keeps_its_place(tmp_path: Path) -> None:
    (first, *_) = segments(PLAIN)
    assert (first.marker, first.start) == (0xE0, 2)
    assert struct.unpack(">H", first.body[5:7]) == (0x0101,)
