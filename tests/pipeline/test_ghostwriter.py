"""The ghostwriter: its plan is the one that would have been written here, and without it that one is written."""

import multiprocessing
from collections.abc import Callable
from contextlib import closing
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import pytest

from domain.brief import Brief
from domain.errors import PlanError
from media.fonts import load_font_book
from pipeline import fork, ghostwriter
from pipeline.ghostwriter import Written
from pipeline.job import open_job
from pipeline.plan_steps import planned_offline
from pipeline.planned import Planned
from pipeline.planning import plan
from tests.pipeline.fakes import open_fake_studio

_BRIEF = Brief.model_validate({"product": {"name": "Mug", "images": ["a.jpg"], "selling_points": ["Keeps tea warm"]}})


def heard(work: fork.Work) -> Callable[[], Planned | None]:
    """What is received of ``work``, done by a thread here."""
    here, there = multiprocessing.Pipe()
    Thread(target=fork.tell, args=(there, work), daemon=True).start()

    def receive() -> Planned | None:
        with closing(here):
            return ghostwriter._received(here)

    return receive


def written_here() -> Planned:
    return planned_offline(_BRIEF)


def test_its_plan_is_the_one_that_would_have_been_written_here() -> None:
    assert heard(partial(ghostwriter.write, _BRIEF))() == written_here()


def test_without_an_answer_there_is_no_plan() -> None:
    assert heard(lambda pipe: None)() is None


def test_what_stops_planning_is_raised() -> None:
    def refuse(pipe: Connection) -> None:
        raise PlanError("nothing to say", hint="add selling points")

    with pytest.raises(PlanError, match="nothing to say"):
        heard(refuse)()


@pytest.mark.parametrize("written", [None, lambda: None, written_here])
def test_a_job_takes_it_or_plans_itself(tmp_path: Path, written: Written | None) -> None:
    fake = open_fake_studio(tmp_path, load_font_book())
    planned = plan(_BRIEF, open_job(fake.studio, lambda stage, done: None), None, written)
    own = written is not written_here
    assert planned.script.written_by.planner == (fake.planner.name if own else "offline")
