"""The lip-sync client over real HTTP and a real folder, on the service's good and bad days."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from domain.errors import LipSyncError
from presenter.duix import DuixEngine, Waiting
from presenter.filming import EnginePlace
from presenter.patience import Patience, Persistence
from tests.presenter import duix_server as day
from tests.presenter.duix_server import Answer, Service

WAITING = Waiting(answer_s=0.6, task_s=900, stuck_s=300, pause_s=2)


class Bench:
    """A service and an engine that talks to it. Its time passes only in its pauses."""

    def __init__(self, service: Service) -> None:
        self.service, self.now, self.heard = service, 0.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def film(self) -> bytes:
        persistence = Persistence(Patience(tries=3), self.sleep, lambda: 0.5)
        place = EnginePlace(self.service.url, self.service.folder)
        engine = DuixEngine(place, WAITING, persistence, lambda: self.now)
        with engine.film(b"the voice", b"the portrait", self.heard.append) as path:
            return path.read_bytes()

    def failure(self) -> str:
        with pytest.raises(LipSyncError) as caught:
            self.film()
        assert caught.value.hint
        assert left(self.service.folder) == []
        return caught.value.message


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() or path.is_symlink()]


Benches = Callable[..., Bench]
FINE = day.done(day.bytes_of(b"the clip"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Benches]:
    with ExitStack() as stack:

        def opened(*queries: Answer, submits: tuple[Answer, ...] = (day.accept,)) -> Bench:
            return Bench(stack.enter_context(day.running(tmp_path, submits, queries)))

        yield opened


def test_a_task_is_submitted_followed_and_fetched_and_leaves_nothing_behind(bench: Benches) -> None:
    there = bench(day.at(5), day.at(20), day.at(80), FINE)
    assert there.film() == b"the clip"
    (order,) = there.service.orders
    code = order["code"]
    assert order == {
        "path": "/easy/submit", "code": code, "chaofen": 0, "watermark_switch": 0, "pn": 1,
        "audio_url": f"/code/data/temp/{code}.wav", "video_url": f"/code/data/temp/{code}.mp4",
    }  # fmt: skip
    assert set(there.service.questions) == {code}
    assert there.heard == [0.05, 0.2, 0.8]
    assert left(there.service.folder) == []


@pytest.mark.parametrize("where", ["temp", "", "result"])
def test_the_clip_is_found_wherever_the_service_puts_it(bench: Benches, where: str) -> None:
    assert bench(day.done(day.bytes_of(b"here", where), "/code/data/temp/{code}-r.mp4")).film() == b"here"


def test_a_service_that_is_busy_is_waited_for(bench: Benches) -> None:
    there = bench(day.unknown, day.unknown, FINE, submits=(day.busy, day.busy, day.accept))
    assert there.film() == b"the clip"
    assert there.now == 4
    assert len({order["code"] for order in there.service.orders}) == 1


def test_a_task_whose_acceptance_was_lost_is_not_waited_for_behind_itself(bench: Benches) -> None:
    there = bench(day.at(5), FINE, submits=(day.hang_up, day.busy))
    assert there.film() == b"the clip"
    assert len(there.service.orders) == 2


def test_a_service_that_stays_busy_is_left(bench: Benches) -> None:
    there = bench(day.unknown, submits=(day.busy,))
    assert "busy with other tasks for 900 s" in there.failure()
    assert there.now > 900


def test_stuck_at_20_percent_is_noticed(bench: Benches) -> None:
    there = bench(day.at(5), day.at(20))
    assert "stuck at 20 % for 302 s (音频特征提取完成)" in there.failure()
    assert there.now < 320


def test_slow_is_not_stuck(bench: Benches) -> None:
    steps = [day.at(progress) for progress in (20, 21, 22, 23) for _ in range(100)]
    there = bench(*steps, FINE)
    assert there.film() == b"the clip"
    assert there.now == 800


def test_a_task_that_never_ends_is_left_although_it_moves(bench: Benches) -> None:
    there = bench(*(day.at(number / 10) for number in range(1000)))
    assert "after 900 s" in there.failure()


@pytest.mark.parametrize("bad", [
    day.status(429), day.status(500), day.status(503), day.unknown, day.busy, day.hang_up, day.mute, day.raw(b"<html>"),
    day.raw(b'{"code": 10000}'), day.at("twenty"),
])  # fmt: skip
def test_a_bad_answer_to_a_question_is_asked_again(bench: Benches, bad: Answer) -> None:
    there = bench(day.at(5), bad, FINE)
    assert there.film() == b"the clip"
    assert len(there.service.questions) == 3
    assert len(there.service.orders) == 1


@pytest.mark.parametrize(
    ("bad", "reason", "asked"),
    [
        (day.status(429), "it answers 429", 3),
        (day.status(429, retry_after="3600"), "asks to wait 3600 s", 1),
        (day.status(500), "failed (3 times): it answers 500", 3),
        (day.status(404), "it answers 404", 1),
        (day.status(302, location="http://127.0.0.1:9/"), "it answers 302", 1),
        (day.unknown, "it does not know the task", 3),
        (day.outer(9999, "系统异常"), "9999 系统异常", 1),
        (day.hang_up, "the connection failed", 3),
        (day.mute, "no answer in time", 3),
        (day.raw(b"<html>sign in</html>"), "its answer is not understood", 3),
        (day.raw(b"[]"), "its answer is not understood", 3),
        (day.raw(b" " * 100_000), "more than 64 KB", 1),
        (day.at(20, status="1"), "not understood (status", 3),
        (day.at(120), "not understood (progress", 3),
        (day.at(20, code="somebody else's"), "it tells of another task", 3),
        (day.gave_up, "it gave up (format audio error)", 1),
    ],
)
def test_a_day_that_stays_bad_is_an_error_with_its_reason(bench: Benches, bad: Answer, reason: str, asked: int) -> None:
    there = bench(bad)
    assert reason in there.failure()
    assert len(there.service.questions) == asked


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (day.outer(10002, "参数异常"), "it refuses the task (10002 参数异常)"),
        (day.status(400), "it answers 400"),
        (day.outer("10000"), "not understood (code"),
    ],
)
def test_a_task_that_is_refused(bench: Benches, bad: Answer, reason: str) -> None:
    assert reason in bench(FINE, submits=(bad,)).failure()


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        ("", "is not the clip of this task"),
        ("/etc/passwd", "names '/etc/passwd'"),
        ("/temp/another-r.mp4", "is not the clip of this task"),
        ("../../{code}.mp4", "is not the clip of this task"),
    ],
)
def test_only_the_tasks_own_clip_is_taken(bench: Benches, result: str, reason: str) -> None:
    assert reason in bench(day.done(day.bytes_of(b"x"), result)).failure()


def test_a_clip_that_is_not_there_or_is_a_link_is_not_taken(bench: Benches, tmp_path: Path) -> None:
    assert "its clip is not in" in bench(day.done(day.nothing)).failure()

    def link(service: Service, code: str) -> None:
        (service.folder / "temp" / f"{code}-r.mp4").symlink_to("/etc/hostname")

    assert "its clip is not in" in bench(day.done(link)).failure()
    assert Path("/etc/hostname").exists()


def test_nobody_there_and_no_folder(tmp_path: Path) -> None:
    with day.running(tmp_path, (day.accept,), (FINE,)) as service:
        pass
    assert "the connection failed" in Bench(service).failure()
    service.folder = tmp_path / "missing"
    assert "cannot be written" in Bench(service).failure()
