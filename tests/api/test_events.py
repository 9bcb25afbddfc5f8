"""Event streams over real HTTP: everything, once, in order, also after a break."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from domain.account import Account
from tests.api.house import House
from tests.api.server import running


@dataclass(frozen=True)
class Live:
    house: House
    url: str
    secret: str
    account: Account

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(self.url + path, headers={"authorization": f"Bearer {self.secret}", **headers}, timeout=20)


@pytest.fixture
def live(house: House, ada: Account) -> Iterator[Live]:
    with running(house.app) as url:
        yield Live(house, url, house.key(ada), ada)


def ids(text: str) -> list[int]:
    return [int(line.removeprefix("id: ")) for line in text.splitlines() if line.startswith("id: ")]


def work(house: House, video: str, steps: int, pause: float = 0.0) -> None:
    for _ in range(steps):
        house.change(video, "in_progress")
        time.sleep(pause)
    house.change(video, "completed")


def test_a_stream_tells_everything_and_closes_at_the_end(live: Live) -> None:
    video = live.house.submit(live.account).id
    worker = threading.Timer(0.3, work, (live.house, video, 10, 0.05))
    worker.start()
    answer = live.get(f"/v1/videos/{video}/events")
    worker.join()
    assert answer.headers["content-type"].startswith("text/event-stream") and answer.text.startswith("retry: 3000")
    assert ids(answer.text) == list(range(1, 13))
    assert '"status":"completed"' in answer.text.splitlines()[-2]


def test_a_stream_goes_on_behind_the_last_event_seen(live: Live) -> None:
    video = live.house.submit(live.account).id
    work(live.house, video, 5)
    assert ids(live.get(f"/v1/videos/{video}/events", **{"last-event-id": "4"}).text) == [5, 6, 7]
    assert ids(live.get(f"/v1/videos/{video}/events", **{"last-event-id": "7"}).text) == []
    assert live.get(f"/v1/videos/{video}/events", **{"last-event-id": "x"}).status_code == 400
    assert [event["seq"] for event in live.get(f"/v1/videos/{video}/history?after=5").json()] == [6, 7]


def test_many_listeners_miss_nothing(live: Live) -> None:
    videos = [live.house.submit(live.account).id for _ in range(2)]
    with ThreadPoolExecutor(21) as pool:
        heard = [pool.submit(live.get, f"/v1/videos/{videos[i % 2]}/events") for i in range(20)]
        time.sleep(0.5)
        for video in videos:
            pool.submit(work, live.house, video, 100)  # faster than the news is read
        texts = [one.result(30).text for one in heard]
    assert all(ids(text) == list(range(1, 103)) for text in texts)


def test_a_stream_of_somebody_else_is_not_there(live: Live) -> None:
    video = live.house.submit(live.house.account("eve@example.com")).id
    assert live.get(f"/v1/videos/{video}/events").status_code == 404


def test_the_server_stops_while_somebody_listens(house: House, ada: Account) -> None:
    video, headers = house.submit(ada).id, {"authorization": f"Bearer {house.key(ada)}"}
    heard = threading.Event()

    def listen(url: str) -> None:
        with httpx.stream("GET", f"{url}/v1/videos/{video}/events", headers=headers, timeout=20) as answer:
            for _ in answer.iter_text():
                heard.set()

    with ThreadPoolExecutor(1) as pool:
        with running(house.app) as url:
            listening = pool.submit(listen, url)
            assert heard.wait(10)
        assert listening.exception(10) is None or isinstance(listening.exception(), httpx.RemoteProtocolError)
