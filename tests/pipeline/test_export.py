"""Export: all files or none, and only the bytes that the gate saw."""

import hashlib
import os
from pathlib import Path

import pytest

from domain.errors import LabelError, StorageError
from domain.label import CheckResult, LabelledImage, LabelledText, LabelledVideo, LabelReport
from domain.timeline import Timeline
from pipeline.export import Product, check_folder, export, slug
from tests.pipeline.timelines import timeline

MB = 1_000_000


def report(path: Path, media: str, *, passed: bool = True) -> LabelReport:
    check = CheckResult(clause="test", check="made up", passed=passed, measured="1", bound="1")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return LabelReport.model_validate({"file": path.name, "sha256": digest, "media": media, "checks": (check,)})


def product(work: Path, *, passed: bool = True, made_from: Timeline | None = None) -> Product:
    work.mkdir(exist_ok=True)
    video, cover = work / "sealed.mp4", work / "sealed.jpg"
    video.write_bytes(b"video")
    cover.write_bytes(b"cover")
    captions = work / "sealed.srt"
    captions.write_bytes(b"captions")
    return Product(
        video=LabelledVideo(video, report(video, "video", passed=passed)),
        cover=LabelledImage(cover, report(cover, "image")),
        captions=LabelledText(captions, report(captions, "text")),
        timeline=made_from or timeline(),
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_every_file_of_one_product(tmp_path: Path) -> None:
    out = tmp_path / "deep/out"
    (done,) = export([product(tmp_path / "work")], {"script.json": timeline()}, out)
    assert names(out) == [
        "labels.json", "script.json", "steel-mug.jpg", "steel-mug.mp4", "steel-mug.srt", "timeline.json",
    ]  # fmt: skip
    assert done.video.read_bytes() == b"video"
    assert '"file": "steel-mug.mp4"' in done.labels.read_text()
    assert Timeline.model_validate_json(done.timeline.read_bytes()) == timeline()


def test_several_aspects_have_names_of_their_own(tmp_path: Path) -> None:
    one = product(tmp_path / "work")
    products = [Product(one.video, one.cover, one.captions, one.timeline, aspect) for aspect in ("-9x16", "-1x1")]
    export(products, {}, tmp_path / "out")
    assert [name for name in names(tmp_path / "out") if "9x16" in name] == [
        "labels-9x16.json", "steel-mug-9x16.jpg", "steel-mug-9x16.mp4", "steel-mug-9x16.srt", "timeline-9x16.json",
    ]  # fmt: skip
    assert len(names(tmp_path / "out")) == 10


def test_a_file_changed_after_its_seal_does_not_leave(tmp_path: Path) -> None:
    sealed = product(tmp_path / "work")
    sealed.video.path.write_bytes(b"other")
    with pytest.raises(LabelError, match="changed after it was sealed"):
        export([sealed], {}, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_failed_report_does_not_leave(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(LabelError, match="did not pass the gate"):
        export([product(tmp_path / "work", passed=False)], {}, tmp_path / "out")
    assert names(tmp_path / "out") == []


def test_when_one_file_cannot_be_placed_the_folder_is_as_before(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "steel-mug.srt").mkdir(parents=True)
    (out / "labels.json").write_text("older")
    with pytest.raises(StorageError, match="cannot be written"):
        export([product(tmp_path / "work")], {}, out)
    assert names(out) == ["labels.json", "steel-mug.srt"]
    assert (out / "labels.json").read_text() == "older"


def test_what_a_killed_export_left_is_swept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    left = out / ".vitrine-4194304-abc"  # above the largest process id Linux gives
    mine = out / f".vitrine-{os.getppid()}-abc"
    for folder in (left, mine):
        folder.mkdir(parents=True)
        (folder / "x").write_bytes(b"x")
    export([product(tmp_path / "work")], {}, out)
    assert not left.exists()
    assert mine.exists()


def test_a_good_folder_is_left_as_it_was(tmp_path: Path) -> None:
    check_folder(tmp_path / "a/b", MB, "output folder")
    assert not (tmp_path / "a").exists()
    (tmp_path / "kept").mkdir()
    check_folder(tmp_path / "kept", MB, "output folder")
    assert names(tmp_path) == ["kept"]


@pytest.mark.parametrize(
    ("place", "need", "reason"),
    [
        ("file", MB, "is a file"),
        ("file/below", MB, "cannot be written"),
        ("x" * 300, MB, "cannot be written"),
        ("fine", 10**18, "MB are needed"),
    ],
)
def test_a_folder_that_cannot_take_the_files(tmp_path: Path, place: str, need: int, reason: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=reason) as caught:
        check_folder(tmp_path / place, need, "output folder")
    assert caught.value.hint
    assert names(tmp_path) == ["file"]


def test_a_folder_nobody_may_write_to() -> None:
    with pytest.raises(StorageError, match="output folder '/proc/vitrine' cannot be written"):
        check_folder(Path("/proc/vitrine"), MB, "output folder")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("316 不锈钢保温杯", "316-不锈钢保温杯"),
        ("Mug: 500 ml / “Pro”", "mug-500-ml-pro"),
        ("../../etc/passwd", "etc-passwd"),
        ("***", "video"),
        ("Ａ_b", "a-b"),
        ("長" * 100, "長" * 60),
    ],
)
def test_slug(title: str, name: str) -> None:
    assert slug(title) == name
