"""Batches over HTTP: looked at, accepted once, fed, paused, ended, and sent back to the shop."""

import asyncio
import csv
import io
import json
from pathlib import Path

import httpx
import pytest

from domain.account import Account
from tests.api.conftest import Photo
from tests.api.house import House, open_house
from tests.pipeline.databases import Hands
from tests.pipeline.webhooks.receiver import receive

pytestmark = pytest.mark.anyio
HEAD = "id,name,price,currency,images,seconds\n"


def catalogue(*rows: str) -> dict[str, tuple[str, bytes]]:
    return {"file": ("shop.csv", (HEAD + "".join(f"{row}\n" for row in rows)).encode())}


GOOD = ("A,保温杯,129,CNY,cup.jpg,", "B,=马克杯,59,CNY,cup.jpg,12")
BAD = "C,,59,CNY,cup.jpg,"


@pytest.fixture(autouse=True)
async def uploaded(client: httpx.AsyncClient, photo: Photo) -> None:
    answer = await client.post("/v1/assets", files={"file": (photo.name, photo.data)})
    assert answer.status_code == 201


async def send(client: httpx.AsyncClient, *rows: str, **fields: str) -> dict[str, object]:
    answer = await client.post("/v1/batches", files=catalogue(*rows), data=fields)
    assert answer.status_code == 202, answer.text
    return dict(answer.json())


async def upload(client: httpx.AsyncClient, text: str, **fields: str) -> str:
    answer = await client.post("/v1/batches", files={"file": ("shop.csv", text.encode())}, data=fields)
    return str(answer.json()["id"])


async def table(client: httpx.AsyncClient, batch: object) -> tuple[bytes, list[dict[str, str]]]:
    data = (await client.get(f"/v1/batches/{batch}/results.csv")).content
    return data, list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


async def test_a_preview_spends_nothing(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    found = (await client.post("/v1/batches/preview", files=catalogue(*GOOD, BAD), data={"seconds": "20"})).json()
    assert (found["dialect"], found["encoding"], found["rows"], found["bad_rows"]) == ("vitrine", "utf-8", 3, 1)
    assert found["columns"][1] == {"column": "name", "field": "title"}
    assert found["errors"][0] | {"message": ""} == {
        "row": 3, "line": 4, "column": "name", "code": "missing_title", "message": "",
    }  # fmt: skip
    assert (found["estimate"]["videos"], found["estimate"]["video_seconds"]) == (2, 32)
    assert (await client.get("/v1/batches")).json()["data"] == []
    assert not house.front.desk.list(ada.id)


async def test_one_catalogue_sent_by_several_at_once_is_one_batch(house: House, client: httpx.AsyncClient) -> None:
    batches = await asyncio.gather(*(send(client, *GOOD) for _ in range(6)))
    assert len({batch["id"] for batch in batches}) == 1
    assert len((await client.get("/v1/batches")).json()["data"]) == 1


@pytest.mark.parametrize("title", ["<b></b>", "\u200b", "--", "\ue000"])
async def test_a_name_of_nothing_is_that_rows_error_alone(client: httpx.AsyncClient, title: str) -> None:
    batch = await send(client, f"A,{title},59,CNY,cup.jpg,", GOOD[1])
    assert batch["counts"] == {"invalid": 1, "waiting": 1}
    (bad,) = (await client.get(f"/v1/batches/{batch['id']}/rows", params={"status": "invalid"})).json()["data"]
    assert bad["error"]["column"] == "name"


async def test_rows_become_videos_and_results(house: House, client: httpx.AsyncClient) -> None:
    batch = await send(client, *GOOD, BAD)
    assert batch["counts"] == {"waiting": 2, "invalid": 1}
    assert house.front.feeder.feed() == 2
    rows = (await client.get(f"/v1/batches/{batch['id']}/rows")).json()["data"]
    assert [row["status"] for row in rows] == ["queued", "queued", "invalid"]
    video = (await client.get(f"/v1/videos/{rows[0]['video']}")).json()
    assert (video["external_id"], video["batch_id"]) == ("A", batch["id"])
    house.publish(rows[0]["video"])
    house.change(rows[1]["video"], "failed", error={"code": "render_failed", "message": "no room"})
    house.front.feeder.feed()
    ended = (await client.get(f"/v1/batches/{batch['id']}")).json()
    assert (ended["status"], ended["ended"]) == ("completed", True)
    data, results = await table(client, batch["id"])
    assert data.startswith(b"\xef\xbb\xbfid,name,")
    assert [row["_status"] for row in results] == ["completed", "failed", "invalid"]
    assert results[1]["name"] == "'=马克杯" and results[1]["_error_code"] == "render_failed"
    assert results[0]["_video_url"].startswith("https://vitrine.example/v1/videos/vid_")
    again = await client.post("/v1/batches", files={"file": ("results.csv", data)})
    assert again.json()["counts"] == {"unchanged": 1, "waiting": 1, "invalid": 1}


async def test_the_same_is_made_once_and_a_change_anew(house: House, client: httpx.AsyncClient) -> None:
    first = await send(client, *GOOD)
    assert (await send(client, *GOOD))["id"] == first["id"]
    second = await send(client, GOOD[0], GOOD[1].replace("59", "49"))
    assert second["id"] != first["id"] and second["counts"] == {"waiting": 2}  # one of them waits as the first's
    house.front.feeder.feed()
    house.front.feeder.feed()
    assert len(house.front.desk.list(str(house.front.accounts.find("ada@example.com").id))) == 3
    cancelled = (await client.post(f"/v1/batches/{first['id']}/cancel")).json()
    assert cancelled["status"] == "canceled" and cancelled["counts"] == {"canceled": 2}


async def test_a_cancelled_batch_leaves_its_shared_rows_to_the_other(house: House, client: httpx.AsyncClient) -> None:
    first = await send(client, *GOOD)
    second = await send(client, *GOOD, BAD)
    await client.post(f"/v1/batches/{first['id']}/cancel")
    assert house.front.feeder.feed() == 2
    assert (await client.get(f"/v1/batches/{second['id']}")).json()["counts"] == {"queued": 2, "invalid": 1}


async def test_variants_of_a_row_are_one_family_and_a_row_without_is_by_itself(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    rows = "id,name,images,variants\nA,Mug,cup.jpg,2\nB,Mug,cup.jpg,1\n"
    batch = await upload(client, rows)
    while house.front.feeder.feed():
        for job in house.front.desk.list(ada.id):
            house.change(job.id, "completed")
    found = [house.front.desk.get(row.video, ada.id) for row in house.front.batches.rows(batch, ada.id)]
    assert [job.request.variant for job in found] == [1, 2, 0]
    assert len({job.request.brief.seed for job in found if job.request.brief}) == 1
    again = await client.post("/v1/batches", files={"file": ("again.csv", rows.replace(",2", ",3").encode())})
    assert again.json()["counts"] == {"unchanged": 3, "waiting": 1}


async def test_a_paused_batch_begins_nothing(house: House, client: httpx.AsyncClient) -> None:
    batch = await send(client, *GOOD)
    assert (await client.post(f"/v1/batches/{batch['id']}/pause")).json()["status"] == "paused"
    assert house.front.feeder.feed() == 0
    assert (await client.post(f"/v1/batches/{batch['id']}/resume")).json()["status"] == "running"
    assert house.front.feeder.feed() == 2
    await client.post(f"/v1/batches/{batch['id']}/cancel")
    assert (await client.post(f"/v1/batches/{batch['id']}/resume")).status_code == 409


async def test_finished_videos_go_back_to_the_shop(house: House, client: httpx.AsyncClient) -> None:
    batch = await send(client, *GOOD)
    house.front.feeder.feed()
    rows = (await client.get(f"/v1/batches/{batch['id']}/rows", params={"status": "queued"})).json()["data"]
    house.publish(rows[0]["video"])
    assert (await client.get(f"/v1/batches/{batch['id']}/feed")).status_code == 409
    links = f"/v1/batches/{batch['id']}/links"
    assert (await client.post(links)).json() == {"made": 1, "links": 1}
    assert (await client.post(links)).json() == {"made": 0, "links": 1}
    feed = (await client.get(f"/v1/batches/{batch['id']}/feed", params={"dialect": "google"})).text.splitlines()
    assert feed[0] == "id\tvideo_link" and feed[1].startswith("A\thttps://vitrine.example/m/") and len(feed) == 2


async def test_batches_are_their_owners(house: House, client: httpx.AsyncClient) -> None:
    batch = await send(client, *GOOD)
    async with house.client(house.key(house.account("eve@example.com"))) as eve:
        for path in ("", "/rows", "/results.csv", "/feed"):
            assert (await eve.get(f"/v1/batches/{batch['id']}{path}")).status_code == 404
        for path in ("/pause", "/resume", "/cancel", "/links"):
            assert (await eve.post(f"/v1/batches/{batch['id']}{path}")).status_code == 404
        assert (await eve.get("/v1/batches")).json()["data"] == []
        stolen = await eve.post("/v1/batches", files=catalogue(*GOOD))
        assert stolen.json()["counts"] == {"invalid": 2}  # the photo is not hers


async def test_a_row_may_not_choose_an_unknown_presenter(client: httpx.AsyncClient) -> None:
    rows = "id,name,images,presenter\n1,Mug,cup.jpg,eves-portrait\n2,Mug,cup.jpg,\n"
    answer = await client.post("/v1/batches", files={"file": ("shop.csv", rows.encode())})
    assert answer.json()["counts"] == {"invalid": 1, "waiting": 1}


async def test_webhooks_are_told_once(house: House, client: httpx.AsyncClient) -> None:
    hook = (await client.post("/v1/webhooks", json={"url": "https://shop.example.com/hook"})).json()
    await send(client, "A,杯,,,https://127.0.0.1/a.jpg,")
    feeder = house.front.feeder
    for item in feeder.take(4):
        item.tries = 1
        feeder.place(item)
    feeder.feed()
    feeder.feed()
    told = (await client.get(f"/v1/webhooks/{hook['id']}/deliveries")).json()["data"]
    assert sorted(one["type"] for one in told) == ["batch.completed", "batch.row_failed"]


async def test_a_batch_may_be_cancelled_again_and_at_once(client: httpx.AsyncClient) -> None:
    hook = (await client.post("/v1/webhooks", json={"url": "https://shop.example.com/hook"})).json()
    path = f"/v1/batches/{(await send(client, *GOOD))['id']}/cancel"
    answers = await asyncio.gather(*(client.post(path) for _ in range(4)))
    assert [(one.status_code, one.json()["status"]) for one in (*answers, await client.post(path))] == [
        (200, "canceled")
    ] * 5
    told = (await client.get(f"/v1/webhooks/{hook['id']}/deliveries")).json()["data"]
    assert [one["type"] for one in told] == ["batch.canceled"]


async def test_a_batch_is_told_of_at_its_own_address_alone(tmp_path: Path, photo: Photo) -> None:
    rows = "id,name,images\nA,Mug,cup.jpg\nB,Mug,https://127.0.0.1/a.jpg\nC,,cup.jpg\n"
    clock, home = Hands(), tmp_path / "told"
    home.mkdir()
    with receive() as receiver, open_house(home, clock, webhook_hosts=["127.0.0.1"]) as house:
        async with house.client(house.key(house.account("ada@example.com"))) as client:
            await client.post("/v1/assets", files={"file": (photo.name, photo.data)})
            at = receiver.url("/mine")
            mine = await upload(client, rows, webhook_url=at)
            assert await upload(client, rows, webhook_url=at) == mine
            other = await upload(client, rows, seconds="9")
            for _ in range(6):
                house.front.feeder.feed()
                for batch in (mine, other):
                    asked = await client.get(f"/v1/batches/{batch}/rows", params={"status": "queued"})
                    for row in asked.json()["data"]:
                        house.change(row["video"], "completed")
                clock.move(seconds=11)
            assert (await client.get(f"/v1/batches/{other}")).json()["status"] == "completed"
            courier = house.front.courier
            for _ in range(3):
                house.front.outbox.gather()
                for parcel in courier.take():
                    courier.deliver(parcel)
    told = [json.loads(got.body) for got in receiver.got]
    told.sort(key=lambda one: (one["type"], one["data"].get("external_id", "")))
    events = ["batch.completed", "batch.row_failed", "batch.row_failed", "video.completed"]
    assert [one["type"] for one in told] == events
    assert {one["data"].get("batch_id", one["data"]["id"]) for one in told} == {mine}
    assert {got.path for got in receiver.got} == {"/mine"}
    failed = [(one["data"]["external_id"], one["data"]["error"]["code"]) for one in told[1:3]]
    assert failed == [("B", "media_unreachable"), ("C", "missing_title")]


async def test_an_address_that_may_not_be_called_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/batches", files=catalogue(*GOOD), data={"webhook_url": "https://127.0.0.1/hook"})
    assert answer.status_code == 422
    assert (await client.get("/v1/batches")).json()["data"] == []


@pytest.mark.parametrize(("data", "field"), [({"aspects": "2:1"}, "aspects"), ({"seconds": "90"}, "seconds")])
async def test_wrong_options_are_named(client: httpx.AsyncClient, data: dict[str, str], field: str) -> None:
    answer = await client.post("/v1/batches", files=catalogue(*GOOD), data=data)
    assert answer.status_code == 422 and field in answer.json()["errors"][0]["pointer"]


async def test_a_batch_has_one_brand_kit(house: House, client: httpx.AsyncClient, ada: Account, photo: Photo) -> None:
    logo = (await client.post("/v1/assets", files={"file": (photo.name, photo.data)})).json()["id"]
    kit = {"primary": "#112233", "call_to_action": "Ask for it", "logo": logo}
    await send(client, *GOOD, brand=json.dumps(kit))
    house.front.feeder.feed()
    job = house.front.desk.list(ada.id)[0]
    assert job.request.brand
    assert (job.request.brand.primary, job.request.brand.call_to_action) == ("#112233", "Ask for it")
    assert (job.request.brand.logo or "").startswith("asset:")
    plain = await client.post("/v1/batches/preview", files=catalogue(*GOOD))
    same = await client.post("/v1/batches/preview", files=catalogue(*GOOD), data={"brand": json.dumps(kit)})
    assert (plain.json()["unchanged"], same.json()["unchanged"]) == (0, 2)


@pytest.mark.parametrize("kit", ["{", '{"primary": "red"}', '{"logo": "ast_none"}'])
async def test_a_bad_brand_kit_is_refused(client: httpx.AsyncClient, kit: str) -> None:
    answer = await client.post("/v1/batches/preview", files=catalogue(*GOOD), data={"brand": kit})
    assert answer.status_code in (404, 422), answer.text
