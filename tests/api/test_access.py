"""Whose is it: every address with an id, asked by a stranger, generated from the API's own description."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from api.app import create_app
from api.cursors import write_cursor
from domain.account import SCOPES, Account, Scope
from pipeline.audit import Audit
from tests.api.conftest import Photo
from tests.api.house import EVERYTHING, House, open_house

pytestmark = pytest.mark.anyio

OPEN = {"/healthz", "/readyz", "/metrics", "/problems", "/v1/session", "/v1/setup", "/m/{token}/{slug}"}
"""What answers to those who show no key; signing out is tried with the sessions."""
NOBODYS = ("scene", "name", "platform", "template")
"""Names that are the same for everybody."""
BODIES: dict[tuple[str, str], Any] = {
    ("put", "/v1/videos/{video}/script"): "script",
    ("post", "/v1/videos/{video}/rerender"): "script",
    ("patch", "/v1/videos/{video}/script/scenes/{scene}"): {"narration": "换一句话。"},
    ("patch", "/v1/webhooks/{webhook}"): {"enabled": False},
    ("post", "/v1/videos"): "brief",
    ("post", "/v1/templates/{template}/preview"): "brief",
}
SCRIPT = {
    "language": "zh", "title": "杯", "seconds": 12, "seed": 7, "written_by": {"planner": "offline"},
    "scenes": [{"id": f"s{i}", "role": "hook", "narration": "好。", "headline": "好"} for i in range(2)],
}  # fmt: skip


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with open_house(tmp_path_factory.mktemp("described")) as house:
        yield create_app(house.front).openapi()


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, methods in described["paths"].items():
        for method in methods:
            yield method, path


async def belongings(house: House, owner: Account, photo: Photo) -> dict[str, str]:
    """One of everything that has an id, owned by somebody."""
    video = house.submit(owner).id
    made = house.publish(video)
    batch = "batch-of-ada"
    async with house.client(house.key(owner)) as client:
        asset = (await client.post("/v1/assets", files={"file": (photo.name, photo.data)})).json()["id"]
        link = (await client.post(f"/v1/videos/{video}/links")).json()["id"]
        hook = (await client.post("/v1/webhooks", json={"url": "https://shop.example.com/"})).json()["id"]
        delivery = (await client.post(f"/v1/webhooks/{hook}/test")).json()["id"]
        key = (await client.post("/v1/keys", json={})).json()["id"]
        body = {"product": {"name": "杯"}, "asset_ids": [asset], "batch_id": batch}
        assert (await client.post("/v1/videos", json=body)).status_code == 202
    return {
        "video": video, "scene": "s0", "name": made["video"].name, "asset": asset, "link": link, "webhook": hook,
        "delivery": delivery, "key": key, "batch": batch, "platform": "douyin",
        "template": "spotlight",
    }  # fmt: skip


def request_of(method: str, path: str, ids: dict[str, str]) -> dict[str, Any]:
    body = BODIES.get((method, path))
    if body == "script":
        body = {"script": SCRIPT}
    if body == "brief":
        body = {"product": {"name": "杯"}, "asset_ids": [ids["asset"]]}
    return {} if body is None else {"json": body}


async def test_what_is_somebody_elses_is_not_there(house: House, photo: Photo, described: dict[str, Any]) -> None:
    ids = await belongings(house, house.account("ada@example.com"), photo)
    tried = 0
    async with house.client(house.key(house.account("eve@example.com"), SCOPES)) as eve:
        for method, path in operations(described):
            names = re.findall(r"{(\w+)}", path)
            if names == ["template"]:  # the catalogue is everybody's
                continue
            if path in OPEN or (not names and (method, path) != ("post", "/v1/videos")):
                continue
            assert set(names) <= set(ids), f"{path} has an id that this test does not know"
            answer = await eve.request(method, path.format(**ids), **request_of(method, path, ids))
            assert answer.status_code == 404, f"{method} {path} answers {answer.status_code}: {answer.text}"
            assert answer.json()["code"] == "not_found"
            tried += 1
    assert tried >= 25


async def test_lists_show_ones_own_alone(house: House, photo: Photo) -> None:
    ids = await belongings(house, house.account("ada@example.com"), photo)
    async with house.client(house.key(house.account("eve@example.com"))) as eve:
        for path in ("/v1/videos", "/v1/assets", "/v1/webhooks", "/v1/keys", "/v1/usage"):
            text = (await eve.get(path)).text
            assert not any(value in text for name, value in ids.items() if name not in NOBODYS)
        latest = write_cursor(datetime.max.replace(tzinfo=UTC), ids["video"])
        assert (await eve.get("/v1/videos", params={"after": latest})).json()["data"] == []


async def test_nothing_is_done_for_whoever_shows_no_key(house: House, described: dict[str, Any]) -> None:
    async with house.client() as stranger, house.client("vitrine_live_" + "A" * 32) as liar:
        assert (await stranger.get("/v1/me")).headers["www-authenticate"].startswith("Bearer")
        for method, path in operations(described):
            if path in OPEN:
                continue
            for client in (stranger, liar):
                answer = await client.request(method, path.format_map(Anything()), json={})
                assert answer.status_code in (401, 429), f"{method} {path}: {answer.text}"


class Anything(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "x" * 12


SCOPE_OF: list[tuple[str, str, Scope]] = [
    ("GET", "/v1/videos", "videos:read"),
    ("POST", "/v1/videos/x/cancel", "videos:write"),
    ("GET", "/v1/assets", "assets:read"),
    ("DELETE", "/v1/assets/x", "assets:write"),
    ("GET", "/v1/webhooks", "webhooks:read"),
    ("GET", "/v1/webhooks/x/secret", "webhooks:write"),
    ("GET", "/v1/keys", "keys:read"),
    ("POST", "/v1/keys", "keys:write"),
    ("GET", "/v1/usage", "usage:read"),
]


@pytest.mark.parametrize(("method", "path", "scope"), SCOPE_OF)
async def test_a_key_does_what_its_scopes_say(house: House, method: str, path: str, scope: Scope) -> None:
    account = house.account("ada@example.com")
    others = tuple(one for one in EVERYTHING if one != scope)
    async with (
        house.client(house.key(account, others)) as without,
        house.client(house.key(account, (scope,))) as having,
    ):
        refused = await without.request(method, path, json={})
        assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
        assert (await having.request(method, path, json={})).status_code != 403


async def test_a_key_cannot_give_more_than_it_has(house: House, ada: Account) -> None:
    async with house.client(house.key(ada, ("keys:write", "videos:read"))) as client:
        for scopes in (["videos:write"], ["admin"], list(SCOPES)):
            assert (await client.post("/v1/keys", json={"scopes": scopes})).status_code == 403
        made = await client.post("/v1/keys", json={"scopes": ["videos:read"], "name": "reader"})
        assert made.status_code == 201 and made.json()["secret"].startswith("vitrine_live_")
        assert made.json()["secret"] not in (await client.get(f"/v1/keys/{made.json()['id']}")).text
    async with house.client(house.key(ada, ("keys:write", "videos:read"), "test")) as test:
        live = await test.post("/v1/keys", json={"scopes": ["videos:read"]})
        assert live.status_code == 403


async def test_keys_are_listed_without_secrets_rotated_and_revoked(house: House, client: httpx.AsyncClient) -> None:
    made = (await client.post("/v1/keys", json={"expires_in_days": 30, "scopes": ["videos:read"]})).json()
    listed = (await client.get("/v1/keys")).text
    assert made["secret"] not in listed and made["secret"][-4:] in listed
    rotated = (await client.post(f"/v1/keys/{made['id']}/rotate", json={"overlap_hours": 0})).json()
    async with house.client(made["secret"]) as old, house.client(rotated["secret"]) as new:
        assert (await old.get("/v1/me")).status_code == 401
        assert (await new.get("/v1/me")).json()["key"]["last_used_at"] is not None
        assert (await client.delete(f"/v1/keys/{rotated['id']}")).status_code == 204
        assert (await new.get("/v1/me")).status_code == 401
    noted = Audit(house.front.database).latest(3)
    assert [(entry.action, entry.subject) for entry in noted] == [
        ("key.revoked", rotated["id"]), ("key.rotated", made["id"]), ("key.created", made["id"])
    ]  # fmt: skip
    mine = (await client.get("/v1/me")).json()
    assert {entry.actor for entry in noted} == {f"{mine['account']} {mine['key']['id']}"}


def test_every_body_and_answer_has_an_example_that_is_valid(described: dict[str, Any]) -> None:
    parts, seen = described["components"], 0
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for sent in (operation.get("requestBody", {}), *operation["responses"].values()):
                for content in sent.get("content", {}).values():
                    schema = content.get("schema", {})
                    if schema.get("format") == "binary" or not schema:
                        continue  # a file, or text of its own
                    model = parts["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
                    many = [one["value"] for one in content.get("examples", {}).values()]
                    examples = [content["example"]] if "example" in content else many or model.get("examples", [])
                    assert examples, f"{method} {path} has no example"
                    for example in examples:
                        Draft202012Validator({**schema, "components": parts}).validate(example)
                        seen += 1
    assert seen > 100


def test_the_description_is_whole(described: dict[str, Any]) -> None:
    """Every operation says what it does, names its errors, and needs a key unless it is open."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation.get("summary") and operation.get("description"), where
            assert operation.get("tags"), where
            if path not in OPEN:
                assert operation.get("security"), where
                assert {"401", "403", "429"} <= set(operation["responses"]), where
            for given in operation.get("parameters", ()):
                assert given["in"] == "path" or given.get("description"), f"{where} {given['name']}"
            for status, answer in operation["responses"].items():
                assert answer.get("description"), f"{where} {status}"
                if int(status) >= 400:
                    assert "application/problem+json" in answer["content"], f"{where} {status}"
    names = [operation["operationId"] for methods in described["paths"].values() for operation in methods.values()]
    assert len(names) == len(set(names))
    for name, schema in described["components"]["schemas"].items():
        if schema.get("type") == "object" and name not in ("HTTPValidationError", "ValidationError"):
            assert schema.get("description"), f"schema {name} is not described"
