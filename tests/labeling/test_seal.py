import json
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from domain.errors import LabelError, StorageError
from domain.label import LabelReport
from domain.layers import TextLayer
from domain.render import Render
from labeling.aigc import write_aigc
from labeling.mark import mark_layer
from labeling.mp4_write import stamp_mp4
from labeling.request import SealRequest
from labeling.seal import seal_image, seal_video
from labeling.xmp import SOURCE_TYPE, merge_packet
from tests.labeling.conftest import SAFE, Drawn, MemoryLedger
from tests.labeling.films import SMALL, Size, backdrop, render_of
from tests.labeling.pen import Pen, resized, reworded


def quarantined(request: SealRequest) -> tuple[Path, LabelReport]:
    (kept,) = request.quarantine.glob("*.mp4")
    return kept, LabelReport.model_validate_json(kept.with_name(kept.name + ".labels.json").read_text("utf-8"))


def clauses(report: LabelReport) -> set[str]:
    return {check.clause.split()[0] for check in report.failed}


def refused(render: Render, request: SealRequest, out: Path) -> set[str]:
    """The clauses the gate failed; the file must be in the quarantine and nowhere else."""
    with pytest.raises(LabelError, match="label checks"):
        seal_video(render, request, out)
    assert list(out.parent.glob("*.mp4")) == []
    return clauses(quarantined(request)[1])


def test_a_render_is_sealed_into_place_and_nothing_else_is_left(
    tmp_path: Path, render: Render, request_for: SealRequest
) -> None:
    out = tmp_path / "out" / "video.mp4"
    out.parent.mkdir()
    labelled = seal_video(render, request_for, out)
    assert labelled.path == out
    assert labelled.report.passed
    assert labelled.report.file == "video.mp4"
    assert labelled.report.produce_id == str(UUID(int=1))
    assert list(out.parent.iterdir()) == [out]
    assert not request_for.quarantine.exists()
    gate_only = {"M9", "M10", "V7", "F6"}
    assert gate_only <= {check.clause.split()[0] for check in labelled.report.checks}


def test_every_file_gets_a_number_of_its_own(tmp_path: Path, render: Render, request_for: SealRequest) -> None:
    first = seal_video(render, request_for, tmp_path / "a.mp4")
    second = seal_video(render, request_for, tmp_path / "b.mp4")
    assert first.report.produce_id != second.report.produce_id
    assert request_for.ledger == MemoryLedger({first.report.produce_id, second.report.produce_id})


def test_a_number_used_before_is_refused(tmp_path: Path, render: Render, request_for: SealRequest) -> None:
    again = replace(request_for, ledger=MemoryLedger({str(UUID(int=1))}))
    assert refused(render, again, tmp_path / "video.mp4") == {"M10"}


@pytest.mark.parametrize(
    ("shown", "failing", "holding"),
    [
        (lambda mark, n: None, {"V1", "V2", "V3", "V4", "V5", "V6", "V7"}, {"M1", "C1", "F1"}),
        (lambda mark, n: mark if n < 57 else None, {"V2", "V6"}, {"V1", "V3", "V4"}),
        (lambda mark, n: mark if n > 0 else None, {"V1", "V2"}, {"V3", "V4", "V6"}),
        (lambda mark, n: None if n == 30 else mark, {"V2"}, {"V1", "V6"}),
        (lambda mark, n: resized(mark, 18), {"V3"}, {"V1", "V2", "V4", "V6"}),
        (lambda mark, n: reworded(mark, "AI"), {"V4"}, {"V1", "V2", "V3", "V6"}),
        (lambda mark, n: moved(mark), {"V7"}, {"V1", "V2", "V3", "V4", "V6"}),
    ],
    ids=["none", "1.9 s", "late", "flicker", "fontsize 5 %", "AI only", "under the interface"],
)
def test_a_faulty_visible_mark_fails_its_own_clauses(
    shown: Callable[[TextLayer, int], TextLayer | None],
    failing: set[str],
    holding: set[str],
    tmp_path: Path,
    draw_render: Drawn,
    zh_mark: TextLayer,
    request_for: SealRequest,
) -> None:
    render = draw_render(lambda n: shown(zh_mark, n))
    failed = refused(render, request_for, tmp_path / "video.mp4")
    assert failing <= failed
    assert not holding & failed


def moved(mark: TextLayer) -> TextLayer:
    """The mark above the safe box, where a platform's interface covers it."""
    return mark.model_copy(update={"box": mark.box.model_copy(update={"y": 4})})


def test_exactly_two_seconds_are_enough(
    tmp_path: Path, draw_render: Drawn, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    assert seal_video(draw_render(lambda n: zh_mark, frames=60), request_for, tmp_path / "v.mp4").report.passed


def test_a_whole_video_shorter_than_two_seconds_is_refused(
    tmp_path: Path, draw_render: Drawn, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    assert refused(draw_render(lambda n: zh_mark, frames=59), request_for, tmp_path / "v.mp4") == {"V2"}


@pytest.mark.parametrize(
    ("options", "failing"),
    [({"use_editlist": "1", "movflags": "+faststart"}, {"F4"}), ({"movflags": "+negative_cts_offsets"}, {"F4"})],
    ids=["edit list", "movie box behind"],
)
def test_another_layout_fails_the_stream_clause(
    options: dict[str, str],
    failing: set[str],
    tmp_path: Path,
    draw_render: Drawn,
    zh_mark: TextLayer,
    request_for: SealRequest,
) -> None:
    render = draw_render(lambda n: zh_mark, **options)
    assert refused(render, request_for, tmp_path / "v.mp4") == failing


def test_another_frame_rate_fails_the_stream_clause(
    tmp_path: Path, draw_render: Drawn, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    render = draw_render(lambda n: zh_mark, rate=25)
    assert refused(render, request_for, tmp_path / "v.mp4") == {"F2"}


def test_a_refused_file_is_kept_with_a_report_that_names_measure_and_bound(
    tmp_path: Path, draw_render: Drawn, zh_mark: TextLayer, request_for: SealRequest
) -> None:
    with pytest.raises(LabelError, match=r"V3 GB 45438-2025 §5\.4: .* px of 360") as caught:
        seal_video(draw_render(lambda n: resized(zh_mark, 18)), request_for, tmp_path / "v.mp4")
    kept, report = quarantined(request_for)
    assert str(kept) in caught.value.hint
    assert json.loads(report.model_dump_json())["checks"][2]["bound"] == "≥ 5 % of the short side"


def test_a_render_that_changed_since_is_refused(tmp_path: Path, render: Render, request_for: SealRequest) -> None:
    with pytest.raises(LabelError, match="changed since it was rendered"):
        seal_video(render.model_copy(update={"sha256": "0" * 64}), request_for, tmp_path / "v.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_render_stamped_already_is_refused(tmp_path: Path, render: Render, request_for: SealRequest) -> None:
    packet = merge_packet(None, {SOURCE_TYPE: "t"})
    stamp_mp4(render.path, tmp_path / "stamped.mp4", write_aigc("Shop", "1"), packet)
    (tmp_path / "out").mkdir()
    with pytest.raises(LabelError, match="stamped already"):
        seal_video(render_of(tmp_path / "stamped.mp4", SMALL, 66), request_for, tmp_path / "out" / "v.mp4")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_producer_is_required(tmp_path: Path, render: Render, request_for: SealRequest) -> None:
    with pytest.raises(LabelError, match="ContentProducer"):
        seal_video(render, replace(request_for, producer=""), tmp_path / "v.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_storage_error(tmp_path: Path, render: Render, request_for: SealRequest) -> None:
    with pytest.raises(StorageError, match="No such file"):
        seal_video(render, request_for, tmp_path / "nowhere" / "v.mp4")


def test_an_older_file_at_the_place_survives_a_refusal(
    tmp_path: Path, draw_render: Drawn, request_for: SealRequest
) -> None:
    out = tmp_path / "v.mp4"
    out.write_bytes(b"older")
    with pytest.raises(LabelError):
        seal_video(draw_render(lambda n: None), request_for, out)
    assert out.read_bytes() == b"older"


@contextmanager
def full_disk() -> Iterator[None]:
    """No file of this process can hold more than 4 KiB; the test's own output must not fall inside."""
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limit[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_is_a_storage_error_and_leaves_nothing(
    tmp_path: Path, render: Render, request_for: SealRequest
) -> None:
    with full_disk(), pytest.raises(StorageError, match="free space"):
        seal_video(render, request_for, tmp_path / "v.mp4")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_is_sealed_from_pixels_and_from_jpeg(
    tmp_path: Path, pen: Pen, zh_mark: TextLayer, request_for: SealRequest, sealed_image: Path
) -> None:
    picture = pen.stamp(backdrop(SMALL), zh_mark)
    labelled = seal_image(picture, request_for, tmp_path / "cover.jpg")
    assert labelled.report.passed
    assert labelled.report.media == "image"
    assert [path.name for path in tmp_path.iterdir()] == ["cover.jpg"]


@pytest.mark.parametrize(
    ("change", "failing"),
    [
        (lambda mark: None, {"I1", "I2", "I3", "I4", "I5", "I6"}),
        (lambda mark: resized(mark, 18), {"I3"}),
        (lambda mark: reworded(mark, "AI"), {"I4"}),
        (lambda mark: mark.model_copy(update={"box": mark.box.model_copy(update={"x": 130, "y": 150})}), {"I2"}),
    ],
    ids=["none", "fontsize 5 %", "AI only", "in the middle"],
)
def test_a_faulty_mark_on_a_picture_fails_its_own_clauses(
    change: Callable[[TextLayer], TextLayer | None],
    failing: set[str],
    tmp_path: Path,
    pen: Pen,
    zh_mark: TextLayer,
    request_for: SealRequest,
) -> None:
    layer = change(zh_mark)
    picture = pen.stamp(backdrop(SMALL), layer) if layer else backdrop(SMALL)
    with pytest.raises(LabelError, match="label checks"):
        seal_image(picture, request_for, tmp_path / "cover.jpg")
    (note,) = request_for.quarantine.glob("*.labels.json")
    assert clauses(LabelReport.model_validate_json(note.read_text("utf-8"))) == failing
    assert not (tmp_path / "cover.jpg").exists()


def test_bytes_that_are_no_jpeg_are_refused(tmp_path: Path, request_for: SealRequest) -> None:
    with pytest.raises(LabelError, match="the JPEG is damaged"):
        seal_image(b"GIF89a", request_for, tmp_path / "cover.jpg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_full_size_video_is_sealed(tmp_path: Path, draw_render: Drawn, pen: Pen, request_for: SealRequest) -> None:
    full = Size(1080, 1920)
    layer = mark_layer(full.width, full.height, SAFE[full], "en", pen)
    request = replace(request_for, language="en", safe=SAFE[full])
    report = seal_video(draw_render(lambda n: layer, size=full), request, tmp_path / "v.mp4").report
    assert report.passed
    assert "AI-generated" in report.checks[0].measured
