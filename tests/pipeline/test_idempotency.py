"""First answers: replayed, refused for another body, taken up again after a crash."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from pipeline.idempotency import Answer, Answers, Begun, KeyedRequest
from pipeline.store.database import Database
from tests.pipeline.databases import Hands, new_database

REQUEST = KeyedRequest("acc_1", "POST", "/v1/videos", "key-1", "print-a")
ANSWER = Answer(202, {"location": "/v1/videos/vid_1"}, '{"id":"vid_1"}')
REPLAYED = replace(ANSWER, replayed=True)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = new_database(tmp_path)
    yield opened
    opened.close()


def test_the_first_answer_is_given_again(database: Database) -> None:
    answers = Answers(database, Hands())
    assert isinstance(answers.begin(REQUEST), Begun)
    assert answers.begin(REQUEST) == "in flight"
    answers.finish(REQUEST, ANSWER)
    assert answers.begin(REQUEST) == REPLAYED
    assert answers.begin(replace(REQUEST, fingerprint="print-b")) == "different body"


@pytest.mark.parametrize("field", ["account", "method", "path", "key"])
def test_every_part_of_the_place_tells_requests_apart(database: Database, field: str) -> None:
    answers = Answers(database, Hands())
    answers.begin(REQUEST)
    assert isinstance(answers.begin(replace(REQUEST, **{field: "another"})), Begun)


def test_a_request_cut_off_is_taken_up_under_the_same_name(database: Database) -> None:
    clock = Hands()
    answers = Answers(database, clock)
    first = answers.begin(REQUEST)
    clock.move(seconds=31)
    assert Answers(database, clock).begin(REQUEST) == first
    assert answers.begin(REQUEST) == "in flight"


def test_a_refused_request_gives_its_key_back(database: Database) -> None:
    answers = Answers(database, Hands())
    answers.begin(REQUEST)
    answers.forget(REQUEST)
    assert isinstance(answers.begin(replace(REQUEST, fingerprint="print-b")), Begun)
    answers.finish(REQUEST, ANSWER)
    answers.forget(REQUEST)
    assert answers.begin(replace(REQUEST, fingerprint="print-b")) == REPLAYED


def test_an_answer_stands_and_falls_with_its_transaction(database: Database) -> None:
    answers = Answers(database, Hands())
    with pytest.raises(ZeroDivisionError), database.session() as session:
        answers.within(session, REQUEST, ANSWER)
        raise ZeroDivisionError
    with database.session() as session:
        answers.within(session, REQUEST, ANSWER)
    with pytest.raises(IntegrityError), database.session() as session:
        answers.within(session, REQUEST, replace(ANSWER, body="another"))
    assert answers.again(REQUEST) == REPLAYED


def test_answers_are_kept_two_days(database: Database) -> None:
    clock = Hands()
    answers = Answers(database, clock)
    answers.begin(REQUEST)
    answers.finish(REQUEST, ANSWER)
    clock.move(hours=47)
    answers.sweep()
    assert answers.begin(REQUEST) == REPLAYED
    clock.move(hours=2)
    answers.sweep()
    assert isinstance(answers.begin(REQUEST), Begun)
