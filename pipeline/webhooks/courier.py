"""The courier: takes due deliveries, sends them side by side, and notes what became of each.

Everything it knows is in the database: after a restart it goes on where it stopped. A delivery being
sent is due again after a minute, so a courier that died costs a delay and perhaps a duplicate, which
carries the same id.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from types import MappingProxyType

from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select, update

from domain.errors import VitrineError
from pipeline.clock import Clock, system_clock
from pipeline.store.database import Database
from pipeline.store.webhooks import DeliveryRow, EndpointRow, MessageRow
from pipeline.webhooks.endpoints import disable
from pipeline.webhooks.outbox import Outbox
from pipeline.webhooks.sending import Attempt, Send
from pipeline.webhooks.signing import sign
from pipeline.webhooks.values import SCHEDULE

_log = logging.getLogger(__name__)
_LEASE = timedelta(seconds=60)
_AT_ONCE = 16
_OF_ONE_ACCOUNT = 4
_NONE: Mapping[str, int] = MappingProxyType({})
_JITTER = 0.1


@dataclass(frozen=True)
class Parcel:
    """A delivery taken to be sent: everything the attempt needs."""

    delivery: str
    account: str
    message: str
    url: str
    body: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Courier:
    """Delivers for every account. ``chance`` gives 0 to 1 for the jitter of the schedule.

    An account has four deliveries under way at most, so that its slow receivers hold up nobody else's.
    """

    database: Database
    send: Send
    now: Clock = system_clock
    chance: Callable[[], float] = random.random

    def run(self, stop: Event, every_s: float = 1.0) -> None:
        """Deliver until ``stop`` is set. A database that is away is waited for."""
        outbox, sending = Outbox(self.database, self.now), dict[Future[None], str]()
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="webhook") as pool:
            while not stop.is_set():
                try:
                    outbox.gather()
                    for done in [future for future in sending if future.done()]:
                        del sending[done]
                        done.result()
                    for parcel in self.take(_AT_ONCE - len(sending), Counter(sending.values())):
                        sending[pool.submit(self.deliver, parcel)] = parcel.account
                except VitrineError as error:
                    _log.warning("webhooks wait: %s", error.message)
                except Exception:  # noqa: BLE001 a delivery that went wrong is due again; everybody else's must go on
                    _log.exception("a webhook could not be delivered")
                stop.wait(every_s)

    def take(self, most: int = _AT_ONCE, under_way: Mapping[str, int] = _NONE) -> tuple[Parcel, ...]:
        """Due deliveries, each held by us alone until its lease ends; ``under_way`` counts those of each account."""
        turn = _turn(under_way)
        waiting = (
            select(col(DeliveryRow.id), turn.label("turn"))
            .join(EndpointRow, col(DeliveryRow.endpoint) == col(EndpointRow.id))
            .where(col(DeliveryRow.due) <= self.now(), col(EndpointRow.enabled))
            .subquery()
        )
        due = (
            select(DeliveryRow, MessageRow, EndpointRow)
            .join(waiting, col(DeliveryRow.id) == waiting.c.id)
            .where(col(DeliveryRow.message) == col(MessageRow.id), col(DeliveryRow.endpoint) == col(EndpointRow.id))
            .where(waiting.c.turn <= _OF_ONE_ACCOUNT)
            .order_by(waiting.c.turn, col(DeliveryRow.due))
            .limit(most)
        )
        with self.database.session() as session:
            found = session.exec(due).all()
            return tuple(
                Parcel(row.id, endpoint.account, message.id, endpoint.url, message.body, self._keys(endpoint))
                for row, message, endpoint in found
                if session.exec(
                    update(DeliveryRow)
                    .where(col(DeliveryRow.id) == row.id, col(DeliveryRow.due) == row.due)
                    .values(due=self.now() + _LEASE)
                    .execution_options(synchronize_session=False)
                ).rowcount
            )

    def deliver(self, parcel: Parcel) -> None:
        """Send one parcel and note how it ended."""
        begun = self.now()
        attempt = self._tried(parcel, begun)
        with self.database.session() as session:
            row = session.get(DeliveryRow, parcel.delivery)
            if row is None:
                return  # the endpoint was deleted meanwhile
            row.attempts += 1
            row.tried, row.answered, row.milliseconds = begun, attempt.status, attempt.milliseconds
            row.problem = attempt.problem
            row.status, row.due = self._next(row.attempts, attempt)
            if attempt.gone or row.status == "failed":
                reason = "it answered 410 Gone" if attempt.gone else "it did not accept an event for 75 hours"
                disable(session, session.get_one(EndpointRow, row.endpoint), reason)

    def _tried(self, parcel: Parcel, at: datetime) -> Attempt:
        """One attempt; an answer that nobody foresaw counts as one that failed."""
        try:
            return self.send(parcel.url, parcel.body, sign(parcel.message, parcel.body, at, parcel.keys))
        except Exception as error:  # noqa: BLE001 whatever a receiver sends, it stops no courier
            _log.exception("an attempt to deliver %s failed unexpectedly", parcel.delivery)
            return Attempt(None, f"failed unexpectedly: {type(error).__name__}", 0)

    def _next(self, attempts: int, attempt: Attempt) -> tuple[str, datetime | None]:
        if attempt.delivered:
            return "delivered", None
        if attempt.gone or attempts >= len(SCHEDULE):
            return "failed", None
        wait = SCHEDULE[attempts] * (1 + _JITTER * self.chance())
        return "pending", self.now() + max(wait, timedelta(seconds=attempt.retry_after or 0))

    def _keys(self, row: EndpointRow) -> tuple[str, ...]:
        rotating = row.old_secret and row.old_until is not None and row.old_until > self.now()
        return (row.secret, row.old_secret) if rotating else (row.secret,)


def _turn(under_way: Mapping[str, int]) -> ColumnElement[int]:
    """Which of its account's a delivery would be: 1, 2, 3 …, those under way counted before it."""
    order = (col(DeliveryRow.due), col(DeliveryRow.id))
    place = func.row_number().over(partition_by=col(EndpointRow.account), order_by=order)
    return place + case(under_way, value=col(EndpointRow.account), else_=0) if under_way else place
