"""The desk: what is accepted, what may be asked of it, and who may ask."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.brief import Brief
from domain.errors import ConflictError, InputError, NotFoundError, StorageError
from domain.job import Job, JobError, JobOptions, JobRequest, Output
from domain.script import PlannerNote, Script, ScriptScene
from pipeline.clock import system_clock
from pipeline.jobs.book import Claim, JobBook, News, Superseded
from pipeline.jobs.desk import Desk, Filters
from pipeline.storage.admission import Admission
from pipeline.store.database import Database, open_database
from pipeline.store.schema import create_schema

MUG = Brief.model_validate({"product": {"name": "Stone Mug", "images": ["asset:" + "a" * 64]}, "language": "en"})
SCRIPT = Script(
    language="en", title="Stone Mug", seconds=20, seed=0, written_by=PlannerNote(planner="test"),
    scenes=(
        ScriptScene(id="1", role="hook", narration="A mug.", headline="Mug"),
        ScriptScene(id="2", role="cta", narration="Get it.", headline="Get it"),
    ),
)  # fmt: skip


@pytest.fixture
def book(database: Database) -> JobBook:
    return JobBook(database, system_clock)


def submit(desk: Desk, **options: object) -> Job:
    return desk.submit(JobRequest(brief=MUG), "ann", JobOptions.model_validate(options))


def video(job: str) -> Output:
    return Output(
        job=job, name="mug.mp4", kind="video", mime="video/mp4", sha256="b" * 64, size=7, created=system_clock()
    )


def queued(database: Database) -> list[tuple[str, str]]:
    with database.engine.connect() as connection:
        rows = connection.execute(text("select workflow_uuid, queue_name from workflow_status where status='ENQUEUED'"))
        return sorted((row[0], row[1]) for row in rows)


def test_an_accepted_job_is_in_the_queue(desk: Desk, database: Database) -> None:
    job = submit(desk, metadata={"sku": "7"}, external_id="x1")
    assert desk.get(job.id, "ann") == job
    assert (job.status, job.progress, job.title, job.options.metadata) == ("queued", 0, "Stone Mug", {"sku": "7"})
    assert job.request.brief == MUG
    assert [event.seq for event in desk.events(job.id, "ann")] == [1]
    assert queued(database) == [(f"{job.id}-0", "videos")]


def test_a_job_comes_with_its_callers_rows_or_not_at_all(desk: Desk, database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.session() as session:
        desk.submit(JobRequest(brief=MUG), "ann", session=session)
        _ = 1 / 0
    assert desk.list("ann") == []
    assert queued(database) == []


def test_nobody_elses_job_is_there(desk: Desk) -> None:
    job = submit(desk).id
    for ask in (desk.get, desk.cancel, desk.retry, desk.approve, desk.reject, desk.events, desk.outputs):
        with pytest.raises(NotFoundError):
            ask(job, "bob")
    assert desk.list("bob") == []


def test_nothing_to_make_is_refused(desk: Desk) -> None:
    with pytest.raises(InputError):
        desk.submit(JobRequest(), "ann")


def test_no_room_no_job(database: Database, desk: Desk) -> None:
    full = Desk(database, Admission(desk._admission.folders, 1 << 60))
    with pytest.raises(StorageError, match="no new jobs"):
        submit(full)


def test_listing_goes_on_where_it_stopped(desk: Desk) -> None:
    ids = [submit(desk, batch_id="b" if n % 2 else "").id for n in range(5)]
    newest_first = ids[::-1]
    assert [job.id for job in desk.list("ann", limit=2)] == newest_first[:2]
    behind = (desk.get(newest_first[1], "ann").created, newest_first[1])
    assert [job.id for job in desk.list("ann", after=behind, limit=9)] == newest_first[2:]
    assert [job.id for job in desk.list("ann", Filters(batch_id="b"))] == [ids[3], ids[1]]
    assert desk.counts("ann", Filters(batch_id="b")) == {"queued": 2}


def test_a_job_runs_to_its_end(desk: Desk, book: JobBook) -> None:
    job = submit(desk).id
    claim, _ = book.claim(job, "w1")
    book.tell(claim, "render", 40, News("progress"))
    book.tell(claim, "render", 30, News("progress"))
    assert desk.get(job, "ann").progress == 40
    book.complete(claim, [video(job)], ["done"])
    done = desk.get(job, "ann")
    assert (done.status, done.progress, done.notes, done.ended) == ("completed", 100, ("done",), True)
    assert desk.output(job, "ann", "mug.mp4").sha256 == "b" * 64
    events = desk.events(job, "ann")
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.progress for event in events] == [0, 0, 40, 40, 100]


def test_an_older_attempt_changes_nothing(desk: Desk, book: JobBook) -> None:
    job = submit(desk).id
    old, _ = book.claim(job, "w1")
    new, _ = book.claim(job, "w2")
    assert (old.attempt, new.attempt) == (1, 2)
    assert book.lost([old, new]) == [old]
    with pytest.raises(Superseded):
        book.complete(old, [video(job)], [])
    with pytest.raises(Superseded):
        book.fail(old, JobError(code="x", message="x"))
    assert desk.outputs(job, "ann") == []
    book.complete(new, [video(job)], [])
    assert book.lost([old, new]) == [old]
    with pytest.raises(Superseded):
        book.complete(new, [video(job)], [])
    assert len(desk.outputs(job, "ann")) == 1


def test_after_a_cancel_nothing_is_published(desk: Desk, book: JobBook, database: Database) -> None:
    job = submit(desk).id
    claim, _ = book.claim(job, "w1")
    assert desk.cancel(job, "ann").status == "canceled"
    assert desk.cancel(job, "ann").status == "canceled"
    assert book.lost([claim]) == [claim]
    with pytest.raises(Superseded):
        book.complete(claim, [video(job)], [])
    assert queued(database) == []


def test_a_batch_is_cancelled_whole(desk: Desk, book: JobBook) -> None:
    jobs = [submit(desk, batch_id="b").id for _ in range(3)]
    claim, _ = book.claim(jobs[0], "w1")
    book.complete(claim, [], [])
    assert desk.cancel_batch("b", "ann") == 2


def test_only_a_failed_job_is_retried(desk: Desk, book: JobBook, database: Database) -> None:
    job = submit(desk).id
    with pytest.raises(ConflictError):
        desk.retry(job, "ann")
    claim, _ = book.claim(job, "w1")
    book.tell(claim, "render", 60, News("stage"))
    book.fail(claim, JobError(code="render_failed", message="no", retryable=True))
    assert desk.get(job, "ann").error == JobError(code="render_failed", message="no", retryable=True)
    again = desk.retry(job, "ann")
    assert (again.status, again.error, again.progress, again.finished) == ("queued", None, 60, None)
    assert (f"{job}-1", "videos") in queued(database)


def test_a_script_is_shown_edited_and_approved(desk: Desk, book: JobBook, database: Database) -> None:
    job = desk.submit(JobRequest(brief=MUG, review=True), "ann").id
    assert queued(database) == [(f"{job}-0", "scripts")]
    with pytest.raises(ConflictError):
        desk.approve(job, "ann")
    claim, _ = book.claim(job, "w1")
    book.ask(claim, SCRIPT, [video(job)], [])
    assert desk.get(job, "ann").script == SCRIPT
    edited = SCRIPT.model_copy(update={"title": "Another"})
    assert desk.revise(job, "ann", edited).status == "queued"
    claim, waiting = book.claim(job, "w1")
    assert (waiting.request.script, waiting.request.review) == (edited, True)
    book.tell(claim, "preview", 0, News("stage"))
    book.ask(claim, edited, [video(job)], [])
    approved = desk.approve(job, "ann")
    assert (approved.status, approved.request.script, approved.request.review) == ("queued", edited, False)
    assert approved.stage == ""
    assert (f"{job}-2", "videos") in queued(database)


def test_a_rejected_job_has_ended(desk: Desk, book: JobBook) -> None:
    job = desk.submit(JobRequest(brief=MUG, review=True), "ann").id
    book.ask(book.claim(job, "w1")[0], SCRIPT, [], [])
    rejected = desk.reject(job, "ann")
    assert (rejected.status, rejected.error and rejected.error.code) == ("canceled", "rejected")
    with pytest.raises(ConflictError):
        desk.approve(job, "ann")


def test_an_edited_script_is_another_job(desk: Desk) -> None:
    job = submit(desk, external_id="x1").id
    child = desk.rerender(job, "ann", script=SCRIPT)
    assert (child.parent, child.request.script, child.options.external_id) == (job, SCRIPT, "x1")
    assert desk.list("ann", Filters(parent=job)) == [child]


def test_news_are_of_all_jobs(desk: Desk) -> None:
    start = desk.newest_event()
    jobs = [submit(desk).id for _ in range(3)]
    assert [event.job for event in desk.news(start)] == jobs


def test_a_claim_is_of_a_job_that_may_run(desk: Desk, book: JobBook) -> None:
    job = submit(desk).id
    desk.cancel(job, "ann")
    with pytest.raises(Superseded):
        book.claim(job, "w1")
    with pytest.raises(Superseded):
        book.tell(Claim(job, 0), "plan", 1, News("stage"))


def test_tables_may_be_made_by_several_at_once(tmp_path: Path) -> None:
    databases = [open_database(f"sqlite:///{tmp_path}/new.sqlite") for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(create_schema, databases))
    for database in databases:
        database.close()
