"""The ledger of a job: opened once, by whoever needs it first; what failed beforehand is said when it is needed."""

from pathlib import Path
from threading import Event

import pytest

from domain.errors import StorageError
from pipeline.late_ledger import LateLedger
from pipeline.store.ledger import Ledger


def test_the_ledger_is_opened_once_for_all_who_use_it(tmp_path: Path) -> None:
    opened: list[Ledger] = []

    def open_() -> Ledger:
        opened.append(Ledger(tmp_path / "ledger.sqlite"))
        return opened[-1]

    ledger = LateLedger(open_)
    assert not opened
    ledger.get_ready()
    assert ledger.claim("0001")
    ledger.get_ready()
    assert not ledger.claim("0001")
    assert len(opened) == 1


def test_what_fails_beforehand_is_raised_when_a_number_is_taken_and_may_succeed_then(tmp_path: Path) -> None:
    answers: list[Ledger | StorageError] = [
        StorageError("asleep"),
        StorageError("asleep"),
        Ledger(tmp_path / "l.sqlite"),
    ]

    asked = Event()

    def open_() -> Ledger:
        asked.set()
        answer = answers.pop(0)
        if isinstance(answer, StorageError):
            raise answer
        return answer

    ledger = LateLedger(open_)
    ledger.get_ready()
    assert asked.wait(10)
    with pytest.raises(StorageError, match="asleep"):
        ledger.claim("0001")
    assert ledger.claim("0001")
