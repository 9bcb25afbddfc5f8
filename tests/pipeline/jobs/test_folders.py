"""The folder of an attempt: there from the start, so that jobs that begin at once do not clear it away."""

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from pipeline.delivery import check_room
from pipeline.jobs.book import Claim
from pipeline.jobs.room import Room
from pipeline.jobs.shift import Shift


def test_jobs_that_begin_at_once_leave_each_other_their_folders(tmp_path: Path) -> None:
    work = tmp_path / "home" / "work"
    room, shift = cast("Room", SimpleNamespace(studio=SimpleNamespace(work=work))), cast("Shift", SimpleNamespace())
    with Shift._attempt_folder(shift, Claim("vid_a", 1), room) as folder:
        assert folder.is_dir()
        check_room(work / "attempts" / "vid_b-1", work, 1)
        check_room(folder, work, 1)
        assert folder.is_dir()
    assert not folder.exists() and work.is_dir()
