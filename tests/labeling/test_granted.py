"""The copy that art. 9 allows: every label but the visible one, once, while the grant lasts, on record first."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.errors import LabelError, StorageError
from domain.grant import Application, Grant
from domain.label import LabelReport
from domain.render import Render
from labeling.c2pa_read import read_credentials
from labeling.request import SealRequest
from labeling.seal_granted import seal_granted
from tests.labeling.conftest import NOW, Drawn

GRANT = Grant(
    number="grant-1",
    application=Application(applicant="Media", agreement="1", reason="edit", days=7, timeline="a" * 64),
    granted=NOW,
)


@dataclass
class ListLog:
    """A log in memory; ``full`` cannot be written."""

    copies: list[str] = field(default_factory=list)
    full: bool = False

    def used(self, number: str) -> bool:
        return number in self.copies

    def record_copy(self, grant: Grant, produce_id: str, sha256: str) -> None:
        if self.full:
            raise StorageError("the disk is full")
        self.copies.append(grant.number)


@pytest.fixture(scope="module")
def bare(draw_render: Drawn) -> Render:
    return draw_render(lambda n: None, frames=20)


def test_everything_but_the_visible_mark_is_there(tmp_path: Path, bare: Render, request_for: SealRequest) -> None:
    log = ListLog()
    copy = seal_granted(bare, request_for, GRANT, log, tmp_path / "copy.mp4")
    assert copy.report.passed
    assert log.copies == ["grant-1"]
    numbers = {check.clause.split()[0] for check in copy.report.checks}
    assert {"Z1", "M1", "M2", "M10", "M11", "S1", "C1", "C2", "C3", "F6"} <= numbers
    assert not {number for number in numbers if number.startswith("V")}
    found = read_credentials(copy.path, "video/mp4", request_for.signer.root)
    assert found.disclosure["grant"].endswith("grant-1")


@pytest.mark.parametrize(
    ("grant", "log"),
    [
        (GRANT, ListLog(["grant-1"])),
        (GRANT.model_copy(update={"granted": NOW - timedelta(days=7)}), ListLog()),
        (GRANT.model_copy(update={"granted": NOW + timedelta(seconds=1)}), ListLog()),
    ],
    ids=["used", "ended", "not begun"],
)
def test_a_grant_that_does_not_hold_gives_nothing_and_keeps_nothing(
    grant: Grant, log: ListLog, tmp_path: Path, bare: Render, request_for: SealRequest
) -> None:
    with pytest.raises(LabelError, match="Z1"):
        seal_granted(bare, request_for, grant, log, tmp_path / "copy.mp4")
    (note,) = request_for.quarantine.iterdir()
    report = LabelReport.model_validate_json(note.read_text("utf-8"))
    assert [check.clause.split()[0] for check in report.failed] == ["Z1"]
    assert not list(tmp_path.glob("*.mp4"))


def test_nothing_leaves_that_is_not_on_record(tmp_path: Path, bare: Render, request_for: SealRequest) -> None:
    with pytest.raises(StorageError):
        seal_granted(bare, request_for, GRANT, ListLog(full=True), tmp_path / "copy.mp4")
    assert list(tmp_path.iterdir()) == []


def test_the_metadata_is_checked_as_ever(tmp_path: Path, bare: Render, request_for: SealRequest) -> None:
    with pytest.raises(LabelError, match="ContentProducer"):
        seal_granted(bare, replace(request_for, producer=""), GRANT, ListLog(), tmp_path / "copy.mp4")
