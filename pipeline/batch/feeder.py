"""The feeder: turns waiting rows into jobs, a few ahead of the workers, so that a batch fills no queue.

Everything it knows is in the database. A row is waiting until the transaction that accepts its job; a
feeder that died leaves rows that are due again after two minutes, and no row becomes two jobs.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from domain.account import Caller, Mode
from domain.batch import RowError
from domain.brand import BrandKit
from domain.brief import Brief
from domain.errors import AssetError, FetchError, VitrineError
from domain.job import TERMINAL, JobOptions, JobRequest
from pipeline.accounts.accounts import as_account
from pipeline.accounts.keys import as_key, line_of
from pipeline.batch.desk import BatchDesk
from pipeline.batch.events import batch_event, row_event
from pipeline.batch.media import Media
from pipeline.batch.status import JOB, items
from pipeline.clock import Clock, system_clock
from pipeline.jobs.desk import Desk
from pipeline.store.accounts import AccountRow, KeyRow
from pipeline.store.batches import BatchItemRow, BatchRow
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow
from pipeline.store.workers import WorkerRow
from pipeline.usage import Usage
from pipeline.webhooks.endpoints import Endpoints
from pipeline.webhooks.outbox import Outbox

_log = logging.getLogger(__name__)
PRIORITY = 50
"""Behind the single videos of the same owner."""
_LEASE = timedelta(seconds=120)
_RETRY = timedelta(seconds=10)
_TRIES = 2
_AT_ONCE = 4


class _Taken(Exception):  # noqa: N818 nothing went wrong: another feeder was faster, or the batch was stopped
    pass


@dataclass(frozen=True)
class Feeder:
    """Feeds the batches of every account; any number may run."""

    batches: BatchDesk
    media: Media
    usage: Usage
    endpoints: Endpoints
    now: Clock = system_clock

    @property
    def database(self) -> Database:
        return self.batches.database

    @property
    def desk(self) -> Desk:
        return self.batches.desk

    def run(self, stop: Event, every_s: float = 0.5) -> None:
        """Feed until ``stop`` is set. A database that is away is waited for."""
        working = set[Future[None]]()
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="feeder") as pool:
            while not stop.is_set():
                taken: Sequence[BatchItemRow] = ()
                try:
                    for done in [future for future in working if future.done()]:
                        working.discard(done)
                        done.result()
                    taken = self.take(_AT_ONCE - len(working))
                    working |= {pool.submit(self.place, item) for item in taken}
                except VitrineError as error:
                    _log.warning("batches wait: %s", error.message)
                except Exception:  # noqa: BLE001 a row that went wrong is due again; everybody else's must go on
                    _log.exception("a row of a batch could not be placed")
                stop.wait(0.02 if taken else every_s)

    def feed(self) -> int:
        """One round: place what may be placed now; how many rows that were."""
        taken = self.take(_AT_ONCE)
        for item in taken:
            self.place(item)
        return len(taken)

    def take(self, most: int) -> Sequence[BatchItemRow]:
        """Waiting rows whose turn it is, each held by us alone for a while; ends batches that have none left."""
        found: list[BatchItemRow] = []
        with self.database.session() as session:
            for batch in session.exec(select(BatchRow).where(BatchRow.status == "running")).all():
                room = min(self._room(session, batch), most - len(found))
                mine = self._due(session, batch, room) if room > 0 else []
                found += mine
                if not mine:
                    self._end(session, batch)
        return found

    def place(self, item: BatchItemRow) -> None:
        """Make a row's job, or note why there can be none."""
        try:
            brief = self.media.stored(Brief.model_validate(item.brief), item.owner)
        except (FetchError, AssetError) as error:
            self._refuse(item, error)
            return
        try:
            with self.database.session() as session:
                self._submit(session, item, brief)
        except _Taken:
            return

    # --- inside ---------------------------------------------------------------------------------------

    def _room(self, session: Session, batch: BatchRow) -> int:
        """How many more of its rows may stand in the queue: two for each video that is made at a time."""
        slots = sum(session.exec(select(WorkerRow.slots)).all()) or 1
        queued = select(func.count()).where(col(JobRow.batch_id) == batch.id, col(JobRow.status) == "queued")
        held = select(func.count()).where(
            col(BatchItemRow.batch) == batch.id,
            col(BatchItemRow.state) == "waiting",
            col(BatchItemRow.due) > self.now(),
        )
        return 2 * slots - session.exec(queued).one() - session.exec(held).one()

    def _due(self, session: Session, batch: BatchRow, most: int) -> list[BatchItemRow]:
        waiting = (
            select(BatchItemRow)
            .where(
                col(BatchItemRow.batch) == batch.id,
                col(BatchItemRow.state) == "waiting",
                col(BatchItemRow.due) <= self.now(),
            )
            .order_by(col(BatchItemRow.id))
            .limit(most)
        )
        return [item for item in session.exec(waiting).all() if self._hold(session, item)]

    def _hold(self, session: Session, item: BatchItemRow) -> bool:
        same = (
            col(BatchItemRow.id) == item.id, col(BatchItemRow.due) == item.due, col(BatchItemRow.state) == "waiting",
        )  # fmt: skip
        hold = update(BatchItemRow).where(*same).values(due=self.now() + _LEASE)
        return bool(session.exec(hold.execution_options(synchronize_session=False)).rowcount)

    def _submit(self, session: Session, item: BatchItemRow, brief: Brief) -> None:
        batch = session.get_one(BatchRow, item.batch)
        caller = _caller(session, batch)
        wait = self._wait(session, caller)
        if wait:
            later = self.now() + timedelta(seconds=min(wait, 300))
            _change(session, item, due=later)
            return
        brand = BrandKit.model_validate(batch.brand) if batch.brand else None
        options = JobOptions(
            priority=PRIORITY, external_id=item.external_id, batch_id=batch.id, metadata={"row": str(item.row)}
        )
        variant = item.variant if self._several(session, item) else 0
        request = JobRequest(brief=brief, brand=brand, test=batch.mode == "test", variant=variant)
        job = self.desk.submit(request, batch.owner, options, session=session)
        if caller is not None:
            self.usage.note(caller, job.id, brief.seconds * len(brief.aspects), session)
            if batch.webhook_url:
                self.endpoints.wish(session, caller.account, job.id, batch.webhook_url)
        running = select(BatchRow.id).where(BatchRow.id == batch.id, col(BatchRow.status).in_(("running", "paused")))
        _change(session, item, col(BatchItemRow.batch).in_(running), state="submitted", job=job.id)

    def _several(self, session: Session, item: BatchItemRow) -> bool:
        """Whether a row has variants beside this one, in the same language."""
        others = select(BatchItemRow.id).where(
            BatchItemRow.batch == item.batch, BatchItemRow.row == item.row,
            BatchItemRow.language == item.language, col(BatchItemRow.variant) > 1,
        )  # fmt: skip
        return session.exec(others.limit(1)).first() is not None

    def _wait(self, session: Session, caller: Caller | None) -> int:
        """Seconds until the account may ask for another video; 0 when it may now."""
        if caller is None:
            return 0
        quota = self.usage.ask(caller, session)
        return quota.frees_s if quota.limit and not quota.left else 0

    def _refuse(self, item: BatchItemRow, error: VitrineError) -> None:
        again = isinstance(error, FetchError) and item.tries + 1 < _TRIES
        said = RowError(
            row=item.row, line=item.line, column="images", message=error.public.message,
            code="media_unreachable" if isinstance(error, FetchError) else "media_unusable",
        )  # fmt: skip
        with self.database.session() as session:
            try:
                if again:
                    _change(session, item, tries=item.tries + 1, due=self.now() + _RETRY)
                else:
                    _change(session, item, state="failed", tries=item.tries + 1, error=said.model_dump())
                    self._outbox.say(session, item.owner, row_event(item, said))
            except _Taken:
                session.rollback()

    def _end(self, session: Session, batch: BatchRow) -> None:
        """The batch has ended once none of its rows waits and none of their jobs goes on."""
        going = select(BatchItemRow.id).where(BatchItemRow.batch == batch.id, BatchItemRow.state == "waiting")
        if session.exec(going.limit(1)).first() is not None:
            return
        open_job = items(JOB).where(col(BatchItemRow.batch) == batch.id, col(JobRow.status).not_in(TERMINAL))
        if session.execute(open_job.limit(1)).first() is not None or self._elsewhere(session, batch):
            return
        ended = update(BatchRow).where(col(BatchRow.id) == batch.id, col(BatchRow.status) == "running")
        values = {"status": "completed", "finished": self.now()}
        if session.exec(ended.values(values).execution_options(synchronize_session=False)).rowcount:
            session.refresh(batch)
            self._outbox.say(session, batch.owner, batch_event(self.batches.value(session, batch)))

    def _elsewhere(self, session: Session, batch: BatchRow) -> bool:
        """Whether one of its rows waits as the same row of an earlier batch."""
        mine = select(BatchItemRow.same_as).where(BatchItemRow.batch == batch.id, BatchItemRow.state == "unchanged")
        waiting = select(BatchItemRow.id).where(col(BatchItemRow.id).in_(mine), BatchItemRow.state == "waiting")
        return session.exec(waiting.limit(1)).first() is not None

    @property
    def _outbox(self) -> Outbox:
        return Outbox(self.database, self.now)


def _change(session: Session, item: BatchItemRow, *where: object, **values: object) -> None:
    """Change a row that still waits. Raises _Taken when it does not."""
    waiting = (col(BatchItemRow.id) == item.id, col(BatchItemRow.state) == "waiting", *where)
    change = update(BatchItemRow).where(*waiting).values(values)  # type: ignore[arg-type]
    if not session.exec(change.execution_options(synchronize_session=False)).rowcount:
        raise _Taken


def _caller(session: Session, batch: BatchRow) -> Caller | None:
    """Whose use is counted; nobody's for a batch from this machine's own command line."""
    account = session.get(AccountRow, batch.owner)
    if account is None:
        return None
    key = session.get(KeyRow, batch.key) if batch.key else None
    mode: Mode = "test" if batch.mode == "test" else "live"
    return Caller(as_account(account), frozenset(), mode, as_key(key, line_of(session, key.id)) if key else None)
