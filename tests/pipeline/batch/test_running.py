"""A batch with workers: killed again and again every row ends once, and another's single video need not wait."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.batch import BatchOptions
from media.fetch import Fetcher
from pipeline.batch.desk import BatchDesk, Customer
from pipeline.batch.feeder import Feeder
from pipeline.batch.media import FolderFiles, Media
from pipeline.batch.plan import Plan, make_plan
from pipeline.clock import system_clock
from pipeline.storage.folder import FolderStorage
from pipeline.usage import Usage
from pipeline.webhooks.endpoints import Endpoints
from tests.pipeline.fakes import draw_photo
from tests.pipeline.jobs.conftest import cluster, database, fonts, nursery, postgres  # noqa: F401
from tests.pipeline.jobs.nursery import send, wait_gone
from tests.pipeline.jobs.workplace import Workplace

pytestmark = pytest.mark.slow
SHOP = Customer("shop")


def plan(place: Workplace, tmp_path: Path, rows: int) -> Plan:
    draw_photo(tmp_path / "mug.jpg")
    text = "id,name,images,seconds,template,seed\n"
    text += "".join(f"{n},Stone Mug,mug.jpg,6,spotlight,{n}\n" for n in range(1, rows + 1))
    return make_plan(text.encode(), "shop.csv", BatchOptions(), FolderFiles(tmp_path, place.studio.store))


def feeder(place: Workplace) -> Feeder:
    desk = BatchDesk(place.database, place.desk, FolderStorage(place.home / "storage"))
    media = Media(place.database, place.studio.store, Fetcher())
    return Feeder(desk, media, Usage(place.database), Endpoints(place.database), system_clock)


@contextmanager
def feeding(one: Feeder) -> Iterator[None]:
    over = threading.Event()
    thread = threading.Thread(target=one.run, args=(over, 0.1))
    thread.start()
    yield
    over.set()
    thread.join(30)


def test_every_row_ends_once_whoever_is_killed(postgres: Workplace, tmp_path: Path) -> None:  # noqa: F811
    one, rows = feeder(postgres), 24
    batch = one.batches.accept(plan(postgres, tmp_path, rows), SHOP)
    with feeding(one), feeding(feeder(postgres)):
        for _ in range(2):  # a third time, a row that was hit each time would rightly count as one that kills workers
            victim = postgres.hire()
            postgres.hire()
            time.sleep(0.7)
            send(victim, signal.SIGKILL)
            wait_gone(victim)
            postgres.nursery.workers.remove(victim)
        end = time.monotonic() + 100
        while (found := one.batches.get(batch.id, "shop")).status == "running":
            assert time.monotonic() < end, found.counts
            time.sleep(0.1)
    assert found.counts == {"completed": rows}, [row for row in one.batches.rows(batch.id, "shop") if row.error]
    videos = [row.video for row in one.batches.rows(batch.id, "shop")]
    assert len(set(videos)) == rows == sum(postgres.desk.counts("shop").values())


def test_a_single_video_does_not_wait_for_a_batch(postgres: Workplace, tmp_path: Path) -> None:  # noqa: F811
    postgres.hire()
    postgres.hire()
    idle = _wait(postgres)
    one = feeder(postgres)
    batch = one.batches.accept(plan(postgres, tmp_path, 2000), SHOP)
    with feeding(one):
        time.sleep(1.5)
        busy = _wait(postgres)
    print(f"idle {idle:.2f} s, beside 2,000 rows {busy:.2f} s")  # noqa: T201
    assert one.batches.get(batch.id, "shop").open > 0
    one.batches.cancel(batch.id, "shop")
    assert busy < 2 * idle + 2


def _wait(place: Workplace) -> float:
    """Seconds until a single video of another owner begins."""
    waits = []
    for _ in range(3):
        job = place.wait(place.submit())
        assert job.started
        waits.append((job.started - job.created).total_seconds())
    return sorted(waits)[1]
