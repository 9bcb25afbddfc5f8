"""Videos over HTTP: accepted once, listed page by page, reviewed, ended, removed."""

import asyncio
from datetime import date
from pathlib import Path

import httpx
import pytest
from sqlmodel import func, select

from domain.account import Account, Role
from domain.base import Point
from domain.portrait import FacePoints
from domain.presenter import Consent
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.terms import VERSION
from pipeline.store.jobs import JobRow
from pipeline.store.usage import UsageRow
from tests.api.conftest import Photo
from tests.api.house import BRIEF, EVERYTHING, House, open_house
from tests.pipeline.fakes import draw_photo

pytestmark = pytest.mark.anyio


async def upload(client: httpx.AsyncClient, photo: Photo) -> str:
    answer = await client.post("/v1/assets", files={"file": (photo.name, photo.data)})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def ask(client: httpx.AsyncClient, photo: Photo, key: str = "", **more: object) -> httpx.Response:
    headers = {"idempotency-key": key} if key else {}
    asset = more.pop("asset", None) or await upload(client, photo)
    return await client.post("/v1/videos", json={**BRIEF, "asset_ids": [asset], **more}, headers=headers)


def register(house: House, account: str, name: str) -> None:
    """Keep a portrait with its consent, as registering a photo does once it found the face."""
    photo = house.home / "face.jpg"
    draw_photo(photo)
    spots = [Point(x=x, y=y) for x, y in ((0.4, 0.4), (0.6, 0.4), (0.5, 0.6), (0.5, 0.8))]
    points = FacePoints(left_eye=spots[0], right_eye=spots[1], mouth=spots[2], mouth_width=0.1, chin=spots[3])
    consent = Consent(person="A", scope="adverts", given=date(2020, 1, 1))
    house.front.reception.portraits.of(account).add(name, photo, consent, points)


def jobs(house: House) -> int:
    with house.front.database.session() as session:
        return int(session.exec(select(func.count()).select_from(JobRow)).one())


# --- asking --------------------------------------------------------------------------------------


async def test_an_accepted_video_is_queued_and_found(client: httpx.AsyncClient, photo: Photo) -> None:
    answer = await ask(client, photo, external_id="SKU-1", metadata={"campaign": "秋"})
    assert answer.status_code == 202
    video = answer.json()
    assert answer.headers["location"] == f"/v1/videos/{video['id']}" and video["status"] == "queued"
    found = await client.get(answer.headers["location"])
    assert found.json() | {"updated_at": 0} == video | {"updated_at": 0}
    assert found.headers["retry-after"] and found.json()["metadata"] == {"campaign": "秋"}


async def test_a_whole_brief_and_the_short_form_ask_for_the_same(
    house: House, client: httpx.AsyncClient, ada: Account, photo: Photo
) -> None:
    asset = await upload(client, photo)
    more = {"music": "none", "captions": "box", "scheme": "auto", "aspects": ["9:16", "4:5", "1:1", "16:9"]}
    short = await ask(client, photo, asset=asset, **more)
    product = {**BRIEF["product"], "images": [asset]}  # type: ignore[dict-item]
    whole = await client.post("/v1/videos", json={"brief": {"product": product, "seconds": 12, **more}})
    requests = [house.front.desk.get(one.json()["id"], ada.id).request for one in (short, whole)]
    assert requests[0] == requests[1]
    assert requests[0].brief is not None and requests[0].brief.product.images[0].startswith("asset:")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"seconds": 36000}, "/seconds"),
        ({"aspect": "4:3"}, "/aspect"),
        ({"owner": "acc_other"}, "/owner"),
        ({"status": "completed"}, "/status"),
        ({"label": "none"}, "/label"),
        ({"test": False}, "/test"),
        ({"product": {"name": ""}}, "/product/name"),
        ({"asset_ids": ["ast_none", ""]}, "/asset_ids/1"),
        ({"aspect": None, "aspects": ["9:16", "4:3"]}, "/aspects/1"),
        ({"metadata": {"a": "\u0000"}}, "/metadata/a"),
        ({"brief": {}}, ""),
        ({"asset_ids": 7}, "/asset_ids"),
    ],
)
async def test_what_is_wrong_is_pointed_at(
    client: httpx.AsyncClient, photo: Photo, change: dict[str, object], pointer: str
) -> None:
    answer = await ask(client, photo, asset="ast_none", **change)
    problem = answer.json()
    assert answer.status_code == 422 and problem["code"] == "invalid_request"
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in problem["errors"]]


async def test_a_body_that_is_no_json_says_where_and_is_counted(house: House, client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/videos", content=b'{"a":', headers={"Content-Type": "application/json"})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["pointer"]) == (400, "") and "character 5" in error["detail"]
    assert "RateLimit" in answer.headers
    stranger = {"Content-Type": "application/json", "Authorization": "Bearer nobody"}
    assert (await client.post("/v1/videos", content=b"{", headers=stranger)).status_code == 401
    said = [await client.post("/v1/keys", content=b"{", headers=stranger) for _ in range(60)]
    assert said[0].status_code == 400 and said[-1].status_code == 429


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../secret.jpg", "asset:" + "a" * 64, "file:///etc/passwd", "C:\\x"]
)
async def test_no_path_of_the_server_gets_into_a_brief(client: httpx.AsyncClient, photo: Photo, path: str) -> None:
    answer = await ask(client, photo, asset=path)
    assert answer.status_code == 404 and answer.json()["code"] == "not_found"


@pytest.mark.parametrize("change", [{"template": "tests"}, {"template": "no-such"}, {"voice": "nobody"}])
async def test_unknown_choices_are_refused(client: httpx.AsyncClient, photo: Photo, change: dict[str, str]) -> None:
    answer = await ask(client, photo, **change)
    assert answer.status_code == 422 and answer.json()["hint"]


async def test_an_address_inside_is_refused_as_a_picture(client: httpx.AsyncClient, photo: Photo) -> None:
    answer = await ask(client, photo, asset="https://169.254.169.254/latest/meta-data")
    assert (answer.status_code, answer.json()["code"]) == (422, "unfetchable")


# --- once ----------------------------------------------------------------------------------------


async def test_the_same_key_makes_one_video(house: House, client: httpx.AsyncClient, photo: Photo) -> None:
    asset = await upload(client, photo)
    first = await ask(client, photo, "key-1", asset=asset)
    again = await ask(client, photo, '"key-1"', asset=asset)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json() and again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    other = await ask(client, photo, "key-1", asset=asset, seconds=20)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert jobs(house) == 1


async def test_many_at_once_with_one_key_make_one_video(house: House, client: httpx.AsyncClient, photo: Photo) -> None:
    asset = await upload(client, photo)
    answers = await asyncio.gather(*(ask(client, photo, "key-1", asset=asset) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1 and jobs(house) == 1


async def test_a_refused_request_does_not_spend_its_key(client: httpx.AsyncClient, photo: Photo) -> None:
    asset = await upload(client, photo)
    assert (await ask(client, photo, "key-1", asset=asset, seconds=999)).status_code == 422
    assert (await ask(client, photo, "key-1", asset=asset)).status_code == 202


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_keys_have_a_length(client: httpx.AsyncClient, photo: Photo, key: str) -> None:
    answer = await client.post("/v1/videos", json={**BRIEF, "asset_ids": ["a"]}, headers={"idempotency-key": key})
    assert answer.status_code in (400, 422)


async def test_keys_of_two_accounts_do_not_meet(house: House, client: httpx.AsyncClient, photo: Photo) -> None:
    await ask(client, photo, "key-1")
    async with house.client(house.key(house.account("eve@example.com"))) as other:
        assert (await ask(other, photo, "key-1")).status_code == 202
    assert jobs(house) == 2
    async with house.client(house.key(house.front.accounts.find("ada@example.com"), mode="test")) as trying:
        tried = await ask(trying, photo, "key-1")
    assert "idempotent-replayed" not in tried.headers and jobs(house) == 3, "a test is not the answer to a real one"


async def test_an_upload_with_a_key_is_kept_once(client: httpx.AsyncClient, photo: Photo) -> None:
    headers = {"idempotency-key": "upload-1"}
    files = {"file": (photo.name, photo.data)}
    first = await client.post("/v1/assets", files=files, headers=headers)
    again = await client.post("/v1/assets", files=files, headers=headers)
    assert first.json() == again.json() and again.headers["idempotent-replayed"] == "true"
    as_long = {"file": (photo.name, photo.data[:-1] + bytes([photo.data[-1] ^ 1]))}
    other = await client.post("/v1/assets", files=as_long, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch")
    assert len((await client.get("/v1/assets")).json()["data"]) == 1


# --- what happens to them ------------------------------------------------------------------------


async def test_cancelling_twice_changes_nothing(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    first = await client.post(f"/v1/videos/{video}/cancel")
    again = await client.post(f"/v1/videos/{video}/cancel")
    assert first.json()["status"] == again.json()["status"] == "canceled"
    assert (await client.post(f"/v1/videos/{video}/retry")).json()["code"] == "conflict"


async def test_a_failed_video_says_why_and_is_taken_up_again(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    video = house.submit(ada).id
    error = {"code": "content_blocked", "message": "not allowed", "hint": "", "retryable": False}
    house.change(video, "failed", error=error)
    assert (await client.get(f"/v1/videos/{video}")).json()["error"] == error
    again = await client.post(f"/v1/videos/{video}/retry")
    assert (again.status_code, again.json()["status"], again.json()["error"]) == (202, "queued", None)


async def test_only_what_ended_is_removed_and_then_it_is_gone(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    video = house.submit(ada).id
    assert (await client.delete(f"/v1/videos/{video}")).status_code == 409
    made = house.publish(video)
    link = (await client.post(f"/v1/videos/{video}/links")).json()["url"]
    assert (await client.delete(f"/v1/videos/{video}")).status_code == 204
    for address in (f"/v1/videos/{video}", f"/v1/videos/{video}/content", link):
        assert (await client.get(address)).status_code == 404
    assert not (house.home / "storage/outputs" / made["video"].sha256[:2] / made["video"].sha256).exists()


# --- review --------------------------------------------------------------------------------------

SCRIPT = {
    "language": "zh", "title": "杯", "seconds": 12, "seed": 7, "written_by": {"planner": "offline"},
    "scenes": [
        {"id": "hook", "role": "hook", "narration": "还在喝凉水？", "headline": "凉了？"},
        {"id": "offer", "role": "offer", "narration": "现在 99 元。", "headline": "99 元",
         "claims": [{"text": "99", "field": "product.sale_price"}]},
    ],
}  # fmt: skip


async def test_a_script_is_edited_scene_by_scene_then_approved(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    video = house.submit(ada).id
    assert (await client.get(f"/v1/videos/{video}/script")).status_code == 409
    house.change(video, "requires_action", script=SCRIPT)
    edit = {"narration": "只要 99 元，就现在。"}
    edited = await client.patch(f"/v1/videos/{video}/script/scenes/offer", json=edit)
    assert edited.status_code == 200 and edited.json()["status"] == "queued"
    script = (await client.get(f"/v1/videos/{video}/script")).json()["script"]
    assert script["scenes"][1]["narration"] == "只要 99 元，就现在。" and script["scenes"][1]["claims"]
    house.change(video, "requires_action")
    assert (await client.post(f"/v1/videos/{video}/approve")).json()["status"] == "queued"
    request = house.front.desk.get(video, ada.id).request
    assert request.script is not None and not request.review
    assert (await client.post(f"/v1/videos/{video}/approve")).status_code == 409


async def test_a_claim_whose_words_are_gone_goes_too(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    house.change(video, "requires_action", script=SCRIPT)
    words = {"narration": "现在就买。", "headline": "下单"}
    assert (await client.patch(f"/v1/videos/{video}/script/scenes/offer", json=words)).status_code == 200
    script = (await client.get(f"/v1/videos/{video}/script")).json()["script"]
    assert script["scenes"][1]["claims"] == []
    assert (await client.patch(f"/v1/videos/{video}/script/scenes/none", json=words)).status_code == 404


UNSUPPORTED = {"narration": "第一名的保温杯，只要 49 元。"}


async def test_edited_words_are_checked_at_the_door(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    house.change(video, "requires_action", script=SCRIPT)
    refused = await client.patch(f"/v1/videos/{video}/script/scenes/offer", json=UNSUPPORTED)
    assert refused.status_code == 422 and refused.json()["code"] == "unusable_input"
    assert {error["pointer"] for error in refused.json()["errors"]} == {"/narration"}
    assert any("49" in error["detail"] for error in refused.json()["errors"])
    scenes = [SCRIPT["scenes"][0], SCRIPT["scenes"][1] | UNSUPPORTED]  # type: ignore[index]
    whole = {"script": {**SCRIPT, "scenes": scenes}}
    for answer in (
        await client.put(f"/v1/videos/{video}/script", json=whole),
        await client.post(f"/v1/videos/{video}/approve", json=whole),
    ):
        assert answer.status_code == 422
        assert "/script/scenes/1/narration" in {error["pointer"] for error in answer.json()["errors"]}
    assert house.front.desk.get(video, ada.id).status == "requires_action"
    house.publish(video)
    again = await client.post(f"/v1/videos/{video}/rerender", json=whole)
    assert again.status_code == 422 and again.json()["errors"]


async def test_new_words_find_the_field_they_rest_on(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    house.change(video, "requires_action", script=SCRIPT)
    words = {"narration": "现在只要 99 元。"}
    assert (await client.patch(f"/v1/videos/{video}/script/scenes/hook", json=words)).status_code == 200
    script = (await client.get(f"/v1/videos/{video}/script")).json()["script"]
    assert [one["field"] for one in script["scenes"][0]["claims"]] == ["product.sale_price"]


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "../cup.jpg", "cup.jpg", "file:///etc/passwd", "http://127.0.0.1/a.jpg", "asset:" + "a" * 64],
)
async def test_media_are_named_by_the_owners_ids_and_by_nothing_else(
    client: httpx.AsyncClient, photo: Photo, name: str
) -> None:
    asset = await upload(client, photo)
    for product in ({"images": [name]}, {"images": [asset], "videos": [name]}):
        refused = await client.post("/v1/videos", json={"product": {"name": "杯", **product}})
        assert refused.status_code in (404, 422), refused.text
    logo = {"product": {"name": "杯", "images": [asset]}, "brand": {"logo": name}}
    assert (await client.post("/v1/videos", json=logo)).status_code in (404, 422)


async def test_portraits_are_their_owners(house: House, client: httpx.AsyncClient, ada: Account, photo: Photo) -> None:
    asset = await upload(client, photo)
    register(house, ada.id, "li-lei")
    register(house, house.account("bob@example.com").id, "han-meimei")
    register(house, "", "of-the-command-line")
    body = {"product": {"name": "杯"}, "asset_ids": [asset]}
    assert (await client.post("/v1/videos", json={**body, "presenter": "li-lei"})).status_code == 202
    for foreign in ("han-meimei", "of-the-command-line", "nobody"):
        refused = await client.post("/v1/videos", json={**body, "presenter": foreign})
        assert refused.status_code == 422 and "presenter" in refused.json()["detail"]


async def test_a_rejected_script_ends_the_video(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    house.change(video, "requires_action", script=SCRIPT)
    assert (await client.post(f"/v1/videos/{video}/reject")).json()["status"] == "canceled"


async def test_a_video_is_made_again_with_other_words(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    body = {"script": SCRIPT}
    assert (await client.post(f"/v1/videos/{video}/rerender", json=body)).status_code == 409
    house.publish(video)
    again = await client.post(f"/v1/videos/{video}/rerender", json=body, headers={"idempotency-key": "r-1"})
    assert again.status_code == 202 and again.json()["parent"] == video and again.json()["id"] != video
    same = await client.post(f"/v1/videos/{video}/rerender", json=body, headers={"idempotency-key": "r-1"})
    assert same.json() == again.json()


# --- limits --------------------------------------------------------------------------------------


async def test_a_days_quota_is_kept_and_test_keys_are_free(tmp_path: Path, photo: Photo) -> None:
    with open_house(tmp_path, videos_per_day=2) as house:
        account = house.account("ada@example.com")
        async with house.client(house.key(account)) as live, house.client(house.key(account, mode="test")) as test:
            asset = await upload(live, photo)
            assert [(await ask(live, photo, asset=asset)).status_code for _ in range(3)] == [202, 202, 429]
            refused = await ask(live, photo, asset=asset)
            assert refused.json()["code"] == "quota_exceeded" and int(refused.headers["retry-after"]) > 0
            free = await ask(test, photo, asset=asset)
            assert free.status_code == 202 and free.json()["test"] is True
            use = (await live.get("/v1/usage")).json()
            assert (use["videos_left"], use["days"][0]["videos"], use["days"][0]["test_videos"]) == (0, 2, 1)
        with house.front.database.session() as session:
            assert len(session.exec(select(UsageRow)).all()) == jobs(house) == 3


@pytest.mark.parametrize(("role", "accepted", "a_minute"), [("member", 1, 50), ("owner", 2, 5000)])
async def test_who_makes_keys_sets_no_higher_limits(
    tmp_path: Path, photo: Photo, role: Role, accepted: int, a_minute: int
) -> None:
    with open_house(tmp_path, videos_per_day=1, requests_per_minute=50) as house:
        account = house.front.accounts.create(NewAccount("ada@example.com", role=role))
        house.front.terms.accept(account, VERSION, "here")
        async with house.client(house.key(account, EVERYTHING)) as maker:
            wanted = {"videos_per_day": 0, "requests_per_minute": 5000}
            secret = (await maker.post("/v1/keys", json=wanted)).json()["secret"]
        async with house.client(secret) as client:
            asset = await upload(client, photo)
            asked = [await ask(client, photo, asset=asset) for _ in range(2)]
            assert [answer.status_code for answer in asked].count(202) == accepted
            assert f"q={a_minute};" in asked[0].headers["RateLimit-Policy"]
            assert (await client.get("/v1/usage")).json()["requests_per_minute"] == a_minute


async def test_requests_are_limited_and_say_where_you_stand(tmp_path: Path) -> None:
    with open_house(tmp_path, requests_per_minute=3) as house:
        async with house.client(house.key(house.account("ada@example.com"))) as client:
            answers = [await client.get("/v1/me") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert answers[0].headers["ratelimit"].startswith('"default";r=2;t=')
    assert answers[3].json()["code"] == "rate_limited" and answers[3].headers["retry-after"]


async def test_a_batch_is_counted_and_stopped(house: House, client: httpx.AsyncClient, photo: Photo) -> None:
    asset = await upload(client, photo)
    for _ in range(3):
        await ask(client, photo, asset=asset, batch_id="spring 2026")
    batch = (await client.get("/v1/batches/spring 2026")).json()
    assert (batch["videos"], batch["ended"], batch["counts"]) == (3, False, {"queued": 3})
    assert (await client.post("/v1/batches/spring 2026/cancel")).json()["counts"] == {"canceled": 3}
    assert (await client.get("/v1/batches/none")).status_code == 404
