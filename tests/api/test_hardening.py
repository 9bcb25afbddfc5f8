"""Hostile uploads, oversized bodies, secrets in logs, and the server's own network."""

import io
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from PIL import Image

from api.opening import check_exposure, owner_link
from domain.account import Account
from domain.errors import SettingsError, StorageError
from pipeline.jobs.desk import Desk
from pipeline.jobs.failures import as_job_error
from pipeline.library import safe_name
from pipeline.storage.admission import Admission
from tests.api.conftest import Photo
from tests.api.house import House

pytestmark = pytest.mark.anyio


def bomb() -> bytes:
    data = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(data, "PNG")
    return data.getvalue()


HOSTILE: dict[str, bytes] = {
    "playlist.jpg": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "list.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "stream.mp4": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 10.0.0.1\nm=video 9 RTP/AVP 96\n",
    "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "paper.jpg": b"%PDF-1.7\n",
    "page.jpg": b"<html><script>alert(1)</script></html>",
    "program.mp4": b"\x7fELF" + bytes(100),
    "archive.png": b"PK\x03\x04" + bytes(100),
    "empty.jpg": b"",
    "cut.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "cut.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "cut.webm": b"\x1a\x45\xdf\xa3" + bytes(30),
    "avi-with-hls.avi": b"RIFF\x00\x01\x00\x00AVI LIST" + b"#EXTM3U\nfile:///etc/passwd\n",
    "bomb.png": bomb(),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_files_are_refused_and_nothing_stays(house: House, client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post("/v1/assets", files={"file": (name, HOSTILE[name])})
    assert (answer.status_code, answer.json()["code"]) == (422, "unusable_input"), answer.text
    assert "/etc" not in answer.text and str(house.home) not in answer.text
    assert (await client.get("/v1/assets")).json()["data"] == []
    assert not any((house.home / "work/uploads").iterdir())


async def test_a_shape_asked_for_twice_is_one_video(
    house: House, client: httpx.AsyncClient, ada: Account, photo: Photo
) -> None:
    wanted = {"aspects": ["1:1", "9:16", "1:1"], "platforms": ["tiktok", "tiktok"]}
    asset = (await client.post("/v1/assets", files={"file": (photo.name, photo.data)})).json()["id"]
    asked = await client.post("/v1/videos", json={"product": {"name": "Mug"}, "asset_ids": [asset], **wanted})
    video = asked.json()["id"]
    brief = house.front.desk.get(video, ada.id).request.brief
    assert brief is not None and (brief.aspects, brief.platforms) == (("1:1", "9:16"), ("tiktok",))


async def test_a_photo_with_another_types_name_is_kept_as_what_it_is(
    house: House, client: httpx.AsyncClient, photo: Photo
) -> None:
    kept = (await client.post("/v1/assets", files={"file": ("cup.png", photo.data, "image/png")})).json()
    assert (kept["name"], kept["media_type"], kept["kind"]) == ("cup.png", "image/jpeg", "image")
    assert house.front.library.store.path(kept["sha256"]).suffix == ".jpg"


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x.jpg", "/etc/passwd", "a\x00b.jpg", "．．/x", "x" * 400 + ".jpg", ".", "", "con:x"],
)
async def test_names_of_uploads_are_names_alone(client: httpx.AsyncClient, photo: Photo, name: str) -> None:
    plain = safe_name(name)
    assert "/" not in plain and "\\" not in plain and "\x00" not in plain and plain not in ("", ".", "..")
    assert len(plain.encode()) <= 120
    answer = await client.post("/v1/assets", files={"file": (name or "f", photo.data)})
    assert answer.status_code == 201 and "/" not in answer.json()["name"]


async def test_bodies_have_an_end_whatever_they_say(client: httpx.AsyncClient) -> None:
    async def endless():  # type: ignore[no-untyped-def] # a generator for httpx
        for _ in range(100):
            yield bytes(100_000)

    told = await client.post("/v1/videos", content=bytes(2_000_000))
    streamed = await client.post("/v1/videos", content=endless(), headers={"content-type": "application/json"})
    for answer in (told, streamed):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("path", ["/v1/assets", "/v1/verifications", "/v1/batches", "/v1/batches/preview"])
@pytest.mark.parametrize("more", [{}, {"authorization": "Bearer vitrine_live_nobodys"}, {"idempotency-key": "k"}])
async def test_nothing_is_taken_in_from_strangers(house: House, path: str, more: dict[str, str]) -> None:
    taken: list[bytes] = []

    async def form() -> AsyncIterator[bytes]:
        for part in (b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n', bytes(100_000)):
            taken.append(part)
            yield part

    headers = {"content-type": "multipart/form-data; boundary=x", **more}
    async with house.client() as stranger:
        refused = await stranger.post(path, content=form(), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert taken == []


async def test_a_full_or_broken_server_says_so_without_its_places(
    house: House, ada: Account, photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    job = house.submit(ada).id
    house.change(job, "failed", error=as_job_error(StorageError(f"asset folder {house.home}: full")).model_dump())
    admission = Admission((house.home,), 1 << 60)
    desk, front = Desk(house.front.database, admission), house.front
    async with house.client(house.key(ada)) as client:
        asset = (await client.post("/v1/assets", files={"file": (photo.name, photo.data)})).json()["id"]
    house.app.state.front = replace(
        front, desk=desk, reception=replace(front.reception, desk=desk), ready=admission.check
    )
    async with house.client(house.key(ada)) as client:
        uploaded = await client.post("/v1/assets", files={"file": (photo.name, photo.data)})
        refused = await client.post("/v1/videos", json={"product": {"name": "Mug"}, "asset_ids": [asset]})
        retried = await client.post(f"/v1/videos/{job}/retry")
        seen = (await client.get(f"/v1/videos/{job}")).json()
        assert {one.status_code for one in (uploaded, refused, retried)} == {507}
        for told in (uploaded.json(), refused.json(), retried.json()):
            assert told["code"] == "storage_refused" and told["retryable"]
            assert "/" not in told["detail"] + told["hint"] + seen["error"]["message"] + seen["error"]["hint"]
        assert (await client.get("/readyz")).status_code == 503
    assert caplog.text.count(f"no new jobs: '{house.home}'") == 4, "the log keeps it"


@pytest.mark.parametrize("character", ["\0", "\x07", "\x7f", "\x85", "\ud800", "\u202e", "\u2066"])
async def test_control_characters_are_refused_where_they_stand(client: httpx.AsyncClient, character: str) -> None:
    bad = f"M{character}g"
    at = {
        "/product/name": {"product": {"name": bad}, "asset_ids": ["ast_1"]},
        "/product/specs": {"product": {"name": "Mug", "specs": {bad: "1"}}, "asset_ids": ["ast_1"]},
        "/asset_ids/0": {"product": {"name": "Mug"}, "asset_ids": [bad]},
        "/brief/product/selling_points/1": {"brief": {"product": {"name": "Mug", "selling_points": ["hot", bad]}}},
    }
    for pointer, body in at.items():
        refused = await client.post(
            "/v1/videos", content=json.dumps(body), headers={"content-type": "application/json"}
        )
        assert refused.status_code == 422, pointer
        (error,) = refused.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "control_character")
        assert f"U+{ord(character):04X}" in error["detail"]


async def test_deep_and_broken_json_is_malformed(client: httpx.AsyncClient) -> None:
    deep = b'{"metadata":' + b"[" * 900 + b"]" * 900 + b"}"
    for body in (b"{", b"[" * 100_000, deep, b"\xff\xfe", b'{"product": NaN}'):
        answer = await client.post("/v1/videos", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), body[:10]


async def test_no_secret_gets_into_the_log(
    house: House, ada: Account, photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    secret = house.key(ada)
    with caplog.at_level(logging.DEBUG):
        async with house.client(secret, cookie="__Host-vitrine=cookie-secret") as client:
            await client.get("/v1/videos?token=query-secret")
            await client.post("/v1/session", json={"email": "ada@example.com", "password": "body-secret"})
            hook = (await client.post("/v1/webhooks", json={"url": "https://shop.example.com/"})).json()
            await client.get("/v1/videos", headers={"authorization": "Bearer vitrine_live_wrong-secret"})
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("vitrine"))
    assert "/v1/videos" in own
    for word in (secret, secret[-8:], "query-secret", "cookie-secret", "body-secret", "wrong-secret", hook["secret"]):
        assert word not in own


async def test_figures_count_routes_not_ids(house: House, client: httpx.AsyncClient, ada: Account) -> None:
    video = house.submit(ada).id
    await client.get(f"/v1/videos/{video}")
    async with house.client() as anybody:
        figures = (await anybody.get("/metrics")).text
        assert (await anybody.get("/readyz")).json() == {"status": "ok"}
    assert video not in figures and 'route="/v1/videos/{video}"' in figures


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/videos", "GET, POST"),
        ("/v1/videos/vid_1", "GET, DELETE"),
        ("/v1/videos/vid_1/script", "GET, PUT"),
        ("/v1/videos/vid_1/content", "GET, HEAD"),
        ("/v1/webhooks/whk_1", "GET, PATCH, DELETE"),
        ("/v1/videos/vid_1/cancel", "POST"),
    ],
)
async def test_an_address_says_every_method_it_takes(client: httpx.AsyncClient, path: str, allowed: str) -> None:
    refused = await client.request("QUERY", path)
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")
    assert refused.headers["allow"] == allowed


async def test_request_ids_are_taken_over_when_they_are_harmless(client: httpx.AsyncClient) -> None:
    given = (await client.get("/v1/me", headers={"x-request-id": "trace-12345678"})).headers["x-request-id"]
    forged = (await client.get("/v1/me", headers={"x-request-id": "a b\tc"})).headers["x-request-id"]
    assert given == "trace-12345678" and forged.startswith("req_")


def test_the_server_listens_to_itself_alone_until_somebody_owns_it(house: House) -> None:
    for host in ("127.0.0.1", "::1", "localhost"):
        check_exposure(host, house.front.accounts)
    for host in ("0.0.0.0", "::", "192.168.1.5", "shop.example.com"):  # noqa: S104 refused here
        with pytest.raises(SettingsError, match="no account yet"):
            check_exposure(host, house.front.accounts)
    assert owner_link(house.front).startswith("https://vitrine.example/setup?token=")
    house.account("ada@example.com")
    check_exposure("0.0.0.0", house.front.accounts)  # noqa: S104 there is an account now
    assert owner_link(house.front) == ""


async def test_an_export_has_the_platforms_flag_and_its_rules(
    house: House, client: httpx.AsyncClient, ada: Account
) -> None:
    from tests.api.test_videos import SCRIPT

    video = house.submit(ada).id
    path = f"/v1/videos/{video}/exports/tiktok"
    assert (await client.get(path)).json()["code"] == "conflict"
    house.change(video, "in_progress", script=SCRIPT)
    house.publish(video)
    export = (await client.get(path)).json()
    assert {one["field"]: one["value"] for one in export["disclosures"]}["video_made_with_ai"] == "true"
    assert export["postiz"]["video_made_with_ai"] is True
    assert export["postiz"]["content_posting_method"] == "DIRECT_POST"
    assert export["rules"] and export["limits_dated"] and "AI" in export["text"]
    assert (await client.get(f"/v1/videos/{video}/exports/douyin")).json()["postiz"] is None
    assert (await client.get(f"/v1/videos/{video}/exports/vimeo")).status_code == 422
    assert set((await client.get("/v1/platforms")).json()["platforms"]) >= {"douyin", "tiktok", "reels", "shorts"}
