"""Files of kinds we do not make, as their tools write them."""

import io
import subprocess
import zipfile
from pathlib import Path

import imageio_ffmpeg
import pytest

from domain.errors import LabelError
from labeling import bundle, matroska, plain_text
from labeling.aigc import write_aigc
from labeling.wrapped import wrapped_texts

TEXT = write_aigc("Shop", "42")
WRAPPED = f'{{"AIGC":{TEXT}}}'


@pytest.mark.parametrize(
    "data",
    [
        b"II*\0 UserComment ASCII\0\0\0" + WRAPPED.encode() + b"\0more",
        b"x" + ("UNICODE\0" + WRAPPED).encode("utf-16-le"),
        ("UNICODE\0" + WRAPPED).encode("utf-16-be"),
        WRAPPED.replace('{"AIGC"', '{\n  "AIGC"').encode(),
    ],
    ids=["ascii", "little", "big", "spaced"],
)
def test_the_wrapped_form_is_found_inside_other_bytes(data: bytes) -> None:
    (text,) = wrapped_texts(data)
    assert text.replace("\n  ", "") == WRAPPED


def test_a_brace_inside_a_value_does_not_end_the_object() -> None:
    text = '{"AIGC":{"Label":"1","ReservedCode1":"}}"},"x":[1]}'
    assert wrapped_texts(b"..." + text.encode() + b"}}") == [text]


def matroska_with(tmp_path: Path, name: str, *options: str) -> Path:
    out = tmp_path / name
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "color=s=16x16:d=0.2:r=5", *options]
    subprocess.run([*command, str(out)], check=True, capture_output=True, timeout=60)
    return out


@pytest.mark.parametrize("name", ["a.mkv", "a.webm"])
def test_a_simple_tag_is_read(name: str, tmp_path: Path) -> None:
    path = matroska_with(tmp_path, name, "-metadata", f"AIGC={TEXT}", "-metadata", "title=x")
    assert [(copy.place, copy.text) for copy in matroska.find_aigc(path)] == [(matroska.PLACE, TEXT)]


def test_a_live_stream_of_unknown_sizes_is_read(tmp_path: Path) -> None:
    path = matroska_with(tmp_path, "a.mkv", "-metadata", f"AIGC={TEXT}", "-live", "1")
    assert [copy.text for copy in matroska.find_aigc(path)] == [TEXT]


def test_a_cut_matroska_is_damaged(tmp_path: Path) -> None:
    path = matroska_with(tmp_path, "a.mkv")
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(LabelError, match="Matroska file is damaged"):
        matroska.find_aigc(path)


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        (f"1\n00:00:00,000 --> 00:00:02,000\nAI生成\n\n{WRAPPED}\n", "srt", plain_text.PLACE),
        (f"WEBVTT\n\nNOTE {WRAPPED}\n", "vtt", plain_text.PLACE),
        (f"A post.\n{TEXT}\n", "txt", "text, bare object"),
        ("---\nLabel: AIGC\nContentProducer: x\n---\nA post.", "txt", "front matter"),
    ],
)
def test_text_says_what_it_is(text: str, kind: str, place: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_text(text, "utf-16" if kind == "vtt" else "utf-8-sig")
    assert plain_text.read_text(tmp_path / "a").kind == kind
    assert [copy.place for copy in plain_text.find_aigc(tmp_path / "a")] == [place]


def test_text_without_marks_has_none_and_bytes_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Label: red\n{}")
    assert plain_text.find_aigc(tmp_path / "a.txt") == ()
    assert not plain_text.looks_like_text(b"\x7fELF\2\1\1\0")
    assert plain_text.looks_like_text("短短".encode()[:-1])
    (tmp_path / "b.txt").write_bytes(b"\xff\xff\xff")
    with pytest.raises(LabelError, match="not text"):
        plain_text.read_text(tmp_path / "b.txt")


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def test_the_files_of_a_bundle_come_out_one_by_one(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", **{"out/../../evil.txt": b"x", "b.srt": b"y"})
    assert bundle.members(path) == ("out/../../evil.txt", "b.srt")
    with bundle.open_bundle(path) as opened, bundle.unpacked(opened, "out/../../evil.txt") as file:
        assert file.read_bytes() == b"x"
        assert file.parent.name.startswith("vitrine-bundle-")
    assert not file.exists()


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        out.writestr("big", bytes(300 * 2**20))
    return data.getvalue()


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "bomb.zip").write_bytes(bomb())
    with bundle.open_bundle(tmp_path / "bomb.zip") as opened, pytest.raises(LabelError, match="unpacks to"):
        bundle.unpacked(opened, "big").__enter__()


@pytest.mark.parametrize("damage", [slice(0, 60), slice(30, None)])
def test_a_damaged_bundle_is_an_error(damage: slice, tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", a=b"x" * 500, b=b"y")
    path.write_bytes(path.read_bytes()[damage])
    with pytest.raises(LabelError, match="ZIP"), bundle.open_bundle(path) as opened:
        for name in bundle.members(path):
            with bundle.unpacked(opened, name) as file:
                file.read_bytes()
