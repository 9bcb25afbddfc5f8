"""The outbox: what became of jobs turns into messages and deliveries, each change once, crash or not.

Nothing has to be remembered while a job runs: every ended or waiting job without a message of its
present state gets one. So a change is told even if the process died the moment it was committed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from pipeline.accounts.secrets import new_id
from pipeline.clock import Clock, system_clock
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow
from pipeline.store.webhooks import DeliveryRow, EndpointRow, MessageRow, WishRow
from pipeline.webhooks.values import Delivery, DeliveryStatus, Endpoint, EventName

TOLD = ("completed", "failed", "canceled", "requires_action")
_LOOK_BACK = timedelta(days=7)
_BATCH = 200


@dataclass(frozen=True)
class Event:
    """Something to tell besides a video: of which subject, in which state, and whose wish for an address counts."""

    name: EventName
    subject: str
    state: str
    data: Mapping[str, object]
    wished_by: str


@dataclass(frozen=True)
class Outbox:
    """Messages and deliveries of every account. Raises StorageError when the database does not answer."""

    database: Database
    now: Clock = system_clock

    def gather(self) -> int:
        """Write the messages that are missing; how many there were."""
        try:
            with self.database.session() as session:
                jobs = session.exec(self._untold()).all()
                for job in jobs:
                    self._tell(session, job)
        except IntegrityError:
            return 0  # another process told of one of them; the next round finds the rest
        return len(jobs)

    def say(self, session: Session, account: str, *events: Event) -> None:
        """Tell of something besides a video, if the transaction holds; each subject's state is told once."""
        listeners = self._listeners(session, account) if events else ()
        wishes = {name: session.get(WishRow, name) for name in {event.wished_by for event in events} if listeners}
        for event in events:
            message = MessageRow(
                id=new_id("evt"), account=account, type=event.name, body=_body(event.name, self.now(), event.data),
                job=event.subject, status=event.state, created=self.now(),
            )  # fmt: skip
            hearing = [row for row in listeners if _hears(row, event.name, wishes[event.wished_by])]
            if hearing and not self._was_told(session, event):
                session.add(message)
                session.flush()
                session.add_all(self._delivery(message, row.id) for row in hearing)

    def test(self, endpoint: Endpoint) -> Delivery:
        """Send an endpoint a test event now."""
        event = new_id("evt")
        with self.database.session() as session:
            data = {"id": endpoint.id, "object": "webhook"}
            message = MessageRow(
                id=event, account=endpoint.account, type="webhook.test",
                body=_body("webhook.test", self.now(), data), job=event, created=self.now(),
            )  # fmt: skip
            session.add(message)
            session.flush()
            row = self._delivery(message, endpoint.id)
            session.add(row)
        return as_delivery(row, message)

    def deliveries(self, endpoint: Endpoint, limit: int, after: tuple[datetime, str] | None) -> tuple[Delivery, ...]:
        """Deliveries to an endpoint, the newest first, following the one at ``after``."""
        pairs = select(DeliveryRow, MessageRow).where(
            col(DeliveryRow.endpoint) == endpoint.id, col(DeliveryRow.message) == col(MessageRow.id)
        )
        if after is not None:
            at, last = after
            older = and_(col(DeliveryRow.created) == at, col(DeliveryRow.id) < last)
            pairs = pairs.where((col(DeliveryRow.created) < at) | older)
        pairs = pairs.order_by(col(DeliveryRow.created).desc(), col(DeliveryRow.id).desc()).limit(limit)
        with self.database.session() as session:
            return tuple(as_delivery(row, message) for row, message in session.exec(pairs))

    def redeliver(self, endpoint: Endpoint, delivery: str) -> Delivery | None:
        """Send a delivery again from the first attempt on, with the same message id; None when it is not there."""
        with self.database.session() as session:
            row = session.get(DeliveryRow, delivery)
            if row is None or row.endpoint != endpoint.id:
                return None
            row.status, row.attempts, row.due, row.problem = "pending", 0, self.now(), ""
            return as_delivery(row, session.get_one(MessageRow, row.message))

    def _was_told(self, session: Session, event: Event) -> bool:
        same = select(MessageRow.id).where(MessageRow.job == event.subject, MessageRow.status == event.state)
        return session.exec(same.where(MessageRow.attempt == 0)).first() is not None

    def _untold(self) -> SelectOfScalar[JobRow]:
        told = exists().where(
            col(MessageRow.job) == col(JobRow.id),
            col(MessageRow.attempt) == col(JobRow.attempt),
            col(MessageRow.status) == col(JobRow.status),
        )
        listening = select(EndpointRow.account).where(
            col(EndpointRow.enabled), col(EndpointRow.created) <= col(JobRow.updated)
        )
        return (
            select(JobRow)
            .where(col(JobRow.status).in_(TOLD), col(JobRow.updated) > self.now() - _LOOK_BACK)
            .where(col(JobRow.owner).in_(listening), ~told)
            .order_by(col(JobRow.updated))
            .limit(_BATCH)
        )

    def _tell(self, session: Session, job: JobRow) -> None:
        name = f"video.{job.status}"
        message = MessageRow(
            id=new_id("evt"), account=job.owner, type=name, body=_body(name, job.updated, job_data(job)),
            job=job.id, attempt=job.attempt, status=job.status, created=self.now(),
        )  # fmt: skip
        session.add(message)
        session.flush()
        wish = session.get(WishRow, job.id)
        for row in self._listeners(session, job.owner):
            if _hears(row, name, wish):
                session.add(self._delivery(message, row.id))

    def _listeners(self, session: Session, account: str) -> Sequence[EndpointRow]:
        rows = select(EndpointRow).where(col(EndpointRow.account) == account, col(EndpointRow.enabled))
        return session.exec(rows).all()

    def _delivery(self, message: MessageRow, endpoint: str) -> DeliveryRow:
        now = self.now()
        return DeliveryRow(id=new_id("dlv"), message=message.id, endpoint=endpoint, due=now, created=now)


def job_data(job: JobRow) -> dict[str, object]:
    """What a message says of a video: enough to know it, small enough to send; the API has the rest."""
    return {
        "id": job.id,
        "object": "video",
        "status": job.status,
        "title": job.title,
        "external_id": job.external_id or None,
        "batch_id": job.batch_id or None,
        "metadata": job.meta,
        "error": job.error,
    }


def as_delivery(row: DeliveryRow, message: MessageRow) -> Delivery:
    """The delivery as the rest of the program knows it."""
    states: dict[str, DeliveryStatus] = {"pending": "pending", "delivered": "delivered", "failed": "failed"}
    return Delivery(
        id=row.id, event=message.id, type=message.type, endpoint=row.endpoint, status=states[row.status],
        attempts=row.attempts, due=row.due, answered=row.answered, problem=row.problem,
        milliseconds=row.milliseconds, tried=row.tried, created=row.created, body=message.body,
    )  # fmt: skip


def _hears(row: EndpointRow, name: str, wish: WishRow | None) -> bool:
    if row.requested:
        return wish is not None and wish.endpoint == row.id
    return not row.events or name in row.events.split()


def _body(name: str, at: datetime, data: Mapping[str, object]) -> str:
    stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": name, "timestamp": stamp, "data": data}, ensure_ascii=False, separators=(",", ":"))
