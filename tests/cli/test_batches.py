"""`vitrine batches`: a batch steered from another terminal."""

from pathlib import Path

import pytest

from cli.batch import OWNER
from domain.batch import BatchOptions
from pipeline.batch.desk import Customer
from pipeline.batch.feeder import Feeder
from pipeline.batch.media import FolderFiles
from pipeline.batch.opening import open_feeder
from pipeline.batch.plan import make_plan
from pipeline.jobs.opening import open_database
from pipeline.settings import load_settings
from pipeline.store.schema import create_schema
from tests.cli.conftest import Vitrine
from tests.pipeline.fakes import draw_photo


@pytest.fixture
def feeder(place: Path) -> Feeder:
    database = open_database(load_settings())
    create_schema(database)
    return open_feeder(load_settings(), database)


@pytest.fixture
def batch(place: Path, feeder: Feeder) -> str:
    draw_photo(place / "mug.jpg")
    rows = b"id,name,images\n1,Mug,mug.jpg\n2,Cup,mug.jpg\n3,,mug.jpg\n"
    plan = make_plan(rows, "shop.csv", BatchOptions(), FolderFiles(place, feeder.media.store))
    return feeder.batches.accept(plan, Customer(OWNER)).id


def test_a_batch_is_steered_from_another_terminal(vitrine: Vitrine, feeder: Feeder, batch: str) -> None:
    found = vitrine("batches", "status")
    assert found.code == 0 and batch in found.out and "running, 1 of 3" in found.out
    assert "paused" in vitrine("batches", "pause", batch).out
    assert feeder.feed() == 0
    assert "running" in vitrine("batches", "resume").out
    assert feeder.feed() == 2
    ended = vitrine("batches", "cancel", batch)
    assert ended.code == 0 and "canceled, 3 of 3" in ended.out
    assert feeder.feed() == 0
    assert batch in vitrine("batches", "list").out
    refused = vitrine("batches", "resume", batch)
    assert refused.code == 2 and "is canceled" in refused.err


def test_there_is_nothing_to_steer_or_to_pack(vitrine: Vitrine, feeder: Feeder) -> None:
    assert "there is no batch yet" in vitrine("batches", "status").err
    unknown = vitrine("batches", "cancel", "bat_none")
    assert unknown.code == 2 and "there is no batch 'bat_none'" in unknown.err


def test_a_zip_of_nothing_is_refused(vitrine: Vitrine, batch: str, place: Path) -> None:
    refused = vitrine("batches", "zip", batch, "--out", "all.zip")
    assert refused.code == 2 and "no video of this batch is finished" in refused.err
    assert not list(place.glob("*.zip"))


def test_a_catalogue_by_address_comes_only_from_the_public_internet(vitrine: Vitrine) -> None:
    refused = vitrine("batch", "https://127.0.0.1/shop.csv", "--preview")
    assert refused.code == 2 and "127.0.0.1" in refused.err


def test_a_brand_kit_is_looked_at_before_anything_is_made(vitrine: Vitrine, place: Path) -> None:
    draw_photo(place / "mug.jpg")
    (place / "shop.csv").write_text("id,name,images\n1,Mug,mug.jpg\n")
    (place / "brand.yaml").write_text("primary: '#112233'\nlogo: mug.jpg\n")
    assert vitrine("batch", "shop.csv", "--brand", "brand.yaml", "--preview").code == 0
    (place / "brand.yaml").write_text("logo: gone.png\n")
    refused = vitrine("batch", "shop.csv", "--brand", "brand.yaml", "--preview")
    assert refused.code == 2 and "brand kit's logo" in refused.err and "gone.png" in refused.err


def test_a_batch_needs_a_producer_before_it_is_accepted(vitrine: Vitrine, place: Path) -> None:
    draw_photo(place / "mug.jpg")
    (place / "shop.csv").write_text("id,name,images\n1,Mug,mug.jpg\n")
    refused = vitrine("batch", "shop.csv", "--yes")
    assert refused.code == 2 and "no producer is set" in refused.err
    assert "there is no batch yet" in vitrine("batches", "status").err
