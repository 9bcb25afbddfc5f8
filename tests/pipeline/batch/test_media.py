"""Photos of a catalogue by address: over real TLS from a server with bad days, politely, each content kept once."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from sqlmodel import select

from domain.account import Account
from domain.batch import BatchOptions, BatchRow
from domain.brief import Brief
from media.fetch import Fetcher
from pipeline.batch.desk import Customer
from pipeline.batch.media import FRESH, Pace
from pipeline.batch.plan import make_plan
from pipeline.store.batches import FetchedRow
from tests.api.house import House, open_house
from tests.media.web import Page, Site, moved, page, serve
from tests.pipeline.databases import Hands
from tests.pipeline.fakes import draw_photo

_MOST = 200_000


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("photo") / "mug.png"
    draw_photo(path)
    return path.read_bytes()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serve(tmp_path) as running:
        yield running


@contextmanager
def shop(tmp_path: Path, site: Site, total_s: float = 5.0) -> Iterator[tuple[House, Account, Hands]]:
    clock = Hands()
    with open_house(tmp_path, clock, site.fetcher(max_bytes=_MOST, total_s=total_s)) as house:
        yield house, house.account("ada@example.com"), clock


def accept(house: House, ada: Account, *urls: str) -> str:
    lines = [f"{number},Mug {number},{url}\n" for number, url in enumerate(urls, 1)]
    plan = make_plan(("id,name,images\n" + "".join(lines)).encode(), "shop.csv", BatchOptions(), {})
    return house.front.batches.accept(plan, Customer(ada.id)).id


def run(house: House, ada: Account, clock: Hands, batch: str) -> list[BatchRow]:
    """Feed until nothing waits, as if every job was done at once."""
    for _ in range(20):
        house.front.feeder.feed()
        rows = list(house.front.batches.rows(batch, ada.id))
        for row in rows:
            if row.status == "queued":
                house.change(row.video, "completed")
        if not any(row.status in ("waiting", "queued") for row in rows):
            return rows
        clock.move(seconds=11)
    raise AssertionError(rows)


def hanging(until: threading.Event) -> Page:
    def answer(request: BaseHTTPRequestHandler) -> None:
        until.wait(20)

    return answer


def lying(body: bytes) -> Page:
    """Says it is small and never ends."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", "image/png")
        request.end_headers()
        for _ in range(10_000):
            request.wfile.write(body)

    return answer


def test_every_bad_day_is_its_own_rows_and_stops_no_other(tmp_path: Path, site: Site, photo: bytes) -> None:
    over = threading.Event()
    site.pages |= {
        "/good.png": page(photo), "/gone.png": page(b"", status=410), "/broken.png": page(b"", status=500),
        "/slow.png": hanging(over), "/large.png": page(bytes(_MOST + 1)), "/endless.png": lying(photo),
        "/page.png": page(b"<html>sold out</html>", "text/html"), "/half.png": page(photo[: len(photo) // 2]),
        "/away.png": moved("https://169.254.169.254/latest/meta-data"), "/moved.png": moved("/good.png"),
    }  # fmt: skip
    names = ["good", "none", "gone", "broken", "slow", "large", "endless", "page", "half", "away", "moved"]
    with shop(tmp_path, site, total_s=1.5) as (house, ada, clock):
        rows = run(house, ada, clock, accept(house, ada, *(site.url(f"/{name}.png") for name in names)))
    over.set()
    found = {name: row.error for name, row in zip(names, rows, strict=True)}
    assert {name for name, error in found.items() if error is None} == {"good", "moved"}
    told = {name: (error.code, error.row, error.line) for name, error in found.items() if error}
    codes = dict.fromkeys(names, "media_unreachable") | {"page": "media_unusable", "half": "media_unusable"}
    assert told == {name: (codes[name], names.index(name) + 1, names.index(name) + 2) for name in told}
    reasons = {
        "none": "answers 404", "gone": "answers 410", "broken": "answers 500", "slow": "did not answer in time",
        "large": "is larger than", "endless": "is larger than", "away": "public internet",
    }  # fmt: skip
    assert {name: reason in str(found[name]) for name, reason in reasons.items()} == dict.fromkeys(reasons, True)


def test_one_that_fails_is_asked_once_more_and_may_come(tmp_path: Path, site: Site, photo: bytes) -> None:
    site.pages["/late.png"] = page(b"", status=503)
    with shop(tmp_path, site) as (house, ada, clock):
        batch = accept(house, ada, site.url("/late.png"))
        house.front.feeder.feed()
        house.front.feeder.feed()
        assert len(site.seen) == 1, "it is not asked again at once"
        site.pages["/late.png"] = page(photo)
        assert [row.status for row in run(house, ada, clock, batch)] == ["completed"]
        assert len(site.seen) == 2


def test_the_same_address_is_fetched_once_a_day_and_the_same_content_kept_once(
    tmp_path: Path, site: Site, photo: bytes
) -> None:
    site.pages |= {"/a.png": page(photo), "/b.png": page(photo)}
    with shop(tmp_path, site) as (house, ada, clock):
        urls = [site.url("/a.png"), site.url("/a.png"), site.url("/b.png")]
        rows = run(house, ada, clock, accept(house, ada, *urls))
        assert sorted(path for path, _ in site.seen) == ["/a.png", "/b.png"]
        briefs = [house.front.desk.get(row.video, ada.id).request.brief for row in rows]
        assert len({brief.product.images for brief in briefs if brief}) == 1
        with house.front.database.session() as session:
            assert len({row.sha256 for row in session.exec(select(FetchedRow))}) == 1
        media, brief = house.front.feeder.media, Brief.model_validate({"product": {"name": "Mug", "images": urls[:1]}})
        media.stored(brief, ada.id)
        assert len(site.seen) == 2
        media.stored(brief, house.account("eve@example.com").id)
        assert len(site.seen) == 3, "what one account fetched is not handed to another"
        clock.move(seconds=(FRESH + timedelta(minutes=1)).total_seconds())
        media.stored(brief, ada.id)
        assert len(site.seen) == 4


def test_a_host_is_asked_for_one_thing_at_a_time(tmp_path: Path, site: Site, photo: bytes) -> None:
    now, most, lock = [0], [0], threading.Lock()

    def counted(request: BaseHTTPRequestHandler) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        page(photo)(request)
        with lock:
            now[0] -= 1

    site.pages |= {f"/{number}.png": counted for number in range(6)}
    with shop(tmp_path, site) as (house, ada, _), ThreadPoolExecutor(4) as pool:
        names = [site.url(f"/{number}.png") for number in range(6)]
        briefs = [Brief.model_validate({"product": {"name": "Mug", "images": [name]}}) for name in names]
        list(pool.map(lambda brief: house.front.feeder.media.stored(brief, ada.id), briefs))
    assert (len(site.seen), most[0]) == (6, 1)


def test_between_two_requests_to_a_host_is_a_pause_and_other_hosts_do_not_wait() -> None:
    slept: list[float] = []
    pace = Pace(0.2, clock=lambda: 100.0, sleep=slept.append)
    for host in ("a.example", "b.example", "a.example"):
        with pace.visit(host):
            pass
    assert slept == [0.0, 0.0, pytest.approx(0.2)]
    with pace.visit("a.example"), ThreadPoolExecutor(1) as pool:
        pool.submit(_visit, pace, "b.example").result(10)


def _visit(pace: Pace, host: str) -> None:
    with pace.visit(host):
        pass


def test_the_ordinary_fetcher_never_comes_to_the_loopback(tmp_path: Path, site: Site, photo: bytes) -> None:
    """What the tests above allow is the tests' own: a batch of the product refuses the same server."""
    site.pages["/a.png"] = page(photo)
    clock = Hands()
    with open_house(tmp_path, clock, Fetcher()) as house:
        ada = house.account("ada@example.com")
        rows = run(
            house, ada, clock, accept(house, ada, f"https://127.0.0.1:{site.port}/a.png", "https://127.0.0.1/a.png")
        )
    assert [row.error.code for row in rows if row.error] == ["media_unreachable"] * 2 and not site.seen
