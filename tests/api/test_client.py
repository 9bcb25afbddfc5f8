"""The Python client against the running application."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.account import Account
from tests.api.conftest import Photo
from tests.api.house import House
from tests.api.server import running

ROOT = Path(__file__).parents[2] / "clients/python"


@pytest.fixture
def client(house: House, ada: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.syspath_prepend(str(ROOT))
    assert importlib.util.find_spec("vitrine_client")
    import vitrine_client

    with running(house.app) as url, vitrine_client.Vitrine(url, house.key(ada)) as opened:
        yield opened
    for name in [name for name in sys.modules if name.startswith("vitrine_client")]:
        del sys.modules[name]


def test_from_photo_to_film(house: House, client: Any, photo: Photo, tmp_path: Path) -> None:
    path = tmp_path / photo.name
    path.write_bytes(photo.data)
    asset = client.upload(path)
    request = {"product": {"name": "杯"}, "asset_ids": [asset["id"]], "external_id": "SKU-1"}
    video = client.create(request, idempotency_key="SKU-1")
    assert client.create(request, idempotency_key="SKU-1") == video
    assert [one["id"] for one in client.videos(external_id="SKU-1")] == [video["id"]]
    house.change(video["id"], "in_progress")
    made = house.publish(video["id"])["video"]
    assert [event["status"] for event in client.events(video["id"])] == ["queued", "in_progress", "completed"]
    done = client.wait(video["id"])
    assert client.download(done, tmp_path / "film.mp4").stat().st_size == made.size
    assert client.link(video["id"])["url"].endswith(".mp4")


def test_refusals_are_exceptions(house: House, client: Any, ada: Account) -> None:
    from vitrine_client import VideoFailed, VitrineApiError

    with pytest.raises(VitrineApiError, match="not_found") as caught:
        client.video("vid_none")
    assert caught.value.status == 404 and caught.value.request_id
    video = house.submit(ada).id
    house.change(video, "failed", error={"code": "x", "message": "broke", "hint": "", "retryable": False})
    with pytest.raises(VideoFailed, match="broke"):
        client.wait(video)


def test_a_days_quota_is_raised_at_once(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx
    from vitrine_client import Vitrine, VitrineApiError

    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"it waits for {seconds} s"))
    full = {"status": 429, "code": "quota_exceeded", "detail": "used", "retryable": True}
    spent = httpx.MockTransport(lambda request: httpx.Response(429, json=full, headers={"Retry-After": "80000"}))
    with Vitrine("http://vitrine.test", "key", transport=spent) as short, pytest.raises(VitrineApiError, match="quota"):
        short.create({"product": {"name": "杯"}})
