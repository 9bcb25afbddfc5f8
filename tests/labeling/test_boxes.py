import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import LabelError
from domain.render import Render
from labeling import boxes
from labeling.boxes import atoms, box, child, parse_header, read_mp4, top_atoms, walk
from labeling.mp4_read import find_aigc, source_types
from labeling.tracks import tracks


def root(data: bytes) -> boxes.Atom:
    return parse_header(data[:16], 0, len(data))


def test_boxes_are_walked_in_order() -> None:
    data = box(b"ftyp", b"isom") + box(b"free")
    assert [(a.kind, a.start, a.size) for a in atoms(data)] == [(b"ftyp", 0, 12), (b"free", 12, 8)]


def test_a_64_bit_size_counts_its_longer_header() -> None:
    data = struct.pack(">I4sQ", 1, b"mdat", 20) + b"abcd"
    (atom,) = atoms(data)
    assert (atom.header, data[atom.body : atom.end]) == (16, b"abcd")


def test_size_zero_reaches_to_the_end() -> None:
    (atom,) = top_atoms(BytesIO(struct.pack(">I4s", 0, b"mdat") + b"abcde"), 13)
    assert atom.end == 13


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">I4s", 7, b"moov"),
        struct.pack(">I4s", 9, b"moov"),
        struct.pack(">I4s", 0xFFFFFFFF, b"moov"),
        struct.pack(">I4sQ", 1, b"moov", 15),
        struct.pack(">I4sQ", 1, b"moov", 2**63),
        struct.pack(">I4s", 1, b"moov") + b"\0\0",
    ],
)
def test_a_size_that_cannot_be_is_an_error(data: bytes) -> None:
    with pytest.raises(LabelError, match="damaged"):
        list(atoms(data))


def test_fewer_than_eight_bytes_left_over_are_padding() -> None:
    assert [a.kind for a in atoms(box(b"free") + bytes(4))] == [b"free"]


@pytest.mark.parametrize("version", [b"", bytes(4)])
def test_a_meta_box_is_entered_with_and_without_version(version: bytes) -> None:
    data = box(b"udta", box(b"meta", version, box(b"hdlr", bytes(24)), box(b"ilst")))
    assert child(data, root(data), b"meta", b"ilst") is not None


def test_nesting_and_numbers_are_bounded() -> None:
    deep = b""
    for _ in range(40):
        deep = box(b"udta", deep)
    with pytest.raises(LabelError, match="too deep"):
        list(walk(deep, root(deep)))
    wide = box(b"moov", *[box(b"trak", box(b"free") * 60_000)] * 2)
    with pytest.raises(LabelError, match="more than 100000 boxes"):
        list(walk(wide, root(wide)))


def test_a_file_needs_one_movie_box(tmp_path: Path) -> None:
    for content in (box(b"ftyp", b"isom"), box(b"moov") * 2):
        (tmp_path / "x.mp4").write_bytes(content)
        with pytest.raises(LabelError, match="movie boxes"):
            read_mp4(tmp_path / "x.mp4")


def test_a_movie_box_beyond_any_sense_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "sparse.mp4"
    with path.open("wb") as file:
        file.write(box(b"mdat") + struct.pack(">I4s", boxes.MAX_MOVIE + 9, b"moov"))
        file.truncate(boxes.MAX_MOVIE + 17)
    with pytest.raises(LabelError, match="more than"):
        read_mp4(path)


def explore(path: Path) -> None:
    """Everything our own readers do with an MP4."""
    try:
        mp4 = read_mp4(path)
        find_aigc(mp4)
        source_types(mp4)
        tracks(mp4)
    except LabelError:
        pass


@given(st.binary(max_size=400))
def test_random_bytes_never_crash_the_readers(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "random.mp4"
    path.write_bytes(data)
    explore(path)


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
def test_a_mutated_film_never_crashes_the_readers(
    tmp_path_factory: pytest.TempPathFactory, sealed_video: Path, flips: list[tuple[int, bytes]]
) -> None:
    data = bytearray(sealed_video.read_bytes())
    for place, value in flips:
        data[place : place + len(value)] = value
    path = tmp_path_factory.getbasetemp() / "mutated.mp4"
    path.write_bytes(data)
    explore(path)


@settings(max_examples=40, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(length=st.integers(0, 20_000))
def test_a_cut_film_is_damaged(tmp_path_factory: pytest.TempPathFactory, render: Render, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "cut.mp4"
    path.write_bytes(render.path.read_bytes()[:length])
    with pytest.raises(LabelError, match="damaged"):
        read_mp4(path)


def test_a_film_cut_between_boxes_is_damaged(tmp_path: Path, render: Render) -> None:
    mp4 = read_mp4(render.path)
    (tmp_path / "cut.mp4").write_bytes(render.path.read_bytes()[: mp4.top[1].end + 4])
    with pytest.raises(LabelError, match="no media box"):
        read_mp4(tmp_path / "cut.mp4")
