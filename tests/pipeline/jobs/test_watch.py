from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import cast

from domain.errors import NotFoundError
from domain.job import JobError
from pipeline.jobs.book import Claim, JobBook
from pipeline.jobs.caretaker import Caretaker
from pipeline.jobs.roster import Roster
from pipeline.jobs.takeover import Takeover
from pipeline.jobs.turn import FileTurn
from pipeline.jobs.watch import Watch

MINE, OTHER = Claim("vid_1", 1), Claim("vid_2", 1)
PATIENCE_S = 20


class LosingBook:
    """Says that a claim is lost, after something has happened."""

    def __init__(self, lost: Claim, first: Callable[[], object]) -> None:
        self.claim, self.first, self.looked = lost, first, Event()
        self.looks, self.failed = 0, list[tuple[Claim, str]]()

    def fail(self, claim: Claim, error: JobError) -> None:
        self.failed.append((claim, error.code))

    def lost(self, claims: Sequence[Claim]) -> list[Claim]:
        self.looks += 1
        if self.looks == 1:
            self.first()
        if self.looks > 1:
            self.looked.set()  # what was found at the first look has been dealt with
        return [self.claim] if self.looks == 1 else []


class NoRoster:
    def beat(self, worker: str, slots: int) -> None:
        """Nobody looks."""


def open_watch(book: LosingBook) -> Watch:
    return Watch("w1", 1, cast(JobBook, book), cast(Roster, NoRoster()), pause=0.01)


def test_a_lost_job_is_stopped_and_no_other() -> None:
    stopped: list[Claim] = []
    book = LosingBook(MINE, lambda: None)
    watch = open_watch(book)
    with watch.over(MINE, lambda: stopped.append(MINE), 60), watch.over(OTHER, lambda: stopped.append(OTHER), 60):
        watch.start()
        assert book.looked.wait(PATIENCE_S)
        watch.stop()
    assert stopped == [MINE]


def test_a_job_that_ends_while_the_watch_looks_leaves_its_place_in_peace() -> None:
    """Where it ran the next one may have begun, which would be stopped in its stead."""
    stopped: list[Claim] = []
    with ExitStack() as mine:
        book = LosingBook(MINE, mine.close)
        watch = open_watch(book)
        mine.enter_context(watch.over(MINE, lambda: stopped.append(MINE), 60))
        with watch.over(OTHER, lambda: stopped.append(OTHER), 60):
            watch.start()
            assert book.looked.wait(PATIENCE_S)
            watch.stop()
    assert stopped == []


def test_an_overdue_job_fails_and_is_stopped() -> None:
    stopped, book = Event(), LosingBook(OTHER, lambda: None)
    watch = open_watch(book)
    with watch.over(MINE, stopped.set, 0):
        watch.start()
        assert stopped.wait(PATIENCE_S)
        watch.stop()
    assert book.failed[0] == (MINE, "time_limit")


class FailingTakeover:
    """Finds at its first look that a job was removed by its owner while it was taken up again."""

    def __init__(self) -> None:
        self.looks, self.looked = 0, Event()

    def gone(self) -> list[str]:
        self.looks += 1
        if self.looks == 1:
            raise NotFoundError("there is no job 'vid_1'", hint="list the jobs to find its id")
        self.looked.set()
        return []


def test_a_failing_look_ends_neither_watch_nor_caretaker(tmp_path: Path) -> None:
    book, takeover = LosingBook(MINE, lambda: 1 // 0), FailingTakeover()
    watch = open_watch(book)
    caretaker = Caretaker(cast(Takeover, takeover), FileTurn(tmp_path / "turn"), (), 0.01)
    watch.start()
    caretaker.start()
    assert book.looked.wait(PATIENCE_S) and takeover.looked.wait(PATIENCE_S)
    watch.stop()
    caretaker.stop()
