"""The service under load: ``vitrine serve`` asked at a steady rate while it makes two videos."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE

import httpx
import psutil

from benchmarks.jobs import PRODUCER
from benchmarks.report import Figure
from benchmarks.subject import ROOT

VITRINE = (sys.executable, "-m", "cli")
EMAIL = "bench@example.com"
RATE = 50
SECONDS = 20
LISTENERS = 200
EVENTS = 40
PHOTO = ROOT / "examples/media/thermos-pack.jpg"


@dataclass(frozen=True)
class Served:
    """A running server: its address, a key and its account, its process, and its home."""

    url: str
    secret: str
    account: str
    process: int
    home: Path


@dataclass(frozen=True)
class Latency:
    """95th percentiles in milliseconds of posting and of getting a video, and how many were answered wrongly."""

    post: float
    get: float
    wrong: int


@dataclass(frozen=True)
class Streams:
    """What listening cost: megabytes more in the server, and events that did not come."""

    megabytes: float
    missed: int


@contextmanager
def serve(home: Path, *options: str) -> Iterator[Served]:
    """``vitrine serve`` over a fresh home, as it ships but for its limits; it makes two videos at a time."""
    account = _vitrine(home, "accounts", "create", EMAIL, "--keys-only", "--accept-terms").split()[0]
    secret = _vitrine(home, "keys", "create", EMAIL).strip()
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    process = subprocess.Popen(
        [*VITRINE, "serve", "--port", str(port), "--no-browser", *options], cwd=ROOT,
        env=os.environ | _settings(home), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        _await(url)
        yield Served(url, secret, account, process.pid, home)
    finally:
        process.terminate()
        process.wait(60)


def _vitrine(home: Path, *arguments: str) -> str:
    environment = os.environ | _settings(home)
    return subprocess.run([*VITRINE, *arguments], cwd=ROOT, env=environment, check=True, stdout=PIPE, text=True).stdout


def start_two_renders(served: Served) -> None:
    """Ask for videos that last longer than the measurement, and wait until two are being drawn."""
    _order(served, 6)
    _until_rendering(served)


def _order(served: Served, videos: int) -> None:
    with httpx.Client(base_url=served.url, headers={"authorization": f"Bearer {served.secret}"}, timeout=30) as client:
        asset = client.post("/v1/assets", files={"file": (PHOTO.name, PHOTO.read_bytes())}).json()["id"]
        for i in range(videos):
            product = {"name": f"Thermos {i}", "price": "129.00", "selling_points": ["12 h hot", "opens with one hand"]}
            body = {"product": product, "asset_ids": [asset], "seconds": 40, "language": "en", "priority": 1}
            client.post("/v1/videos", json=body).raise_for_status()


def _until_rendering(served: Served) -> None:
    with httpx.Client(base_url=served.url, headers={"authorization": f"Bearer {served.secret}"}, timeout=30) as client:
        for _ in range(120):
            busy = client.get("/v1/videos", params={"status": "in_progress"}).json()["data"]
            if sum(video["stage"].startswith("render") for video in busy) == 2:
                return
            time.sleep(0.5)
    raise SystemExit("the worker did not begin to render")


def _settings(home: Path) -> dict[str, str]:
    return {
        "VITRINE_PRODUCER": PRODUCER, "VITRINE_HOME": str(home), "VITRINE_REQUESTS_PER_MINUTE": "1000000",
        "VITRINE_WORKER_JOBS": "2", "PYTHONPATH": str(ROOT),
    }  # fmt: skip


def ask_steadily(served: Served, seconds: int = SECONDS) -> Latency:
    """Half posts, half gets, at the rate, each sent at its moment whatever the ones before do."""
    return asyncio.run(_ask(served, seconds))


async def _ask(served: Served, seconds: int) -> Latency:
    limits = httpx.Limits(max_connections=100)
    headers = {"authorization": f"Bearer {served.secret}"}
    async with httpx.AsyncClient(base_url=served.url, headers=headers, limits=limits, timeout=30) as client:
        asset = (await client.post("/v1/assets", files={"file": (PHOTO.name, PHOTO.read_bytes())})).json()["id"]
        body = {"product": {"name": "Thermos", "price": "129.00"}, "asset_ids": [asset], "seconds": 20}
        video = (await client.post("/v1/videos", json=body)).json()["id"]
        taken: dict[str, list[float]] = {"POST": [], "GET": []}
        wrong = 0

        async def once(number: int) -> None:
            nonlocal wrong
            await asyncio.sleep(number / RATE)
            method = "POST" if number % 2 else "GET"
            begun = time.perf_counter()
            if method == "POST":
                key = {"idempotency-key": f"{asset}-{number}"}
                answer = await client.post("/v1/videos", json=body, headers=key)
            else:
                answer = await client.get(f"/v1/videos/{video}")
            taken[method].append((time.perf_counter() - begun) * 1000)
            wrong += answer.status_code not in (200, 202)

        await asyncio.gather(*(once(number) for number in range(RATE * seconds)))
    return Latency(_p95(taken["POST"]), _p95(taken["GET"]), wrong)


def listen(served: Served) -> Streams:
    """Two hundred listeners of ten videos, while things happen to them."""
    return asyncio.run(_listen(served))


async def _listen(served: Served) -> Streams:
    process = psutil.Process(served.process)
    headers = {"authorization": f"Bearer {served.secret}"}
    limits = httpx.Limits(max_connections=LISTENERS + 20)
    async with httpx.AsyncClient(base_url=served.url, headers=headers, limits=limits, timeout=60) as client:
        for _ in range(50):  # what a first use loads is not what listening costs
            await client.get("/v1/videos")
        made = await asyncio.to_thread(_events, served, "create")
        before = process.memory_info().rss
        heard = [asyncio.create_task(_hear(client, made[i % len(made)])) for i in range(LISTENERS)]
        await asyncio.sleep(3)
        await asyncio.to_thread(_events, served, "work", *made)
        most = process.memory_info().rss
        counts = [await one for one in heard]
    return Streams((most - before) / 1e6, sum(max(0, EVENTS + 2 - count) for count in counts))


async def _hear(client: httpx.AsyncClient, video: str) -> int:
    seen: list[int] = []
    async with client.stream("GET", f"/v1/videos/{video}/events") as answer:
        async for line in answer.aiter_lines():
            seen.extend([int(line[4:])] if line.startswith("id: ") else [])
    return len(seen) if seen == list(range(1, len(seen) + 1)) else 0


def _events(served: Served, *what: str) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.happening", served.account, *what]
    settings = {"VITRINE_HOME": str(served.home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True, text=True)
    return done.stdout.split()


def _await(url: str) -> None:
    for _ in range(300):
        with suppress(httpx.HTTPError):
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


def _p95(milliseconds: list[float]) -> float:
    return sorted(milliseconds)[int(len(milliseconds) * 0.95)]


def service_figures(folder: Path) -> list[Figure]:
    """The figures of the service: latencies beside two renders, and what two hundred listeners cost."""
    with serve(folder / "listening", "--front-only") as served:
        streams = listen(served)
    with serve(folder / "service") as served:
        start_two_renders(served)
        beside = ask_steadily(served)
    if beside.wrong:
        raise SystemExit(f"{beside.wrong} requests were answered wrongly")
    return [
        Figure("POST /v1/videos, 95th percentile, two renders beside", beside.post, "ms", 60, "at most"),
        Figure("GET /v1/videos/{id}, 95th percentile, two renders beside", beside.get, "ms", 30, "at most"),
        Figure("memory of 200 event listeners", streams.megabytes, "MB", 50, "at most"),
        Figure("events they missed", streams.missed, "", 0, "at most"),
    ]
