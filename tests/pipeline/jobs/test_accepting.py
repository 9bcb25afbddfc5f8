"""Killed while a job is being accepted: it is there with its place in the queue, or it was never there."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from domain.job import JobRequest
from pipeline.jobs.desk import Desk
from pipeline.storage.admission import Admission
from pipeline.store.database import open_database
from tests.pipeline.jobs.workplace import OWNER, Workplace

pytestmark = pytest.mark.slow


def _accept_and_die(url: str, home: str, request: str, committed: bool) -> None:
    database = open_database(url)
    desk = Desk(database, Admission((Path(home),), 0))
    with database.session() as session:
        desk.submit(JobRequest.model_validate_json(request), OWNER, session=session)
        session.flush()
        if not committed:
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def die_accepting(place: Workplace, *, committed: bool) -> None:
    given = (place.database.url, str(place.home), place.request.model_dump_json(), committed)
    process = multiprocessing.get_context("spawn").Process(target=_accept_and_die, args=given)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize("where", ["sqlite", "postgres"])
def test_killed_before_and_after_the_commit(request: pytest.FixtureRequest, where: str) -> None:
    place: Workplace = request.getfixturevalue(where)
    die_accepting(place, committed=False)
    assert place.desk.list(OWNER) == []
    die_accepting(place, committed=True)
    (accepted,) = place.desk.list(OWNER)
    assert accepted.status == "queued"
    place.hire()
    last = place.submit()
    for job in (accepted.id, last):
        assert place.wait(job).status == "completed"
        place.check_published_once(job)
    assert {job.id for job in place.desk.list(OWNER)} == {accepted.id, last}, "nothing came of what was not committed"
