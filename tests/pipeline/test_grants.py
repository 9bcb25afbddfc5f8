"""The log of grants and the two steps to a copy without the visible mark."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from domain.errors import InputError, LabelError, SettingsError
from domain.grant import Application
from pipeline.granting import require_granting
from pipeline.grants import GrantLog, timeline_hash
from pipeline.settings import Settings
from tests.pipeline.timelines import scene, timeline

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def application(**values: object) -> Application:
    stated = {"applicant": "Example Media", "agreement": "2026-03", "reason": "their own edit", "days": 7}
    return Application.model_validate({**stated, "timeline": "a" * 64, **values})


@pytest.fixture
def log(tmp_path: Path) -> GrantLog:
    return GrantLog(tmp_path / "grants", lambda: NOW)


def test_a_grant_is_given_found_and_used_once(log: GrantLog) -> None:
    given = log.give(application())
    assert log.grant(given.number) == given
    assert given.ends == NOW + timedelta(days=7)
    assert not log.used(given.number)
    log.record_copy(given, "42", "b" * 64)
    assert log.used(given.number)
    with pytest.raises(LabelError, match="was taken already"):
        log.record_copy(given, "43", "c" * 64)
    assert [(line.event, line.sha256[:1]) for line in log.lines()] == [("granted", ""), ("copied", "b")]


def test_an_unknown_grant_is_an_input_error(log: GrantLog) -> None:
    with pytest.raises(InputError, match="no grant"):
        log.grant("grant-none")


@pytest.mark.parametrize("values", [{"applicant": " "}, {"agreement": ""}, {"reason": ""}, {"days": 0}, {"days": 400}])
def test_an_application_states_everything(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        application(**values)


def test_the_log_is_for_its_owner_only(log: GrantLog, tmp_path: Path) -> None:
    log.give(application())
    assert (tmp_path / "grants/grants.jsonl").stat().st_mode & 0o077 == 0


def changed(text: str) -> str:
    return text.replace("Example Media", "Somebody Else", 1)


def renumbered(text: str) -> str:
    lines = [json.loads(line) for line in text.splitlines()]
    del lines[0]
    return "".join(json.dumps(line) + "\n" for line in lines)


def shortened(text: str) -> str:
    return "".join(text.splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    "tamper",
    [
        changed,
        renumbered,
        lambda text: "".join(text.splitlines(True)[:-1]),
        lambda text: "",
        lambda text: text + "{}\n",
    ],
    ids=["changed", "first taken out", "last cut off", "emptied", "added"],
)
def test_a_log_that_was_tampered_with_is_noticed(tamper: object, log: GrantLog, tmp_path: Path) -> None:
    for _ in range(3):
        log.give(application())
    file = tmp_path / "grants/grants.jsonl"
    file.write_text(tamper(file.read_text("utf-8")), "utf-8")  # type: ignore[operator]
    with pytest.raises(LabelError, match="broken"):
        log.lines()
    with pytest.raises(LabelError, match="broken"):
        log.give(application())


def test_a_power_cut_between_line_and_head_is_survived(log: GrantLog, tmp_path: Path) -> None:
    log.give(application())
    head = tmp_path / "grants/grants.head"
    before = head.read_bytes()
    log.give(application())
    head.write_bytes(before)
    assert len(log.lines()) == 2
    log.give(application())
    assert len(log.lines()) == 3


def test_granting_is_off_without_a_setting() -> None:
    with pytest.raises(SettingsError, match="not granted here"):
        require_granting(Settings())
    require_granting(Settings(article9=True))


def test_a_grant_is_for_one_video_whatever_its_mark() -> None:
    one, other = timeline(scene("a", 30)), timeline(scene("a", 31))
    assert timeline_hash(one) != timeline_hash(other)
    assert timeline_hash(one.model_copy(update={"overlays": ()})) == timeline_hash(one)
