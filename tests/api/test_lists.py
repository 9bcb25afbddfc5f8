"""Lists over HTTP: page by page, filtered, and not sent again unchanged."""

import base64

import httpx
import pytest

from domain.account import Account
from tests.api.conftest import Photo
from tests.api.house import House
from tests.api.test_videos import ask

pytestmark = pytest.mark.anyio


async def test_pages_cover_everything_once_while_new_ones_arrive(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    made = [house.submit(ada).id for _ in range(7)]
    seen: list[str] = []
    after = ""
    while True:
        answer = (await client.get("/v1/videos", params={"limit": 3, "after": after})).json()
        seen += [video["id"] for video in answer["data"]]
        house.submit(ada)
        if not answer["has_more"]:
            break
        after = answer["next_cursor"]
        await client.post(f"/v1/videos/{seen[-1]}/cancel")
        assert (await client.delete(f"/v1/videos/{seen[-1]}")).status_code == 204, "what was seen may be removed"
    assert seen == made[::-1]


@pytest.mark.parametrize("noun", ["videos", "assets", "batches"])
async def test_a_cursor_of_ones_own_making_is_refused(client: httpx.AsyncClient, noun: str) -> None:
    for after in ("vid_1", "%00", "MDAwMS0wMS0wMVQwMDowMDowMCsyMzo1OSAA", "eHg"):
        answer = await client.get(f"/v1/{noun}?after={after}")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request"), after
    oldest = base64.urlsafe_b64encode(b"0001-01-01T00:00:00+23:59 x").decode()
    assert (await client.get(f"/v1/{noun}", params={"after": oldest})).json()["data"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "status=none"])
async def test_wrong_queries_are_pointed_at(client: httpx.AsyncClient, query: str) -> None:
    answer = await client.get(f"/v1/videos?{query}")
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"].startswith("#/query/")


async def test_lists_are_filtered(house: House, client: httpx.AsyncClient, ada: Account, photo: Photo) -> None:
    await ask(client, photo, external_id="SKU-1", batch_id="spring")
    house.change(house.submit(ada).id, "failed")
    for query, count in (("external_id=SKU-1", 1), ("batch_id=spring", 1), ("status=failed", 1), ("status=queued", 1)):
        assert len((await client.get(f"/v1/videos?{query}")).json()["data"]) == count


async def test_unchanged_videos_are_not_sent_again(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    first = await client.get(f"/v1/videos/{video}")
    headers = {"if-none-match": first.headers["etag"]}
    assert (await client.get(f"/v1/videos/{video}", headers=headers)).status_code == 304
    assert (await client.get(f"/v1/videos/{video}", headers={"if-none-match": "*"})).status_code == 304
    house.change(video, "in_progress")
    assert (await client.get(f"/v1/videos/{video}", headers=headers)).status_code == 200
