"""The batch desk: where front doors bring catalogues and ask after them. Everything is owned by somebody."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from domain.batch import OPEN_ROWS, Batch, BatchRow, BatchStatus, RowError, RowStatus
from domain.errors import ConflictError, NotFoundError
from pipeline.accounts.secrets import new_id
from pipeline.batch.catalogue import Catalogue, read_catalogue
from pipeline.batch.events import batch_event, row_event
from pipeline.batch.plan import Plan
from pipeline.batch.rows import Ask
from pipeline.batch.status import as_row, counted, items, listed, status_of
from pipeline.clock import Clock, system_clock
from pipeline.jobs.desk import Desk
from pipeline.storage.storage import CATALOGUES, Storage
from pipeline.store.batches import BatchItemRow
from pipeline.store.batches import BatchRow as Stored
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow
from pipeline.webhooks.outbox import Outbox

Wish = Callable[[Session, str], None]
"""Notes who wants to be told of a batch, by its id."""
_AT_ONCE = 500
_RECENT = 20


@dataclass(frozen=True)
class Customer:
    """Who a batch is for: the owner, the key whose use is counted, and whether its videos are tests."""

    owner: str
    key: str = ""
    mode: str = "live"
    webhook_url: str = ""


@dataclass(frozen=True)
class BatchDesk:
    """Accepts batches and answers for them. Raises StorageError, and NotFoundError for what is not ``owner``'s.

    A batch that was accepted is in the database with all its rows, or not at all. The same file with the
    same options goes on with the batch it began.
    """

    database: Database
    desk: Desk
    storage: Storage
    now: Clock = system_clock

    def accept(self, plan: Plan, customer: Customer, wish: Wish | None = None) -> Batch:
        """Take a plan in; rows that were made before, with the same id and content, are not made again.

        ``wish`` is noted with a new batch, in the same transaction.
        """
        batch = self._stored(plan, customer)
        self.storage.put_named(batch.file, plan.data)
        with self.database.session() as session:
            self.database.alone(session, f"batches of {customer.owner}")  # the second upload sees the first one's rows
            same = self._unfinished(session, batch)
            if same is None:
                session.add(batch)
                session.flush()
                rows = sorted(self._items(session, plan, batch), key=lambda item: item["row"])
                for start in range(0, len(rows), _AT_ONCE):
                    session.execute(insert(BatchItemRow), rows[start : start + _AT_ONCE])
                if wish is not None:
                    wish(session, batch.id)
                self._tell_invalid(session, batch)
        return self.get(same or batch.id, customer.owner)

    def unchanged(self, plan: Plan, customer: Customer) -> frozenset[int]:
        """The places in ``plan.reading.asks`` whose videos are there already, or on their way."""
        if plan.options.again:
            return frozenset()
        with self.database.session() as session:
            known = self._known(session, customer, plan.reading.asks)
        return frozenset(
            place for place, ask in enumerate(plan.reading.asks) if (ask.external_id, _digest(ask, customer)) in known
        )

    def get(self, batch: str, owner: str) -> Batch:
        """A batch as it stands."""
        with self.database.session() as session:
            return self.value(session, find_batch(session, batch, owner))

    def list(self, owner: str, limit: int = 20, after: tuple[datetime, str] | None = None) -> list[Batch]:
        """Batches, the newest first, following the one at ``after``."""
        query = select(Stored).where(Stored.owner == owner)
        if after is not None:
            older = (col(Stored.created) == after[0]) & (col(Stored.id) < after[1])
            query = query.where((col(Stored.created) < after[0]) | older)
        query = query.order_by(col(Stored.created).desc(), col(Stored.id).desc()).limit(limit)
        with self.database.session() as session:
            return [self.value(session, row) for row in session.exec(query)]

    def rows(
        self, batch: str, owner: str, status: RowStatus | None = None, after: int = 0, limit: int = 100
    ) -> Sequence[BatchRow]:
        """Videos of a batch in the catalogue's order, beginning behind the row whose ``id`` is ``after``."""
        with self.database.session() as session:
            find_batch(session, batch, owner)
            query = listed(batch).where(col(BatchItemRow.id) > after).limit(limit)
            if status is not None:
                query = query.where(status_of() == status)
            return [as_row(*found) for found in session.execute(query)]

    def value(self, session: Session, row: Stored) -> Batch:
        """A batch of the table as the rest of the program knows it."""
        counts = {cast("RowStatus", status): count for status, count in session.execute(counted(row.id))}
        waiting = sum(count for status, count in counts.items() if status in OPEN_ROWS)
        per_second = _rate(session, row.id)
        return Batch(
            id=row.id, owner=row.owner, name=row.name, dialect=row.dialect,
            status=cast("BatchStatus", row.status), rows=row.products, counts=counts,
            per_hour=round(per_second * 3600, 1) if per_second else None,
            seconds_left=round(waiting / per_second) if per_second and row.status == "running" else None,
            created=row.created, finished=row.finished,
        )  # fmt: skip

    def file(self, batch: str, owner: str) -> tuple[str, bytes]:
        """The name and the bytes of the catalogue, as it came."""
        with self.database.session() as session:
            row = find_batch(session, batch, owner)
        data = self.storage.get_named(row.file)
        if data is None:
            raise NotFoundError(f"the catalogue of batch '{batch}' is gone", hint="send it again")
        return row.name, data

    def catalogue(self, batch: str, owner: str) -> Catalogue:
        """The catalogue as it was understood."""
        name, data = self.file(batch, owner)
        return read_catalogue(data, name)

    # --- changing -------------------------------------------------------------------------------------

    def pause(self, batch: str, owner: str) -> Batch:
        """Begin no more rows; videos that are in the queue already are still made."""
        return self._move(batch, owner, ("running",), "paused")

    def resume(self, batch: str, owner: str) -> Batch:
        """Go on."""
        return self._move(batch, owner, ("paused",), "running")

    def cancel(self, batch: str, owner: str) -> Batch:
        """Stop every row that has not ended. One that has ended stays as it is."""
        with self.database.session() as session:
            row = find_batch(session, batch, owner)
            if row.status in ("running", "paused"):
                row.status, row.finished = "canceled", self.now()
                mine = select(BatchItemRow.id).where(BatchItemRow.batch == batch, BatchItemRow.state == "waiting")
                waiting = col(BatchItemRow.same_as).in_(mine), col(BatchItemRow.state) == "unchanged"
                again = update(BatchItemRow).where(*waiting).values(state="waiting", same_as=None, due=self.now())
                session.execute(again.execution_options(synchronize_session=False))
                stop = update(BatchItemRow).where(
                    col(BatchItemRow.batch) == batch, col(BatchItemRow.state) == "waiting"
                )
                session.execute(stop.values(state="canceled").execution_options(synchronize_session=False))
        self.desk.cancel_batch(batch, owner)
        with self.database.session() as session:
            self.database.alone(session, f"batches of {owner}")  # whoever cancels at the same time tells it not again
            value = self.value(session, find_batch(session, batch, owner))
            if value.status == "canceled":
                Outbox(self.database, self.now).say(session, owner, batch_event(value))
        return value

    def _move(self, batch: str, owner: str, before: tuple[str, ...], status: BatchStatus) -> Batch:
        with self.database.session() as session:
            row = find_batch(session, batch, owner)
            if row.status != status and row.status not in before:
                raise ConflictError(f"batch '{batch}' is {row.status}", hint="send the catalogue again")
            row.status = status
            session.add(row)
            session.flush()
            return self.value(session, row)

    # --- inside ---------------------------------------------------------------------------------------

    def _stored(self, plan: Plan, customer: Customer) -> Stored:
        options, number = plan.options.model_dump(mode="json"), new_id("bat")
        brand = plan.brand.model_dump(mode="json") if plan.brand else None
        made_of = [hashlib.sha256(plan.data).hexdigest(), options, brand, asdict(customer)]
        return Stored(
            id=number, owner=customer.owner, name=plan.options.name or plan.catalogue.name,
            dialect=plan.catalogue.dialect.name, file=f"{CATALOGUES}/{number}", options=options, brand=brand,
            fingerprint=hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest(),
            products=len(plan.catalogue.products), key=customer.key, mode=customer.mode,
            webhook_url=customer.webhook_url, created=self.now(),
        )  # fmt: skip

    def _tell_invalid(self, session: Session, batch: Stored) -> None:
        """Webhooks hear of the rows that cannot become a video as of those that fail later."""
        bad = select(BatchItemRow).where(BatchItemRow.batch == batch.id, BatchItemRow.state == "invalid")
        told = (row_event(item, RowError.model_validate(item.error)) for item in session.exec(bad))
        Outbox(self.database, self.now).say(session, batch.owner, *told)

    def _unfinished(self, session: Session, batch: Stored) -> str | None:
        query = select(Stored.id).where(
            Stored.owner == batch.owner, Stored.fingerprint == batch.fingerprint,
            col(Stored.status).in_(("running", "paused")),
        )  # fmt: skip
        return session.exec(query).first()

    def _items(self, session: Session, plan: Plan, batch: Stored) -> Iterator[dict[str, Any]]:
        customer = Customer(batch.owner, batch.key, batch.mode)
        known = {} if plan.options.again else self._known(session, customer, plan.reading.asks)
        common = {"batch": batch.id, "owner": batch.owner, "due": batch.created, "tries": 0, "job": ""}
        for error in _first_of_each(plan):
            product = plan.catalogue.products[error.row - 1]
            yield {
                **common, "row": error.row, "line": error.line, "state": "invalid",
                "external_id": (product.text("external_id") or product.text("title"))[:200],
                "title": product.text("title")[:200], "language": "", "variant": 1, "digest": "", "same_as": None,
                "brief": None, "error": error.model_dump(),
            }  # fmt: skip
        for ask in plan.reading.asks:
            digest = _digest(ask, customer)
            same = known.get((ask.external_id, digest))
            yield {
                **common, "row": ask.row, "line": ask.line, "state": "waiting" if same is None else "unchanged",
                "external_id": ask.external_id, "title": ask.brief.product.name, "language": ask.brief.language,
                "variant": ask.variant, "digest": digest, "same_as": same,
                "brief": ask.brief.model_dump(mode="json", exclude_defaults=True), "error": None,
            }  # fmt: skip

    def _known(self, session: Session, customer: Customer, asks: Sequence[Ask]) -> dict[tuple[str, str], int]:
        """Earlier rows that ask for the very same and were not in vain, by external id and digest."""
        digests, found = sorted({_digest(ask, customer) for ask in asks}), dict[tuple[str, str], int]()
        holds = (*sorted(OPEN_ROWS), "completed")
        for start in range(0, len(digests), _AT_ONCE):
            query = items(col(BatchItemRow.external_id), col(BatchItemRow.digest), col(BatchItemRow.id)).where(
                col(BatchItemRow.owner) == customer.owner,
                col(BatchItemRow.digest).in_(digests[start : start + _AT_ONCE]),
                col(BatchItemRow.state).in_(("waiting", "submitted")),
                status_of().in_(holds),
            )
            for external_id, digest, number in session.execute(query.order_by(col(BatchItemRow.id))):
                found[external_id, digest] = number
        return found


def find_batch(session: Session, batch: str, owner: str) -> Stored:
    """The row of a batch. Raises NotFoundError when there is none, or it is somebody else's."""
    row = session.get(Stored, batch)
    if row is None or row.owner != owner:
        raise NotFoundError(f"there is no batch '{batch[:80]}'", hint="list the batches to find its id")
    return row


def _rate(session: Session, batch: str) -> float | None:
    """Videos a second, over the last that ended."""
    ended = (
        select(JobRow.started, JobRow.finished)
        .where(col(JobRow.batch_id) == batch, col(JobRow.finished).is_not(None), col(JobRow.started).is_not(None))
        .order_by(col(JobRow.finished).desc())
        .limit(_RECENT)
        .subquery()
    )
    number, first, last = session.execute(
        select(func.count(), func.min(ended.c.started), func.max(ended.c.finished))
    ).one()
    if not number or last <= first:
        return None
    return float(number / (last - first).total_seconds())


def _first_of_each(plan: Plan) -> Iterator[Any]:
    """The first error of every row that has one."""
    seen: set[int] = set()
    for error in plan.reading.errors:
        if error.row not in seen:
            seen.add(error.row)
            yield error


def _digest(ask: Ask, customer: Customer) -> str:
    return ask.digest if customer.mode == "live" else f"{customer.mode}-{ask.digest}"
