"""A batch on PostgreSQL and a bucket, by two workers that share no folder: the ZIP is packed from the bucket alone."""

import hashlib
import io
import time
import zipfile
from pathlib import Path

import pytest

from domain.batch import BatchOptions
from domain.label import CheckResult, LabelReport
from media.fetch import Fetcher
from media.store import LocalAssetStore
from pipeline.batch.desk import BatchDesk
from pipeline.batch.feeder import Feeder
from pipeline.batch.media import FolderFiles, Media
from pipeline.batch.packing import Packing
from pipeline.batch.plan import make_plan
from pipeline.shelf import Shelf
from pipeline.storage.assets import SharedAssets
from pipeline.usage import Usage
from pipeline.webhooks.endpoints import Endpoints
from tests.pipeline.batch.test_running import SHOP, feeding
from tests.pipeline.fakes import draw_photo
from tests.pipeline.jobs.conftest import cluster, fonts, nursery, postgres  # noqa: F401
from tests.pipeline.jobs.nursery import Plan
from tests.pipeline.jobs.workplace import Workplace
from tests.pipeline.storage.service import open_shop, service  # noqa: F401

pytestmark = pytest.mark.slow
ROWS = 6


def sealed(path: Path) -> LabelReport:
    """The report of a file of the stand-in for the sealer, which labels nothing."""
    check = CheckResult(clause="V1", check="mark", passed=True, measured="seen", bound="seen")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return LabelReport(file=path.name, sha256=digest, media="video", checks=(check,), produce_id="1")


def test_a_batch_is_in_the_bucket_with_its_zip(postgres: Workplace, service: str, tmp_path: Path) -> None:  # noqa: F811
    storage, database = open_shop(service), postgres.database
    store = SharedAssets(LocalAssetStore(tmp_path / "front"), storage)
    desk = BatchDesk(database, postgres.desk, storage)
    feeder = Feeder(desk, Media(database, store, Fetcher()), Usage(database), Endpoints(database))
    draw_photo(tmp_path / "mug.jpg")
    text = "id,name,images,seconds,template,platforms,seed\n"
    text += "".join(f"{n},Mug {n},mug.jpg,6,spotlight,tiktok,{n}\n" for n in range(ROWS))
    batch = desk.accept(make_plan(text.encode(), "shop.csv", BatchOptions(), FolderFiles(tmp_path, store)), SHOP)
    for name in "ab":
        postgres.nursery.start(Plan(database.url, str(tmp_path / name), bucket=service))
    end = time.monotonic() + 120
    with feeding(feeder):
        while (found := desk.get(batch.id, SHOP.owner)).status == "running":
            assert time.monotonic() < end, found.counts
            time.sleep(0.1)
    rows = desk.rows(batch.id, SHOP.owner)
    assert found.counts == {"completed": ROWS}, [row.error for row in rows]

    outputs = [output for row in rows for output in postgres.desk.outputs(row.video, SHOP.owner)]
    kept = {output.sha256: b"".join(storage.read("outputs", output.sha256)) for output in outputs}
    assert all(hashlib.sha256(body).hexdigest() == sha256 for sha256, body in kept.items())
    assert not any(list((tmp_path / name).rglob("storage")) for name in "ab")

    packing = Packing(postgres.desk, Shelf(storage, lambda sha256: True), sealed)
    packed = zipfile.ZipFile(io.BytesIO(b"".join(packing.pack(desk.catalogue(batch.id, SHOP.owner), rows, SHOP.owner))))
    assert packed.testzip() is None
    films = [name for name in packed.namelist() if name.endswith(".mp4")]
    assert films == [f"tiktok/{n + 1:04}-{n}-en.mp4" for n in range(ROWS)]
    assert {packed.read(film) for film in films} <= set(kept.values())
