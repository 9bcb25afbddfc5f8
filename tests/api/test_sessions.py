"""Sessions over HTTP: the first account, signing in and out, cookies, and forms of other sites."""

import httpx
import pytest

from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.sessions import COOKIE
from pipeline.accounts.terms import VERSION
from tests.api.conftest import Photo
from tests.api.house import House

pytestmark = pytest.mark.anyio
PASSWORD = "a long sentence of words"


async def sign_in(client: httpx.AsyncClient, **headers: str) -> httpx.Response:
    return await client.post("/v1/session", json={"email": "ada@example.com", "password": PASSWORD}, headers=headers)


@pytest.fixture
def member(house: House) -> None:
    house.front.accounts.create(NewAccount("ada@example.com", "Ada", PASSWORD))


async def test_the_first_start_ends_with_an_owner(house: House) -> None:
    token = house.front.accounts.setup_link()
    async with house.client() as browser:
        body = {"token": token, "email": "ada@example.com", "password": PASSWORD, "terms": VERSION}
        assert (await browser.post("/v1/setup", json={**body, "terms": "1999-01"})).status_code == 409
        unread = await browser.post("/v1/setup", json={**body, "terms": ""})
        assert (unread.status_code, unread.json()["code"]) == (403, "terms_required")
        made = await browser.post("/v1/setup", json=body)
        assert made.status_code == 201
        assert (await browser.get("/v1/me")).json()["role"] == "owner"
        assert (await browser.get("/v1/terms")).json()["accepted_at"]
        assert (await browser.post("/v1/setup", json=body)).status_code == 422


async def test_nothing_is_taken_in_or_made_before_the_terms_are_accepted(house: House, photo: Photo) -> None:
    bob = house.front.accounts.create(NewAccount("bob@example.com", "Bob", PASSWORD))
    async with house.client(house.key(bob)) as client:
        file = {"file": (photo.name, photo.data)}
        body = {"product": {"name": "Mug"}, "asset_ids": ["ast_none"]}
        refused = [
            await client.post("/v1/assets", files=file),
            await client.post("/v1/assets/fetch", json={"url": "https://cdn.example.com/a.jpg"}),
            await client.post("/v1/videos", json=body),
            await client.post("/v1/videos/vid_none/rerender", json={"script": None, "timeline": None}),
            await client.post("/v1/templates/spotlight/preview", json=body),
            await client.post("/v1/batches", files={"file": ("shop.csv", b"name,price\nMug,9\n")}),
        ]
        assert [(one.status_code, one.json()["code"]) for one in refused] == [(403, "terms_required")] * len(refused)
        assert (await client.get("/v1/videos")).status_code == 200
        assert (await client.post("/v1/terms", json={"version": VERSION})).status_code == 200
        assert (await client.post("/v1/assets", files=file)).status_code == 201


async def test_the_cookie_is_guarded(house: House, member: None) -> None:
    async with house.client() as browser:
        cookie = (await sign_in(browser)).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=") and COOKIE.startswith("__Host-")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


async def test_changes_need_the_sessions_token_and_our_own_origin(house: House, member: None) -> None:
    async with house.client() as browser:
        token = (await sign_in(browser)).json()["csrf_token"]
        assert (await browser.get("/v1/me")).status_code == 200
        key = {"json": {"name": "from a page"}}
        assert (await browser.post("/v1/keys", **key)).json()["code"] == "csrf_refused"  # type: ignore[arg-type]
        assert (await browser.post("/v1/keys", headers={"x-csrf-token": "x"}, json={})).status_code == 403
        foreign = {"x-csrf-token": token, "origin": "https://evil.example"}
        assert (await browser.post("/v1/keys", headers=foreign, json={})).status_code == 403
        broken = {"x-csrf-token": token, "origin": "http://["}
        assert (await browser.post("/v1/assets/fetch", json={}, headers=broken)).json()["code"] == "csrf_refused"
        own = {"x-csrf-token": token, "origin": "https://vitrine.example"}
        assert (await browser.post("/v1/keys", headers=own, json={})).status_code == 201


async def test_signing_out_ends_the_session_for_good(house: House, member: None) -> None:
    async with house.client() as browser:
        token = (await sign_in(browser)).json()["csrf_token"]
        stolen = browser.cookies[COOKIE]
        assert (await browser.delete("/v1/session", headers={"x-csrf-token": token})).status_code == 204
        browser.cookies.set(COOKIE, stolen, domain="vitrine.example")
        assert (await browser.get("/v1/me")).status_code == 401


async def test_signing_in_again_makes_another_session(house: House, member: None) -> None:
    async with house.client() as browser:
        await sign_in(browser)
        first = browser.cookies[COOKIE]
        await sign_in(browser)
        assert browser.cookies[COOKIE] != first
        browser.cookies.set(COOKIE, first, domain="vitrine.example")
        browser.cookies.delete(COOKIE, domain="vitrine.example")
    async with house.client(cookie=f"{COOKIE}={first}") as thief:
        assert (await thief.get("/v1/me")).status_code == 401


async def test_forms_of_other_sites_cannot_sign_anybody_in(house: House, member: None) -> None:
    async with house.client() as browser:
        assert (await sign_in(browser, origin="https://evil.example")).json()["code"] == "csrf_refused"


async def test_nobody_learns_who_has_an_account(house: House, member: None) -> None:
    async with house.client() as browser:
        bodies = [{"email": email, "password": "wrong"} for email in ("ada@example.com", "nobody@example.com")]
        known, unknown = [await browser.post("/v1/session", json=body) for body in bodies]
        assert known.status_code == unknown.status_code == 401 and known.json()["detail"] == unknown.json()["detail"]


async def test_guessing_is_slowed_down(house: House, member: None) -> None:
    async with house.client() as browser:
        for _ in range(5):
            await browser.post("/v1/session", json={"email": "ada@example.com", "password": "wrong"})
        refused = await sign_in(browser)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_attempts")
        assert 0 < int(refused.headers["retry-after"]) <= 900
