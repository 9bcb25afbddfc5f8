"""Every kind of file that carries metadata: stamped once, its media untouched, other kinds refused."""

import wave
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.errors import LabelError
from labeling import gif, id3, riff
from labeling.aigc import write_aigc
from labeling.encode import encode_animation, encode_picture, encode_sound
from labeling.formats import Format, Stamp, format_named, format_of, formats
from labeling.integrity import integrity_code
from labeling.xmp import AIGC
from tests.labeling.films import SMALL, backdrop, encode, moving

TEXT = write_aigc("Shop", "42")
STAMP = Stamp(TEXT, "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
NAMES = [row.name for row in formats()]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of each format, nothing stamped."""
    folder = tmp_path_factory.mktemp("plain")
    picture, tone = backdrop(SMALL), np.sin(np.arange(9600) * 0.1)[:, None].astype(np.float32) * 0.3
    made = {name: folder / f"file.{name}" for name in NAMES}
    for name in ("jpeg", "png", "webp"):
        made[name].write_bytes(encode_picture(picture, name))  # type: ignore[arg-type]
    made["gif"].write_bytes(encode_animation([picture, 255 - picture], 100, "gif"))
    for name in ("wav", "mp3", "m4a"):
        encode_sound(tone, 48000, made[name], name)  # type: ignore[arg-type]
    for name in ("mp4", "mov"):
        encode(made[name], moving(picture, 8, lambda frame, n: frame), SMALL)
    return made


@pytest.mark.parametrize("row", formats(), ids=NAMES)
def test_one_copy_goes_to_its_place_and_the_media_stay(row: Format, plain: dict[str, Path], tmp_path: Path) -> None:
    source, out = plain[row.name], tmp_path / "out"
    row.write(source, out, STAMP)
    carried = row.read(out)
    assert [(copy.place, copy.text) for copy in carried.copies] == [(row.place, TEXT)]
    assert carried.source_types == (STAMP.source_type,)
    assert b"".join(row.media(out)) == b"".join(row.media(source)) != b""


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "gif", "wav", "mp3"])
def test_stamping_again_replaces_the_copy(name: str, plain: dict[str, Path], tmp_path: Path) -> None:
    row = format_named(name)  # type: ignore[arg-type]
    row.write(plain[name], tmp_path / "once", STAMP)
    row.write(tmp_path / "once", tmp_path / "twice", Stamp(write_aigc("Shop", "43"), STAMP.source_type))
    carried = row.read(tmp_path / "twice")
    assert [copy.fields["ProduceID"] for copy in carried.copies] == ["43"]
    assert len(carried.source_types) == 1


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a.avi", "no place for AIGC|readers do not agree"), ("a.mkv", "C2PA has no place"), ("a.xyz", "no place")],
)
def test_a_container_that_cannot_carry_the_marks_is_refused(name: str, reason: str) -> None:
    with pytest.raises(LabelError, match=reason) as caught:
        format_of(Path(name))
    assert "MP4" in caught.value.hint


def test_a_wav_keeps_its_samples_for_any_reader(plain: dict[str, Path], tmp_path: Path) -> None:
    format_named("wav").write(plain["wav"], tmp_path / "out.wav", STAMP)
    with wave.open(str(plain["wav"])) as before, wave.open(str(tmp_path / "out.wav")) as after:
        assert before.readframes(10**6) == after.readframes(10**6)


def test_stamped_pictures_decode_to_the_same_pixels(plain: dict[str, Path], tmp_path: Path) -> None:
    for name in ("jpeg", "png", "webp"):
        format_named(name).write(plain[name], tmp_path / name, STAMP)  # type: ignore[arg-type]
        before, after = (cv2.imread(str(path)) for path in (plain[name], tmp_path / name))
        assert np.array_equal(before, after), name


def test_a_lossless_webp_with_alpha_keeps_it(tmp_path: Path) -> None:
    rgba = np.dstack([backdrop(SMALL), np.full((SMALL.height, SMALL.width), 90, np.uint8)])
    _, data = cv2.imencode(".webp", rgba, [cv2.IMWRITE_WEBP_QUALITY, 101])
    stamped = riff.stamp_webp(data.tobytes(), {AIGC: TEXT})
    assert riff.size_of(stamped) == (SMALL.width, SMALL.height)
    again = cv2.imdecode(np.frombuffer(stamped, np.uint8), cv2.IMREAD_UNCHANGED)
    assert again.shape[2] == 4
    assert np.array_equal(again, rgba)


@pytest.mark.parametrize("name", ["gif", "webp", "wav", "mp3"])
def test_cut_files_are_label_errors(name: str, plain: dict[str, Path], tmp_path: Path) -> None:
    row = format_named(name)  # type: ignore[arg-type]
    row.write(plain[name], tmp_path / "whole", STAMP)
    data = (tmp_path / "whole").read_bytes()
    for length in (0, 7, 12, 30, len(data) // 3):
        cut = tmp_path / f"cut-{length}"
        cut.write_bytes(data[:length])
        try:
            row.read(cut)
        except LabelError as error:
            assert error.hint


def test_an_id3_tag_of_version_3_is_kept_beside_ours() -> None:
    body = b"TIT2" + (6).to_bytes(4) + bytes(2) + b"\0Title"
    old = b"ID3\3\0\0" + bytes([0, 0, 0, len(body)]) + body + b"\xff\xfbsound"
    stamped = id3.stamp_mp3(old, TEXT, {})
    assert [frame.name for frame in id3.frames(stamped)] == [b"TIT2", b"TXXX", b"PRIV"]
    assert stamped.endswith(b"\xff\xfbsound")


def test_a_gif_of_1987_becomes_one_that_may_have_extensions() -> None:
    old = b"GIF87a" + bytes([2, 0, 2, 0, 0, 0, 0]) + b"\x3b"
    assert gif.stamp_gif(old, {AIGC: TEXT}).startswith(b"GIF89a")


def test_integrity_changes_with_every_value_and_with_the_media() -> None:
    codes = {
        integrity_code("Shop", "42", [b"ab", b"c"]),
        integrity_code("Shop", "42", [b"abd"]),
        integrity_code("Shop", "43", [b"abc"]),
        integrity_code("Shoq", "42", [b"abc"]),
        integrity_code("Shop", "42", [b"abc"], "2"),
    }
    assert len(codes) == 5
    assert integrity_code("Shop", "42", [b"abc"]) == integrity_code("Shop", "42", [b"a", b"bc"])
