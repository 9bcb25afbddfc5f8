"""A batch as a ZIP: what holds every label check is in it, what does not is left out and named."""

import csv
import hashlib
import io
import zipfile
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pytest

from api.app import create_app
from domain.job import OutputKind
from domain.render import Render
from labeling.archive import Entry
from labeling.c2pa_sign import Ingredient
from labeling.certificates import SigningIdentity
from labeling.parcel import LIST, parcel_list
from labeling.request import SealRequest
from labeling.seal_text import seal_text
from labeling.verify import verify_with
from labeling.watch import known_marks
from pipeline.exported import ExportedFile
from pipeline.store.jobs import OutputRow
from pipeline.store.ledger import Ledger
from pipeline.verifying import verify_all
from tests.api.house import House, open_house
from tests.labeling.conftest import (  # noqa: F401
    draw_render,
    pen,
    photo,
    render,
    request_for,
    sealed_image,
    sealed_video,
    signer,
    zh_mark,
)
from tests.labeling.pen import Pen

pytestmark = pytest.mark.anyio
ROWS = 'id,name,images,platforms\nA,保温杯,cup.jpg,"tiktok,douyin"\nB,马克杯,cup.jpg,tiktok\nC,盘子,cup.jpg,tiktok\n'


@pytest.fixture
def house(tmp_path: Path, pen: Pen, signer: SigningIdentity) -> Iterator[House]:  # noqa: F811
    verify = partial(verify_with, marks=known_marks(pen, pen.mask), anchors=signer.root)
    with open_house(tmp_path) as opened:
        front = replace(opened.front, verify=verify)
        yield House(tmp_path, front, create_app(front))


@pytest.fixture
async def batch(house: House, client: httpx.AsyncClient, photo: Ingredient) -> AsyncIterator[str]:  # noqa: F811
    await client.post("/v1/assets", files={"file": ("cup.jpg", photo.path.read_bytes())})
    answer = await client.post("/v1/batches", files={"file": ("shop.csv", ROWS.encode())})
    while house.front.feeder.feed():
        pass
    yield answer.json()["id"]


def put(house: House, job: str, name: str, kind: OutputKind, body: bytes) -> str:
    """A published file that the ledger knows; its hash."""
    path = house.home / f"{job}-{name}"
    path.write_bytes(body)
    blob, now = house.front.shelf.storage.put("outputs", path), house.front.now()
    ledger, number = Ledger(house.home / "ledger.sqlite"), hashlib.sha256(f"{job}{name}".encode()).hexdigest()
    ledger.claim(number)
    ledger.record((ExportedFile(number, blob.sha256, name, job, now),))
    owner = house.front.desk.get(job, None).owner
    with house.front.database.session() as session:
        session.add(OutputRow(
            job_id=job, owner=owner, name=name, kind=kind, mime="video/mp4", sha256=blob.sha256, size=blob.size,
            created=now,
        ))  # fmt: skip
    return blob.sha256


async def fetched(
    client: httpx.AsyncClient, batch: str, **asked: str
) -> tuple[zipfile.ZipFile, dict[str, dict[str, str]]]:
    answer = await client.get(f"/v1/batches/{batch}/videos.zip", params=asked)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/zip"
    opened = zipfile.ZipFile(io.BytesIO(answer.content))
    assert opened.testzip() is None
    table = csv.DictReader(io.StringIO(opened.read("results.csv").decode("utf-8-sig")))
    return opened, {row["id"]: row for row in table}


async def jobs(client: httpx.AsyncClient, batch: str) -> list[str]:
    return [row["video"] for row in (await client.get(f"/v1/batches/{batch}/rows")).json()["data"]]


async def test_what_holds_is_packed_and_what_does_not_is_named(
    house: House,
    client: httpx.AsyncClient,
    batch: str,
    sealed_video: Path,  # noqa: F811
    sealed_image: Path,  # noqa: F811
    request_for: SealRequest,  # noqa: F811
    tmp_path: Path,
) -> None:
    film, cover = sealed_video.read_bytes(), sealed_image.read_bytes()
    post = seal_text("保温杯，十二小时。", request_for, tmp_path / "post-tiktok.txt").path.read_bytes()
    good, bad, _ = await jobs(client, batch)
    middle = len(film) // 2
    put(house, good, "bei.mp4", "video", film)
    put(house, good, "bei.jpg", "cover", cover)
    put(house, good, "post-tiktok.txt", "post", post)
    put(house, bad, "bei.mp4", "video", film[:middle] + bytes([film[middle] ^ 255]) + film[middle + 1 :])
    put(house, bad, "post-tiktok.txt", "post", "没有标识的文字".encode())
    house.change(good, "completed")
    house.change(bad, "completed")

    packed, rows = await fetched(client, batch)
    names = ["tiktok/0001-a-zh.mp4", "tiktok/0001-a-zh.jpg", "tiktok/0001-a-zh.txt", "douyin/0001-a-zh.mp4",
             "douyin/0001-a-zh.jpg"]  # fmt: skip
    assert sorted(packed.namelist()) == sorted([*names, "results.csv", "feed.csv", "parcel.json"])
    assert packed.read(names[0]) == film and packed.read(names[2]) == post
    assert "AI" in packed.comment.decode()
    assert (rows["A"]["_status"], rows["A"]["_error_code"], rows["A"]["_video_url"]) == ("completed", "", names[0])
    assert (rows["B"]["_status"], rows["B"]["_error_code"], rows["B"]["_video_url"]) == ("failed", "label_refused", "")
    assert rows["C"]["_status"] == "waiting"
    assert packed.read("feed.csv").decode().splitlines() == ["id,video_link", f"A,{names[0]}"]

    held = {name: packed.read(name) for name in packed.namelist()}
    whole = written(tmp_path / "whole.zip", held, packed.comment)
    shown = list(verify_all([whole], house.front.verify))
    assert [one.path for one in shown] == [whole, *(whole / name for name in names)]
    assert all(one.report and one.report.passed for one in shown)
    spoilt = {names[0]: film[:middle] + bytes([film[middle] ^ 255]) + film[middle + 1 :]}
    for changed, comment, clauses in (
        (held | spoilt, packed.comment, {"P2", "P4"}),
        (held | {"more.csv": b"id\n1\n"}, packed.comment, {"P2"}),
        (listed({"film.csv": film[:middle], names[2]: post}), packed.comment, {"P4"}),
        (listed({"results.csv": b"id\n1\n"}), packed.comment, {"P4"}),
        (listed({"../post.txt": post}), packed.comment, {"P3"}),
        (held, b"mugs", {"P1"}),
    ):
        report = house.front.verify(written(tmp_path / "changed.zip", changed, comment))
        assert {check.clause.split()[0] for check in report.failed} == clauses


def written(path: Path, files: Mapping[str, bytes], comment: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as parcel:
        parcel.comment = comment
        for name, data in files.items():
            parcel.writestr(name, data)
    return path


def listed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files with a list that somebody made for them."""
    entries = [
        Entry(name=name, sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), medium="paper")
        for name, data in files.items()
    ]
    return {**files, LIST: parcel_list(entries)}


async def test_the_feed_s_links_give_films_that_verify_until_they_are_revoked(
    house: House,
    client: httpx.AsyncClient,
    batch: str,
    sealed_video: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    first = (await jobs(client, batch))[0]
    put(house, first, "bei.mp4", "video", sealed_video.read_bytes())
    house.change(first, "completed")
    await client.post(f"/v1/batches/{batch}/links")
    feed = (await client.get(f"/v1/batches/{batch}/feed", params={"dialect": "google"})).text
    row = next(csv.DictReader(io.StringIO(feed), delimiter="\t"))
    assert row["id"] == "A" and row["video_link"].startswith(house.front.public_url)
    async with httpx.AsyncClient(transport=client._transport, base_url=house.front.public_url) as shop:
        got = await shop.get(row["video_link"])
        assert (got.status_code, got.headers["content-type"]) == (200, "video/mp4")
        (tmp_path / "got.mp4").write_bytes(got.content)
        assert house.front.verify(tmp_path / "got.mp4").passed
        link = (await client.get(f"/v1/videos/{first}/links")).json()[0]
        assert (await client.delete(f"/v1/links/{link['id']}")).status_code == 204
        gone = await shop.get(row["video_link"])
        assert gone.status_code == 404 and "ask whoever sent it for a new one" in gone.text
    assert (await client.get(f"/v1/batches/{batch}/feed")).status_code == 409


async def test_a_film_that_was_never_sealed_is_left_out(
    house: House,
    client: httpx.AsyncClient,
    batch: str,
    render: Render,  # noqa: F811
    sealed_video: Path,  # noqa: F811
) -> None:
    """It is whole and in the ledger, and still does not leave: the gate looks, whatever the books say."""
    first, second, _ = await jobs(client, batch)
    put(house, first, "bei.mp4", "video", render.path.read_bytes())
    put(house, second, "bei.mp4", "video", sealed_video.read_bytes())
    house.change(first, "completed")
    house.change(second, "completed")
    packed, rows = await fetched(client, batch, name="{title}")
    assert [name for name in packed.namelist() if name.endswith(".mp4")] == ["tiktok/马克杯.mp4"]
    assert "'bei.mp4' is left out" in rows["A"]["_error_message"]


async def test_a_changed_or_missing_file_is_left_out(
    house: House,
    client: httpx.AsyncClient,
    batch: str,
    sealed_video: Path,  # noqa: F811
) -> None:
    first, second, _ = await jobs(client, batch)
    sha256 = put(house, first, "bei.mp4", "video", sealed_video.read_bytes())
    path = house.front.shelf.storage.local("outputs", sha256)
    assert path is not None
    path.chmod(0o600)
    path.write_bytes(b"another film")
    house.change(first, "completed")
    house.change(second, "completed")
    packed, rows = await fetched(client, batch)
    assert packed.namelist() == ["results.csv", "parcel.json"]
    assert [rows[name]["_error_code"] for name in "AB"] == ["label_refused", "file_gone"]


async def test_nothing_to_pack_and_bad_patterns_are_refused(
    house: House, client: httpx.AsyncClient, batch: str
) -> None:
    path = f"/v1/batches/{batch}/videos.zip"
    assert (await client.get(path)).status_code == 409
    house.change((await jobs(client, batch))[0], "completed")
    assert (await client.get(path, params={"name": "{price}"})).status_code == 422
    async with house.client(house.key(house.account("eve@example.com"))) as eve:
        assert (await eve.get(path)).status_code == 404
