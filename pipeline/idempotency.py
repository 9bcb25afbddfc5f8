"""Idempotency keys: the same POST twice is done once (draft-ietf-httpapi-idempotency-key-header-07)."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete

from pipeline.accounts.secrets import random_text
from pipeline.clock import Clock, system_clock
from pipeline.store.database import Database, put_row
from pipeline.store.idempotency import AnswerRow

KEPT = timedelta(hours=48)
ABANDONED = timedelta(seconds=30)
"""A request not answered after this was cut off by a crash; the same key then carries it out again."""


@dataclass(frozen=True)
class KeyedRequest:
    """A request by the one who sent it. ``fingerprint`` is a hash of its body."""

    account: str
    method: str
    path: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class Answer:
    """What is answered; ``replayed`` when it was answered before."""

    status: int
    headers: dict[str, str]
    body: str
    replayed: bool = False


@dataclass(frozen=True)
class Begun:
    """This request is ours to carry out; what it makes is named by ``subject``, the same after a crash."""

    subject: str


Outcome = Begun | Answer | Literal["in flight", "different body"]


@dataclass(frozen=True)
class Answers:
    """First answers, kept for two days. Raises StorageError when the database does not answer."""

    database: Database
    now: Clock = system_clock

    def begin(self, request: KeyedRequest) -> Outcome:
        """Reserve a request, or tell what became of the one that came before it."""
        row = AnswerRow(**vars(request), subject=random_text(24), begun=self.now())
        try:
            with self.database.session() as session:
                session.add(row)
        except IntegrityError:
            return self.again(request)
        return Begun(row.subject)

    def within(self, session: Session, request: KeyedRequest, answer: Answer) -> None:
        """Keep an answer in the transaction of what it tells of: both are there, or neither.

        Raises IntegrityError when the key is taken; ``again`` then tells by what.
        """
        put_row(session, AnswerRow, {**vars(request), "subject": "", "begun": self.now(), **_kept(answer)})

    def finish(self, request: KeyedRequest, answer: Answer) -> None:
        """Keep the answer."""
        with self.database.session() as session:
            row = session.get(AnswerRow, _place(request))
            if row is not None:
                row.sqlmodel_update(_kept(answer))

    def forget(self, request: KeyedRequest) -> None:
        """Give the key back: nothing was carried out."""
        with self.database.session() as session:
            row = session.get(AnswerRow, _place(request))
            if row is not None and row.status == 0:
                session.delete(row)

    def sweep(self) -> None:
        """Drop what was kept long enough."""
        with self.database.session() as session:
            session.exec(delete(AnswerRow).where(col(AnswerRow.begun) < self.now() - KEPT))

    def again(self, request: KeyedRequest) -> Outcome:
        """What became of a request whose key is taken."""
        with self.database.session() as session:
            row = session.get(AnswerRow, _place(request), with_for_update=True)
            if row is None:
                return "in flight"  # given back this very moment; the next try takes it
            if row.fingerprint != request.fingerprint:
                return "different body"
            if row.status:
                return Answer(row.status, json.loads(row.headers), row.body, replayed=True)
            if self.now() - row.begun < ABANDONED:
                return "in flight"
            row.begun = self.now()
            return Begun(row.subject)


def _kept(answer: Answer) -> dict[str, str | int]:
    return {"status": answer.status, "headers": json.dumps(answer.headers), "body": answer.body}


def _place(request: KeyedRequest) -> tuple[str, str, str, str]:
    return (request.account, request.method, request.path, request.key)
