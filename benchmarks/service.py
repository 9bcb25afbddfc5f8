"""The service under load: a real ``uvicorn`` process asked at a steady rate, alone or beside two renders."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from benchmarks.jobs import PRODUCER
from benchmarks.subject import BRIEF, ROOT

RATE = 50
SECONDS = 20
LISTENERS = 200
EVENTS = 40
PHOTO = ROOT / "examples/media/thermos-pack.jpg"


@dataclass(frozen=True)
class Served:
    """A running server: its address, a key, its process, and a script that makes events."""

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
def serve(home: Path) -> Iterator[Served]:
    """The API over a fresh home, without a worker, in a process of its own."""
    settings = {"VITRINE_PRODUCER": PRODUCER, "VITRINE_HOME": str(home), "VITRINE_REQUESTS_PER_MINUTE": "1000000"}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.serving"], cwd=ROOT, env=os.environ | settings | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        if process.stdout is None:
            raise SystemExit("the server says nothing")
        said = json.loads(process.stdout.readline())
        url = f"http://127.0.0.1:{said['port']}"
        _await(url)
        yield Served(url, said["secret"], said["account"], process.pid, home)
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def two_renders(folder: Path) -> Iterator[None]:
    """Two jobs of the command line, one after another for as long as this lasts."""
    loop = 'while :; do "$0" -m cli make "$1" --seconds 30 --no-cache --quiet --out "$2" >/dev/null 2>&1; done'
    jobs = [_rendering(loop, folder, i) for i in range(2)]
    try:
        time.sleep(8)  # until both draw
        yield
    finally:
        for job in jobs:
            for child in [*psutil.Process(job.pid).children(recursive=True), psutil.Process(job.pid)]:
                with suppress(psutil.NoSuchProcess):
                    child.kill()
            job.wait()


def _rendering(loop: str, folder: Path, number: int) -> subprocess.Popen[bytes]:
    home = {"VITRINE_HOME": str(folder / f"beside-home-{number}")}
    return subprocess.Popen(
        ["bash", "-c", loop, sys.executable, str(BRIEF), str(folder / f"beside-{number}")],
        cwd=ROOT, env=os.environ | {"VITRINE_PRODUCER": PRODUCER, "PYTHONPATH": str(ROOT)} | home,
        start_new_session=True,
    )  # fmt: skip


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
