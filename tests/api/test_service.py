"""The whole service as its user meets it: ``vitrine serve`` in a process of its own, from the first link to a film."""

import importlib.util
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from pipeline.accounts.terms import VERSION
from tests.pipeline.fakes import draw_photo

ROOT = Path(__file__).parents[2]
PASSWORD = "a long enough pass phrase"
PRODUCT = {"name": "Thermos", "price": "129.00", "currency": "CNY", "selling_points": ["12 h hot", "one-hand lid"]}
BRIEF = {
    "product": PRODUCT,
    "language": "en",
    "seconds": 6,
    "aspect": "1:1",
    "template": "spotlight",
    "presenter": "none",
}


@dataclass(frozen=True)
class Service:
    """A running service with nothing in it but what its first start made."""

    url: str
    setup: str
    home: Path

    def cached_scenes(self) -> set[str]:
        return {path.name for path in (self.home / "cache/segments").rglob("*.mp4")}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    home = tmp_path / "home"
    quick = {"VITRINE_PRESET": "ultrafast", "VITRINE_RENDER_WORKERS": "1"}
    settings = {"VITRINE_HOME": str(home), "VITRINE_PRODUCER": "Test-Shop", "PYTHONPATH": str(ROOT), **quick}
    command = [sys.executable, "-m", "cli", "serve", "--port", str(port)]
    said = tmp_path / "said.txt"
    with said.open("w") as out, serving(command, settings, out) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(url, process)
        link = re.search(r"http://\S+/setup\?token=(\S+)", said.read_text())
        assert link, said.read_text()
        yield Service(url, link[1], home)


@contextmanager
def serving(command: list[str], settings: dict[str, str], out: Any) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | settings | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=0)) as client:
        while process.poll() is None:
            try:
                if client.get(f"{url}/readyz").status_code == 200:
                    return
            except httpx.TransportError:
                continue
    raise AssertionError("the service did not start")


@pytest.fixture
def vitrine(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The Python client, with a key that the owner made after opening the one-time link."""
    monkeypatch.syspath_prepend(str(ROOT / "clients/python"))
    assert importlib.util.find_spec("vitrine_client")
    import vitrine_client

    with vitrine_client.Vitrine(service.url, owners_key(service)) as opened:
        yield opened
    for name in [name for name in sys.modules if name.startswith("vitrine_client")]:
        del sys.modules[name]


def owners_key(service: Service) -> str:
    with httpx.Client(base_url=service.url) as browser:
        owner = {"token": service.setup, "email": "ada@example.com", "password": PASSWORD, "terms": VERSION}
        made = browser.post("/v1/setup", json=owner)
        assert made.status_code == 201, made.text
        assert browser.post("/v1/setup", json=owner).status_code >= 400, "the link works once"
        cookie = made.headers["set-cookie"].partition(";")[0]
        signed = {"cookie": cookie, "x-csrf-token": made.json()["csrf_token"]}
        key = browser.post("/v1/keys", json={"name": "test"}, headers=signed)
        assert key.status_code == 201, key.text
        return str(key.json()["secret"])


def check_labels(vitrine: Any, film: Path) -> None:
    """The service itself finds every label in the film that came from it."""
    with film.open("rb") as file:
        report = vitrine._send("POST", "/v1/verifications", files={"file": (film.name, file)}).json()
    assert report["passed"], report


@pytest.mark.slow
def test_from_the_first_link_to_a_verified_film_and_its_edited_sister(
    service: Service, vitrine: Any, tmp_path: Path
) -> None:
    photo = tmp_path / "thermos.jpg"
    draw_photo(photo)
    request = {**BRIEF, "asset_ids": [vitrine.upload(photo)["id"]]}

    first = vitrine.create(request, idempotency_key="first")
    assert vitrine.create(request, idempotency_key="first")["id"] == first["id"]
    heard = list(vitrine.events(first["id"]))
    assert [event["seq"] for event in heard] == list(range(1, len(heard) + 1))
    assert heard[-1]["status"] == "completed", heard[-1]
    film = vitrine.download(vitrine.video(first["id"]), tmp_path / "film.mp4")
    check_labels(vitrine, film)
    before = service.cached_scenes()
    assert before

    second = vitrine.create({**request, "review": "script"})
    stopped = next(event for event in vitrine.events(second["id"]) if event["status"] == "requires_action")
    assert service.cached_scenes() == before, "a preview encodes nothing"
    scene = vitrine.script(second["id"])["scenes"][-1]
    vitrine.edit_scene(second["id"], scene["id"], headline="Yours today")
    assert next(event for event in vitrine.events(second["id"], stopped["seq"]) if event["status"] == "requires_action")
    vitrine.approve(second["id"])
    done = vitrine.wait(second["id"])
    edited = vitrine.download(done, tmp_path / "edited.mp4")
    check_labels(vitrine, edited)
    assert edited.read_bytes() != film.read_bytes()
    drawn = service.cached_scenes() - before
    assert 0 < len(drawn) < len(before), f"{len(drawn)} scenes drawn anew, {len(before)} before"
