import json
import struct
from pathlib import Path

import numpy as np
import pytest

from domain.errors import LabelError
from domain.render import Render
from labeling.aigc import write_aigc
from labeling.boxes import XMP_UUID, Mp4, box, child, read_mp4
from labeling.mp4_read import PLACE, find_aigc, read_packets
from labeling.mp4_write import shifted, stamp_mp4
from labeling.tracks import tracks
from labeling.xmp import AIGC, SOURCE_TYPE, merge_packet

AIGC_TEXT = write_aigc("Shop", "42")
PACKET = merge_packet(None, {SOURCE_TYPE: "http://example.invalid/type"})
HANDLER = box(b"hdlr", bytes(8), b"mdta", bytes(13))


def data_box(text: str, kind: int = 1) -> bytes:
    return box(b"data", struct.pack(">II", kind, 0), text.encode())


def keyed(text: str, *names: str) -> bytes:
    keys = box(b"keys", struct.pack(">II", 0, len(names)), *[box(b"mdta", name.encode()) for name in names])
    items = box(b"ilst", *[box(struct.pack(">I", i), data_box(text)) for i in range(1, len(names) + 1)])
    return box(b"meta", bytes(4), HANDLER, keys, items)


def film(tmp_path: Path, *inside_moov: bytes, behind: bytes = b"") -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(box(b"ftyp", b"isom") + box(b"moov", *inside_moov) + box(b"mdat", b"media") + behind)
    return path


def copies(path: Path) -> list[tuple[str, object]]:
    return [(copy.place, copy.fields.get("ProduceID")) for copy in find_aigc(read_mp4(path))]


def stamped(tmp_path: Path, render: Render) -> Mp4:
    stamp_mp4(render.path, tmp_path / "stamped.mp4", AIGC_TEXT, PACKET)
    return read_mp4(tmp_path / "stamped.mp4")


def test_a_stamped_render_carries_one_copy_in_its_place_and_the_packet(tmp_path: Path, render: Render) -> None:
    mp4 = stamped(tmp_path, render)
    assert [(copy.place, copy.text) for copy in find_aigc(mp4)] == [(PLACE, AIGC_TEXT)]
    assert [packet.source_types for packet in read_packets(mp4)] == [("http://example.invalid/type",)]


def test_every_chunk_still_points_at_the_same_media_bytes(tmp_path: Path, render: Render) -> None:
    before, after = read_mp4(render.path), stamped(tmp_path, render)
    old, new = render.path.read_bytes(), (tmp_path / "stamped.mp4").read_bytes()
    moved = len(new) - len(old) - (after.top[-1].size)
    assert moved > 0
    for a, b in zip(tracks(before), tracks(after), strict=True):
        assert np.array_equal(a.chunks + moved, b.chunks)
        assert all(old[x : x + 16] == new[y : y + 16] for x, y in zip(a.chunks, b.chunks, strict=True))


def test_the_movie_box_stays_first_and_no_edit_list_appears(tmp_path: Path, render: Render) -> None:
    mp4 = stamped(tmp_path, render)
    assert [atom.kind for atom in mp4.top] == [b"ftyp", b"moov", b"free", b"mdat", b"uuid"]
    assert not any(track.edited for track in tracks(mp4))


def test_other_keys_stay_and_an_old_copy_goes(tmp_path: Path) -> None:
    path = film(tmp_path, box(b"udta", keyed("old", "com.example.title", "AIGC"), box(b"name", b"x")))
    stamp_mp4(path, tmp_path / "out.mp4", AIGC_TEXT, PACKET)
    mp4 = read_mp4(tmp_path / "out.mp4")
    assert copies(tmp_path / "out.mp4") == [(PLACE, "42")]
    assert b"com.example.title" in mp4.moov
    assert child(mp4.moov, mp4.movie, b"udta", b"name") is not None


def test_only_offsets_behind_the_movie_box_move() -> None:
    table = box(b"stco", struct.pack(">II3I", 0, 3, 40, 1000, 2000))
    wide = box(b"co64", struct.pack(">II2Q", 0, 2, 999, 2**33))
    moov = box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table, wide)))))
    moved = shifted(moov, 1000, 16)
    assert struct.unpack_from(">3I", moved, moved.index(b"stco") + 12) == (40, 1016, 2016)
    assert struct.unpack_from(">2Q", moved, moved.index(b"co64") + 12) == (999, 2**33 + 16)


def test_an_offset_that_outgrows_32_bits_is_an_error() -> None:
    table = box(b"stco", struct.pack(">III", 0, 1, 2**32 - 4))
    moov = box(b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table)))))
    with pytest.raises(LabelError, match="32 bits"):
        shifted(moov, 0, 100)


def test_a_chunk_table_that_claims_too_much_is_an_error() -> None:
    moov = box(
        b"moov", box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", box(b"stco", bytes(4), b"\x7f\xff\xff\xff")))))
    )
    with pytest.raises(LabelError, match="claims"):
        shifted(moov, 0, 100)


@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        (box(b"moof"), "fragmented"),
        (box(b"uuid", XMP_UUID, PACKET), "stamped already"),
        (struct.pack(">I4s", 0, b"free"), "open-ended"),
        (b"\0\0\0", "open-ended"),
    ],
)
def test_a_file_that_cannot_be_stamped_is_refused(tmp_path: Path, behind: bytes, reason: str) -> None:
    with pytest.raises(LabelError, match=reason):
        stamp_mp4(film(tmp_path, behind=behind), tmp_path / "out.mp4", AIGC_TEXT, PACKET)


@pytest.mark.parametrize(
    ("inside", "place"),
    [
        (box(b"udta", keyed(AIGC_TEXT, "AIGC")), PLACE),
        (keyed(AIGC_TEXT, "AIGC"), "moov/meta/keys+ilst"),
        (box(b"trak", box(b"udta", keyed(AIGC_TEXT, "aigc"))), "moov/trak/udta/meta/keys+ilst"),
        (box(b"udta", box(b"meta", HANDLER, box(b"ilst", box(b"AIGC", data_box(AIGC_TEXT))))), "moov/udta/meta/ilst"),
        (
            box(
                b"udta",
                box(
                    b"meta",
                    bytes(4),
                    HANDLER,
                    box(b"ilst", box(b"----", box(b"name", bytes(4), b"AIGC"), data_box(AIGC_TEXT))),
                ),
            ),
            "moov/udta/meta/ilst",
        ),
        (
            box(b"udta", box(b"meta", bytes(4), HANDLER, box(b"ilst", box(b"\xa9cmt", data_box(AIGC_TEXT))))),
            "moov/udta/meta/ilst (©cmt)",
        ),
        (box(b"udta", box(b"AIGC", AIGC_TEXT.encode())), "moov/udta/AIGC"),
        (box(b"udta", box(b"XMP_", merge_packet(None, {AIGC: AIGC_TEXT}))), "XMP TC260:AIGC"),
    ],
)
def test_other_vendors_places_are_found(tmp_path: Path, inside: bytes, place: str) -> None:
    assert copies(film(tmp_path, inside)) == [(place, "42")]


def test_copies_are_counted_everywhere(tmp_path: Path) -> None:
    wrapped = json.dumps({"AIGC": json.loads(AIGC_TEXT)})
    packet = merge_packet(None, {AIGC: AIGC_TEXT})
    path = film(
        tmp_path,
        box(b"udta", keyed(wrapped, "AIGC", "comment")),
        behind=box(b"meta", bytes(4), HANDLER, box(b"ilst", box(b"AIGC", data_box(AIGC_TEXT))))
        + box(b"uuid", XMP_UUID, packet),
    )
    assert copies(path) == [
        (PLACE, "42"),
        ("moov/udta/meta/ilst (comment)", "42"),
        ("meta/ilst", "42"),
        ("XMP TC260:AIGC", "42"),
    ]


def test_a_key_that_leaves_its_box_is_an_error(tmp_path: Path) -> None:
    bad = box(b"keys", struct.pack(">II", 0, 1), struct.pack(">I4s", 500, b"mdta"))
    with pytest.raises(LabelError, match="leaves its box"):
        copies(film(tmp_path, box(b"udta", box(b"meta", bytes(4), HANDLER, bad))))


def test_a_box_is_named_in_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(box(b"ftyp", b"isom") + b"\x00\x01\x00\x00mdat" + b"\x00\x01\x00\x00m\xe9\x00'")
    with pytest.raises(LabelError, match="box 'mdat' at 12 claims 65536 bytes") as caught:
        read_mp4(path)
    assert "b'" not in caught.value.message
