import json
import struct
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import LabelError
from domain.label import LabelReport
from domain.layers import TextLayer
from domain.render import Render
from labeling.aigc import write_aigc
from labeling.boxes import box
from labeling.c2pa_sign import GENERATED, Claim, Ingredient
from labeling.certificates import SigningIdentity
from labeling.mark import mark_layer
from labeling.mp4_read import PLACE
from labeling.png import SIGNATURE
from labeling.verify import verify_file
from labeling.xmp import AIGC, SOURCE_TYPE, merge_packet
from tests.labeling.conftest import NOW, SAFE
from tests.labeling.films import SMALL, Size, backdrop, encode, moving
from tests.labeling.forge import ffmpeg, forged, signed_as
from tests.labeling.pen import Pen
from tests.labeling.test_png import chunk, international

CODE = "001191110102MACQD9K64010000"
GOOD = write_aigc(CODE, "42")


Failed = Callable[[Path], set[str]]


@pytest.fixture(scope="session")
def failed(pen: Pen, signer: SigningIdentity) -> Failed:
    def clauses(path: Path) -> set[str]:
        report = verify_file(path, pen, pen.mask, signer.root)
        return {check.clause.split()[0] for check in report.failed}

    return clauses


def verified(path: Path, pen: Pen) -> LabelReport:
    return verify_file(path, pen, pen.mask)


def values(**fields: str) -> str:
    return json.dumps(json.loads(GOOD) | fields, ensure_ascii=False)


def test_our_own_video_holds_every_clause(sealed_video: Path, pen: Pen, signer: SigningIdentity) -> None:
    report = verify_file(sealed_video, pen, pen.mask, signer.root)
    assert report.failed == ()
    assert (report.media, report.file) == ("video", "video.mp4")


def test_our_own_picture_holds_every_clause(sealed_image: Path, pen: Pen) -> None:
    report = verified(sealed_image, pen)
    assert report.failed == ()
    assert report.media == "image"
    (state,) = [check.measured for check in report.checks if check.clause.startswith("C1")]
    assert "integrity, not identity" in state


def test_a_plain_video_fails_every_label_clause_but_streams_hold(
    tmp_path: Path,
    failed: Failed,
) -> None:
    plain = encode(tmp_path / "plain.mp4", moving(backdrop(SMALL), 66, lambda frame, n: frame), SMALL)
    assert failed(plain) == {
        "V1", "V2", "V3", "V4", "V5", "V6", "M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1", "C1", "C2",
    }  # fmt: skip


def test_a_remux_by_copy_loses_the_metadata_and_the_credentials(
    tmp_path: Path, sealed_video: Path, failed: Failed
) -> None:
    remuxed = ffmpeg(sealed_video, tmp_path / "remuxed.mp4", "-c", "copy")
    assert {"M1", "C1", "S1"} <= failed(remuxed)
    assert not {"V1", "V2", "V3", "V4", "V6"} & failed(remuxed)


def test_metadata_that_ffmpeg_dropped_without_a_word_is_missed(tmp_path: Path, render: Render, failed: Failed) -> None:
    silent = ffmpeg(render.path, tmp_path / "silent.mp4", "-c", "copy", "-metadata", f"AIGC={GOOD}")
    assert {"M1", "M2"} <= failed(silent)


def test_metadata_that_ffmpeg_wrote_is_read(tmp_path: Path, render: Render, pen: Pen) -> None:
    options = ("-c", "copy", "-movflags", "use_metadata_tags", "-metadata", f"AIGC={GOOD}")
    report = verified(ffmpeg(render.path, tmp_path / "tagged.mp4", *options), pen)
    assert report.produce_id == "42"
    assert not [check for check in report.failed if check.clause.startswith("M")]


@pytest.mark.slow
def test_a_reencode_at_half_size_keeps_the_visible_mark(tmp_path: Path, pen: Pen, signer: SigningIdentity) -> None:
    large = Size(720, 1280)
    safe = SAFE[SMALL].model_copy(update={"x": 40, "y": 100, "w": 580, "h": 900})
    layer = mark_layer(large.width, large.height, safe, "zh", pen)
    film = encode(tmp_path / "a.mp4", moving(backdrop(large), 62, lambda frame, n: pen.stamp(frame, layer)), large)
    small = ffmpeg(film, tmp_path / "b.mp4", "-vf", "scale=360:-2", "-crf", "28", "-c:v", "libx264")
    report = verified(small, pen)
    assert not [check.measured for check in report.failed if check.clause[:2] in ("V1", "V2", "V3", "V4", "V6")]


@pytest.mark.parametrize(
    ("text", "xmp", "clauses"),
    [
        (GOOD, {}, set()),
        (GOOD, {AIGC: GOOD}, {"M2"}),
        (values(ContentProducer="北叶", ContentPropagator="北叶"), {}, {"M5", "M6"}),
        (values(ReservedCode2="two words"), {}, {"M6"}),
        (values(ContentProducer=CODE[:22]), {}, {"M5"}),
        (values(ContentProducer=CODE[:21] + "5" + CODE[22:]), {}, {"M5"}),
        (values(ContentProducer=""), {}, {"M5"}),
        (values(Label="7"), {}, {"M4"}),
        (GOOD, {SOURCE_TYPE: GENERATED}, {"S1"}),
    ],
    ids=["good", "twice", "Chinese", "space", "22 characters", "check sum", "no producer", "label", "source type"],
)
def test_a_wrongly_labelled_video_fails_its_own_clauses(
    text: str,
    xmp: dict[str, str],
    clauses: set[str],
    tmp_path: Path,
    render: Render,
    signer: SigningIdentity,
    photo: Ingredient,
    failed: Failed,
) -> None:
    assert failed(forged(render, tmp_path / "forged.mp4", text, signer, photo, **xmp)) == clauses


def test_credentials_without_a_source_type_do_not_hold(
    tmp_path: Path,
    render: Render,
    signer: SigningIdentity,
    failed: Failed,
) -> None:
    manifest = json.loads(json.dumps(Claim("Mug", "video/mp4", "0.1.0", NOW, ()).manifest()))
    del manifest["assertions"][0]["data"]["actions"][0]["digitalSourceType"]
    assert {"S1", "C1", "C2"} <= failed(signed_as(render, tmp_path / "x.mp4", manifest, signer))


@pytest.mark.parametrize("edit", ["aigc", "media", "appended"])
def test_any_edit_after_signing_fails_the_credentials(
    edit: str, tmp_path: Path, sealed_video: Path, failed: Failed
) -> None:
    data = bytearray(sealed_video.read_bytes())
    if edit == "aigc":
        data[data.index(b'"Label":"1"') + 9] = ord("2")
    elif edit == "media":
        data[data.index(b"mdat") + 5000] ^= 0xFF
    else:
        data += box(b"uuid", bytes(16), b"more")
    (tmp_path / "edited.mp4").write_bytes(data)
    assert "C1" in failed(tmp_path / "edited.mp4")


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        (write_aigc("001191110108335469089C10100", "KLingMuse_123"), set()),
        ('{"Label":"1","ContentProducer":"001191110108MA01R70K8D10000","ProduceID":"1"}', {"M3", "M7"}),
        (values(ReservedCode1="x").replace('"x"', '{"SecurityData":{"Type":"SM3withSM2"}}'), {"M3"}),
    ],
    ids=["Kling", "three keys", "security data"],
)
def test_other_vendors_metadata_is_read_clause_by_clause(
    text: str,
    clauses: set[str],
    tmp_path: Path,
    render: Render,
    signer: SigningIdentity,
    photo: Ingredient,
    failed: Failed,
) -> None:
    found = failed(forged(render, tmp_path / "theirs.mp4", text, signer, photo))
    assert {clause for clause in found if clause.startswith("M")} == clauses


def test_keyless_metadata_is_found_in_another_place(tmp_path: Path, render: Render, pen: Pen) -> None:
    theirs = tmp_path / "keyless.mp4"
    item = box(b"\xa9cmt", box(b"data", struct.pack(">II", 1, 0), GOOD.encode()))
    meta = box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdir", bytes(13)), box(b"ilst", item))
    data = render.path.read_bytes()
    theirs.write_bytes(data + meta)
    report = verified(theirs, pen)
    (place,) = [check for check in report.failed if check.clause.startswith("M")]
    assert place.clause.startswith("M8")
    assert PLACE not in place.measured


def test_a_png_with_mark_and_metadata_is_read(tmp_path: Path, pen: Pen, zh_mark: TextLayer) -> None:
    _, data = cv2.imencode(".png", cv2.cvtColor(pen.stamp(backdrop(SMALL), zh_mark), cv2.COLOR_RGB2BGR))
    packet = international("XML:com.adobe.xmp", merge_packet(None, {AIGC: GOOD, SOURCE_TYPE: GENERATED}))
    raw = bytes(data)
    (tmp_path / "x.png").write_bytes(raw[:33] + packet + raw[33:])
    report = verified(tmp_path / "x.png", pen)
    assert [check.clause.split()[0] for check in report.failed] == ["S1", "C1", "C2"]
    assert report.produce_id == "42"


def test_a_plain_jpeg_fails_every_clause(tmp_path: Path, failed: Failed) -> None:
    cv2.imwrite(str(tmp_path / "x.jpg"), backdrop(SMALL))
    assert len(failed(tmp_path / "x.jpg")) == 16


HUGE = SIGNATURE + chunk(b"IHDR", struct.pack(">II", 60_000, 60_000) + b"\x08\x02\0\0\0") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("text.mp4", b"#EXTM3U\nhttp://example.invalid/\n"),
        ("page.jpg", b"<html></html>"),
        ("picture.gif", b"GIF89a" + bytes(100)),
        ("cut.mp3", b"ID3\4\0\0\0\0\x7f\x7f"),
        ("cut.wav", b"RIFF\xff\xff\0\0WAVEdata\xff\xff\0\0"),
        ("cut.webp", b"RIFF\xff\xff\0\0WEBPVP8 "),
        ("cut.mkv", b"\x1a\x45\xdf\xa3\x84\x18"),
        ("cut.zip", b"PK\x03\x04" + bytes(40)),
        ("stream.ts", b"G@\x11\x10" + bytes(200)),
        ("photo.heic", b"\0\0\0\x18ftypheic" + bytes(64)),
        ("cut.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("cut.png", SIGNATURE + b"\0\0\0\rIHDR"),
        ("huge.png", HUGE),
        ("headless.mp4", box(b"ftyp", b"isom") + box(b"mdat", bytes(64))),
        ("cut.mp4", box(b"ftyp", b"isom") + b"\0\0\xff\xffmoov"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_it(name: str, content: bytes, tmp_path: Path, pen: Pen) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LabelError) as caught:
        verified(tmp_path / name, pen)
    assert caught.value.hint


def test_no_such_file_and_a_folder_are_errors(tmp_path: Path, pen: Pen) -> None:
    for path in (tmp_path / "nothing.mp4", tmp_path):
        with pytest.raises(LabelError, match="cannot be read"):
            verified(path, pen)


def test_a_video_cut_short_is_damaged(tmp_path: Path, sealed_video: Path, pen: Pen) -> None:
    data = sealed_video.read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
    with pytest.raises(LabelError, match="damaged"):
        verified(tmp_path / "cut.mp4", pen)


def test_a_video_whose_frames_are_rubbish_fails_and_does_not_crash(
    tmp_path: Path, sealed_video: Path, failed: Failed
) -> None:
    data = bytearray(sealed_video.read_bytes())
    start = data.index(b"mdat") + 4
    rubbish = np.random.default_rng(0).integers(0, 255, len(data) - start - 1000, dtype=np.uint8).tobytes()
    data[start : start + len(rubbish)] = rubbish
    (tmp_path / "rubbish.mp4").write_bytes(data)
    assert {"V1", "C1", "F5"} <= failed(tmp_path / "rubbish.mp4")


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flips=st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=4))
def test_a_mutated_video_gets_a_report_or_a_label_error(
    flips: list[tuple[int, bytes]], tmp_path_factory: pytest.TempPathFactory, sealed_video: Path, pen: Pen
) -> None:
    data = bytearray(sealed_video.read_bytes())
    for place, value in flips:
        data[place : place + len(value)] = value
    path = tmp_path_factory.getbasetemp() / "mutated-verify.mp4"
    path.write_bytes(data)
    try:
        report = verified(path, pen)
    except LabelError as error:
        assert error.hint
    else:
        assert len(report.checks) == {"video": 23, "audio": 16}[report.media]


def test_a_video_whose_picture_no_longer_says_so_is_a_sound_that_fails(
    sealed_video: Path, tmp_path: Path, pen: Pen
) -> None:
    data, path = sealed_video.read_bytes(), tmp_path / "blind.mp4"
    path.write_bytes(data.replace(b"\0\0\0\0vide", b"\0\0\0\0\0ide", 1))
    report = verified(path, pen)
    assert report.media == "audio"
    assert not report.passed
    assert next(check for check in report.checks if check.clause.startswith("A1")).passed is False
