"""The bookkeeper: what it writes is in the ledger, and without it the ledger is opened here."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import pytest

from domain.errors import LabelError
from pipeline import fork
from pipeline.bookkeeper import Bookkeeper, keep, keeping
from pipeline.clock import system_clock
from pipeline.exported import ExportedFile
from pipeline.settings import Settings, load_settings
from pipeline.store.ledger import Ledger
from pipeline.store.opening import open_ledger


@pytest.fixture
def settings(own_place: Path) -> Settings:
    return load_settings({"producer": "Shop", "home": str(own_place / "vitrine")})


def exported(produce_id: str) -> ExportedFile:
    return ExportedFile(produce_id, "a" * 64, "preview.jpg", "preview", system_clock())


def hired(work: Callable[[Connection], None]) -> Connection:
    """The end of a pipe at whose other one a thread does ``work``."""
    here, there = multiprocessing.Pipe()

    def tell() -> None:
        with suppress(*fork.SILENT):
            fork.tell(there, work)

    Thread(target=tell, daemon=True).start()
    return here


def nobody() -> Ledger:
    raise AssertionError("the ledger was opened here")


def test_what_it_writes_is_in_the_ledger(settings: Settings) -> None:
    with closing(hired(partial(keep, settings))) as pipe:
        books = Bookkeeper(pipe, nobody)
        assert books.claim("0001")
        assert not books.claim("0001")
        books.record((exported("0001"),))
        found = open_ledger(settings).find("0001")
    assert found
    assert found.file == "preview.jpg"


def test_what_the_ledger_refuses_is_raised_and_the_next_number_taken_here(settings: Settings) -> None:
    with closing(hired(partial(keep, settings))) as pipe:
        books = Bookkeeper(pipe, partial(open_ledger, settings))
        with pytest.raises(LabelError, match="0002 was never taken"):
            books.record((exported("0002"),))
        assert books.claim("0002")


@pytest.mark.parametrize("said", [lambda pipe: None, lambda pipe: pipe.recv()])
def test_without_an_answer_the_ledger_is_opened_here(settings: Settings, said: Callable[[Connection], None]) -> None:
    with closing(hired(said)) as pipe:
        books = Bookkeeper(pipe, partial(open_ledger, settings))
        assert books.claim("0003")
        books.record((exported("0003"),))
    assert open_ledger(settings).find("0003")


def test_one_that_was_killed_is_not_missed(settings: Settings) -> None:
    with keeping(settings) as hire:
        assert hire
        books = hire(partial(open_ledger, settings))
        assert books.claim("0004")
        for process in multiprocessing.active_children():
            os.kill(process.pid or 0, signal.SIGKILL)
        assert not books.claim("0004")
        books.record((exported("0004"),))
    assert open_ledger(settings).find("0004")


def test_a_ledger_elsewhere_is_reached_at_once_and_by_nobody_else(own_place: Path) -> None:
    settings = load_settings({"producer": "Shop", "database_url": f"sqlite:///{own_place / 'other.sqlite'}"})
    with keeping(settings) as hire:
        assert hire is None
