"""The gallery over HTTP: a picture, not yet, or why there is none."""

from concurrent.futures import Future
from dataclasses import replace

import httpx
import pytest

from api.app import create_app
from api.routes import gallery as routes
from domain.account import Account
from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import TemplateError
from tests.api.conftest import Photo
from tests.api.house import House

pytestmark = pytest.mark.anyio


class Wall:
    """A gallery that has what it was given."""

    def __init__(self) -> None:
        self.future: Future[bytes] | None = Future()
        self.asked: list[tuple[Brief, bool]] = []

    def picture(self, brief: Brief, brand: BrandKit | None, *, moving: bool = False) -> "Future[bytes] | None":
        self.asked.append((brief, moving))
        return self.future

    def close(self) -> None:
        """Nothing is held."""


async def test_a_picture_not_yet_too_many_or_why_not(
    house: House, client: httpx.AsyncClient, ada: Account, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall = Wall()
    house.app = create_app(replace(house.front, gallery=wall))  # type: ignore[arg-type] # as much of it as is asked for
    monkeypatch.setattr(routes, "_PATIENCE_S", 0.05)
    async with house.client(house.key(ada)) as asker:
        asset = (await asker.post("/v1/assets", files={"file": (photo.name, photo.data)})).json()["id"]
        body = {"product": {"name": "Mug"}, "asset_ids": [asset], "platforms": ["tiktok"], "template": "unboxing"}
        path = "/v1/templates/spotlight/preview"
        later = await asker.post(path, json=body)
        assert (later.status_code, later.headers["retry-after"]) == (202, "1")
        assert wall.future is not None
        wall.future.set_result(b"jpeg")
        found = await asker.post(path, json=body)
        assert (found.status_code, found.content, found.headers["content-type"]) == (200, b"jpeg", "image/jpeg")
        moving = await asker.post(f"{path}?moving=true", json=body)
        assert moving.headers["content-type"] == "image/webp"
        brief, asked_moving = wall.asked[-1]
        assert (brief.template, brief.platforms, asked_moving) == ("spotlight", (), True)
        assert brief.product.images[0].startswith("asset:")
        wall.future = Future()
        wall.future.set_exception(TemplateError("spotlight: slot 'price' is empty"))
        assert (await asker.post(path, json=body)).json()["detail"] == "spotlight: slot 'price' is empty"
        wall.future = None
        assert (await asker.post(path, json=body)).status_code == 503
        assert (await asker.post("/v1/templates/none/preview", json=body)).status_code == 404
        far = {"product": {"name": "Mug", "images": ["https://cdn.example.com/a.jpg"]}}
        assert (await asker.post(path, json=far)).json()["detail"] == "a preview fetches nothing"
        others = house.key(house.account("bob@example.com"))
        assert (await asker.post(path, json=body, headers={"authorization": f"Bearer {others}"})).status_code == 404
