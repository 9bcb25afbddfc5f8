"""Files over HTTP: by range, with their hash, and never one that changed or has no label."""

import base64
import hashlib
import os

import httpx
import pytest

from domain.account import Account
from pipeline.exported import ExportedFile
from pipeline.shelf import GRANTED
from pipeline.store.ledger import Ledger
from tests.api.house import House

pytestmark = pytest.mark.anyio


async def test_a_file_comes_with_its_hash_and_as_a_download(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    video = house.submit(ada).id
    made = house.publish(video)["video"]
    answer = await client.get(f"/v1/videos/{video}/content")
    assert answer.status_code == 200 and hashlib.sha256(answer.content).hexdigest() == made.sha256
    assert answer.headers["etag"] == f'"{made.sha256}"'
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(bytes.fromhex(made.sha256)).decode()}:"
    assert answer.headers["content-type"] == "video/mp4" and answer.headers["content-length"] == str(made.size)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert (
        answer.headers["x-content-type-options"] == "nosniff" and "sandbox" in answer.headers["content-security-policy"]
    )
    named = (await client.get(f"/v1/videos/{video}")).json()["files"]
    assert {file["kind"] for file in named} == {"video", "cover", "captions", "timeline"}
    for file in named:
        assert (await client.get(file["url"])).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=100-199", 206, 100, 200),
        ("bytes=100-", 206, 100, None),
        ("bytes=-100", 206, -100, None),
        ("bytes=0-99999999", 206, 0, None),
        ("bytes=5-2", 200, 0, None),
        ("bytes=0-1,5-9", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=abc", 200, 0, None),
        (f"bytes=0-{'9' * 5000}", 200, 0, None),
    ],
)
async def test_ranges(
    house: House, client: httpx.AsyncClient, ada: Account, wanted: str, status: int, start: int, end: int | None
) -> None:
    video = house.submit(ada).id
    house.publish(video)
    whole = (await client.get(f"/v1/videos/{video}/content")).content
    part = await client.get(f"/v1/videos/{video}/content", headers={"range": wanted})
    assert part.status_code == status and part.content == whole[start:end]
    if status == 206:
        first = start if start >= 0 else len(whole) + start
        assert part.headers["content-range"] == f"bytes {first}-{first + len(part.content) - 1}/{len(whole)}"


async def test_ranges_beyond_the_end_and_stale_ones(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    made = house.publish(video)["video"]
    path = f"/v1/videos/{video}/content"
    beyond = await client.get(path, headers={"range": "bytes=99999999-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{made.size}")
    stale = await client.get(path, headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert stale.status_code == 200
    assert (await client.get(path, headers={"if-none-match": f'"{made.sha256}"'})).status_code == 304
    head = await client.head(path)
    assert head.content == b"" and head.headers["content-length"] == str(made.size)


async def test_a_changed_file_is_not_handed_out(
    house: House, client: httpx.AsyncClient, ada: Account, caplog: pytest.LogCaptureFixture
) -> None:
    video = house.submit(ada).id
    made = house.publish(video)["video"]
    path = f"/v1/videos/{video}/content"
    link = (await client.post(f"/v1/videos/{video}/links")).json()["url"]
    assert (await client.get(path)).status_code == 200
    stored = house.home / "storage/outputs" / made.sha256[:2] / made.sha256
    before = stored.stat()
    stored.chmod(0o600)
    stored.write_bytes(b"x" + stored.read_bytes()[1:])
    os.utime(stored, ns=(before.st_atime_ns, before.st_mtime_ns))
    for address in (path, link, f"/v1/videos/{video}/files/{made.name}"):
        answer = await client.get(address)
        assert (answer.status_code, answer.json()["code"]) == (500, "label_refused")
    assert f"a published file changed: {made.name} of {video}" in caplog.text


@pytest.mark.parametrize("variant", ["video", "thumbnail", "captions"])
async def test_what_never_passed_the_gate_is_not_handed_out(
    house: House, client: httpx.AsyncClient, ada: Account, variant: str
) -> None:
    video = house.submit(ada).id
    house.publish(video, labelled=False)
    refused = await client.get(f"/v1/videos/{video}/content", params={"variant": variant})
    assert (refused.status_code, refused.json()["code"]) == (500, "label_refused")
    assert (await client.post(f"/v1/videos/{video}/links", json={"variant": variant})).status_code == 500
    assert (await client.get(f"/v1/videos/{video}/content", params={"variant": "timeline"})).status_code == 200


async def test_a_copy_granted_to_one_applicant_is_not_handed_out(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    video = house.submit(ada).id
    made = house.publish(video, labelled=False)["video"]
    ledger = Ledger(house.home / "ledger.sqlite")
    ledger.claim("n-1")
    ledger.record((ExportedFile("n-1", made.sha256, made.name, f"{GRANTED}1", house.front.now()),))
    assert (await client.get(f"/v1/videos/{video}/content")).json()["code"] == "label_refused"


async def test_nothing_is_there_before_the_end(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    assert (await client.get(f"/v1/videos/{video}/content")).json()["code"] == "conflict"
    house.publish(video)
    for query in ("variant=labels", "aspect=1:1"):
        assert (await client.get(f"/v1/videos/{video}/content?{query}")).status_code == 404


@pytest.mark.parametrize(
    "name", ["%2e%2e", "../x", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "bei.mp4%00", "BEI.MP4", "bei.mp4/..", "．．／"]
)
async def test_file_names_are_looked_up_never_opened(
    house: House, client: httpx.AsyncClient, ada: Account, name: str
) -> None:
    video = house.submit(ada).id
    house.publish(video)
    assert (await client.get(f"/v1/videos/{video}/files/{name}")).status_code == 404


# --- links ---------------------------------------------------------------------------------------


async def test_a_link_is_open_to_all_until_it_is_revoked(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    made = house.publish(video)["video"]
    link = (await client.post(f"/v1/videos/{video}/links")).json()
    assert link["url"].startswith("https://vitrine.example/m/") and link["url"].endswith(".mp4")
    async with house.client() as anybody:
        seen = await anybody.get(link["url"])
        assert seen.status_code == 200 and hashlib.sha256(seen.content).hexdigest() == made.sha256
        assert seen.headers["content-disposition"].startswith("inline") and "no-cache" in seen.headers["cache-control"]
        assert seen.headers["cross-origin-resource-policy"] == "cross-origin"
        assert (await anybody.get(link["url"], headers={"range": "bytes=0-9"})).status_code == 206
        assert (await anybody.get(link["url"].replace(".mp4", "x.mp4"))).status_code == 404
        assert (await client.delete(f"/v1/links/{link['id']}")).status_code == 204
        assert (await client.delete(f"/v1/links/{link['id']}")).status_code == 204
        assert (await anybody.get(link["url"])).status_code == 404
    assert (await client.get(f"/v1/videos/{video}/links")).json()[0]["revoked_at"]


async def test_links_of_a_frozen_account_are_shut(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    house.publish(video)
    link = (await client.post(f"/v1/videos/{video}/links")).json()["url"]
    house.front.accounts.freeze(ada)
    async with house.client() as anybody:
        assert (await anybody.get(link)).status_code == 404
