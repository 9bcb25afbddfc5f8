"""What is kept and moved: retention by age, and the move of an installation to PostgreSQL."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlmodel import select

from domain.errors import InputError
from domain.job import JobRequest, Output
from pipeline.clock import system_clock
from pipeline.jobs.book import JobBook
from pipeline.jobs.desk import Desk
from pipeline.jobs.migration import copy_database, copy_files
from pipeline.jobs.publishing import Publisher
from pipeline.jobs.retention import Retention
from pipeline.removal import drop
from pipeline.storage.admission import Admission
from pipeline.storage.folder import FolderStorage
from pipeline.store.batches import FetchedRow
from pipeline.store.database import Database, open_database
from pipeline.store.jobs import JobRow
from pipeline.store.ledger import Ledger
from pipeline.store.opening import LEDGER_FILE
from pipeline.store.schema import create_schema
from tests.pipeline.jobs.postgres import Cluster
from tests.pipeline.jobs.test_desk import MUG


def publish(database: Database, desk: Desk, storage: FolderStorage, text: str) -> str:
    book, job = JobBook(database, system_clock), desk.submit(JobRequest(brief=MUG), "ann").id
    path = storage.root.parent / "file.mp4"
    path.write_text(text)
    blob = storage.put("outputs", path)
    book.complete(
        book.claim(job, "w")[0],
        [Output(job=job, name="file.mp4", kind="video", mime="video/mp4", sha256=blob.sha256, size=blob.size,
                created=system_clock())],
        [],
    )  # fmt: skip
    return job


def test_an_owner_is_told_no_folder_of_the_server(database: Database, desk: Desk) -> None:
    book, job = JobBook(database, system_clock), desk.submit(JobRequest(brief=MUG), "ann").id
    notes = ["keys were made in /var/lib/vitrine/certificates: keep them", "a photo of https://a.example/b/c.jpg"]
    book.complete(book.claim(job, "w")[0], [], notes)
    assert desk.get(job, "ann").notes == ("keys were made in certificates: keep them", notes[1])


def test_files_are_kept_for_so_many_days(database: Database, desk: Desk, tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "storage")
    jobs = [publish(database, desk, storage, text) for text in ("one", "one", "two")]
    in_a_week = datetime.now(UTC) + timedelta(days=7)
    for days in (0, 8):
        assert Retention(database, storage, days, lambda: in_a_week).sweep() == 0
    assert Retention(database, storage, 6, lambda: in_a_week).sweep() == 3
    assert [path for path in storage.root.rglob("*") if path.is_file()] == []
    assert [desk.outputs(job, "ann") for job in jobs] == [[], [], []]
    assert desk.get(jobs[0], "ann").status == "completed"


def test_bytes_that_another_job_names_stay(database: Database, desk: Desk, tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "storage")
    old = publish(database, desk, storage, "same")
    with database.session() as session:
        session.connection().exec_driver_sql("UPDATE jobs SET finished = '2020-01-01 00:00:00'")
    new = publish(database, desk, storage, "same")
    assert Retention(database, storage, 30, system_clock).sweep() == 1
    assert desk.outputs(old, "ann") == []
    assert b"".join(storage.read("outputs", desk.output(new, "ann", "file.mp4").sha256)) == b"same"


def test_bytes_that_a_sweep_dropped_while_another_job_published_them_are_there(
    database: Database, desk: Desk, tmp_path: Path
) -> None:
    storage = FolderStorage(tmp_path / "storage")
    old = publish(database, desk, storage, "same")
    publisher, path = Publisher(storage, system_clock).for_attempt(), tmp_path / "file.mp4"
    new = desk.submit(JobRequest(brief=MUG), "ann").id
    output = publisher.put(path, "video", new)
    assert Retention(database, storage, 1, lambda: datetime.now(UTC) + timedelta(days=2)).sweep() == 1
    assert desk.outputs(old, "ann") == []
    swept = Thread(target=drop, args=(database, storage, output.sha256))

    def keep() -> None:
        publisher.keep()
        swept.start()
        swept.join(0.3)
        assert swept.is_alive(), "nobody drops anything until the job names it"

    book = JobBook(database, system_clock)
    book.complete(book.claim(new, "w")[0], [output], [], keep=keep)
    swept.join()
    assert b"".join(storage.read("outputs", output.sha256)) == b"same"


@pytest.mark.parametrize("days", [0, 30])
def test_addresses_fetched_for_catalogues_are_forgotten_after_a_day(
    database: Database, tmp_path: Path, days: int
) -> None:
    now = system_clock()
    with database.session() as session:
        for url, hours in (("https://a.example/old.jpg", 25), ("https://a.example/new.jpg", 23)):
            session.add(FetchedRow(owner="ann", url=url, sha256="a" * 64, at=now - timedelta(hours=hours)))
    Retention(database, FolderStorage(tmp_path / "storage"), days, lambda: now).sweep()
    with database.session() as session:
        assert [row.url for row in session.exec(select(FetchedRow))] == ["https://a.example/new.jpg"]


@pytest.mark.slow
def test_an_installation_moves_to_postgresql(database: Database, desk: Desk, cluster: Cluster, tmp_path: Path) -> None:
    storage = FolderStorage(tmp_path / "storage")
    done = publish(database, desk, storage, "film")
    waiting = desk.submit(JobRequest(brief=MUG), "ann").id
    with database.session() as session:
        session.get_one(JobRow, done).title = "Stone\0Mug"
    assert Ledger(tmp_path / LEDGER_FILE).claim("number 7")
    target = open_database(cluster.new_database())
    create_schema(target)
    told = list(copy_database(database, target))
    assert "       1 unfinished jobs queued again" in told
    moved = Desk(target, Admission((tmp_path,), 0))
    assert moved.get(done, "ann") == desk.get(done, "ann").model_copy(update={"title": "StoneMug"})
    assert [o.sha256 for o in moved.outputs(done, "ann")] == [o.sha256 for o in desk.outputs(done, "ann")]
    assert moved.get(waiting, "ann").status == "queued"
    assert [event.seq for event in moved.events(waiting, "ann")] == [1, 2]
    assert not Ledger(target).claim("number 7")
    new = moved.submit(JobRequest(brief=MUG), "ann")
    assert moved.list("ann")[0] == new
    with pytest.raises(Exception, match="has jobs already"):
        list(copy_database(database, target))
    target.close()


def test_the_files_of_an_installation_move_with_the_catalogues(tmp_path: Path) -> None:
    old, new, film = FolderStorage(tmp_path / "old"), FolderStorage(tmp_path / "new"), tmp_path / "film.mp4"
    film.write_text("film")
    kept = old.put("outputs", film)
    old.put_named("batches/bat_1", b"id,name\n1,Mug\n")
    assert list(copy_files(old.root, new)) == [
        "       1 files of outputs", "       0 files of assets", "       1 catalogues of batches",
    ]  # fmt: skip
    assert b"".join(new.read("outputs", kept.sha256)) == b"film"
    assert new.get_named("batches/bat_1") == b"id,name\n1,Mug\n"


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    target, gone = open_database(f"sqlite:///{tmp_path / 'new.sqlite'}"), tmp_path / "gone.sqlite"
    create_schema(target)
    with pytest.raises(InputError, match=r"no database .*gone\.sqlite"):
        list(copy_database(open_database(f"sqlite:///{gone}"), target))
    with pytest.raises(InputError, match="no folder"):
        list(copy_files(tmp_path / "gone", FolderStorage(tmp_path / "storage")))
    assert not gone.exists()
    target.close()
