"""News: one reader of the database tells every open event stream what happened.

A listener gets each event of its video once and in order: what came before it joined, or what it did
not hear in time, is read from the database by the events' numbers, which have no gaps.
"""

import asyncio
import logging
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi.concurrency import run_in_threadpool

from domain.errors import VitrineError
from domain.job import TERMINAL, JobEvent
from pipeline.jobs.desk import Desk

_log = logging.getLogger("vitrine.api")
_EVERY_S = 0.25
_BEAT_S = 15.0
_OVERLAP = 200
"""Events looked at again each time: on PostgreSQL a smaller id may appear after a larger one."""
_AT_ONCE = 500
_PAGE = 100
_WAITING = 64


@dataclass(eq=False)
class Inbox:
    """What one listener has not taken yet. Beyond some events only that there is more, which it reads itself."""

    events: list[JobEvent] = field(default_factory=list)
    behind: bool = False
    signal: asyncio.Event = field(default_factory=asyncio.Event)

    def put(self, event: JobEvent) -> None:
        if len(self.events) < _WAITING:
            self.events.append(event)
        else:
            self.behind = True
        self.signal.set()

    async def take(self) -> tuple[list[JobEvent], bool]:
        """What came, and whether to read the database: after a silence too, to be sure."""
        try:
            await asyncio.wait_for(self.signal.wait(), _BEAT_S)
        except TimeoutError:
            return [], True
        taken, behind = self.events, self.behind
        self.events, self.behind = [], False
        self.signal.clear()
        return taken, behind


class News:
    """Told by ``watch``, heard through ``listen``."""

    def __init__(self, desk: Desk, every_s: float = _EVERY_S) -> None:
        self._desk, self._every_s, self._closed = desk, every_s, False
        self._inboxes: dict[str, set[Inbox]] = defaultdict(set)
        self._told: OrderedDict[int, None] = OrderedDict()

    async def watch(self) -> None:
        """Read what happens, for as long as the server runs; nothing is read while nobody listens."""
        newest: int | None = None
        while True:
            await asyncio.sleep(self._every_s)
            try:
                newest = await self._look(newest) if self._inboxes else None
            except VitrineError as error:
                _log.warning("event streams wait: %s", error.message)

    def close(self) -> None:
        """End every stream, so that the server can stop; clients come back with Last-Event-ID."""
        self._closed = True
        for inboxes in self._inboxes.values():
            for inbox in inboxes:
                inbox.signal.set()

    async def listen(self, job: str, owner: str, after: int) -> AsyncIterator[JobEvent | None]:
        """Every event of a job behind number ``after``, until its end; None now and then, when nothing happens.

        The caller has checked that the job is the owner's. Raises NotFoundError when it is removed meanwhile.
        """
        seen = after
        with self._inbox(job) as inbox:
            told, look = list[JobEvent](), True
            while True:
                for event in await self._whole(job, owner, seen, told, look):
                    yield event
                    seen = event.seq
                    look = look or event.status in TERMINAL
                if self._closed or (look and await self._ended(job, owner, seen)):
                    return
                told, look = await inbox.take()
                if not told:
                    yield None

    @contextmanager
    def _inbox(self, job: str) -> Iterator[Inbox]:
        inbox = Inbox()
        self._inboxes[job].add(inbox)
        try:
            yield inbox
        finally:
            self._inboxes[job].discard(inbox)
            if not self._inboxes[job]:
                del self._inboxes[job]

    async def _look(self, newest: int | None) -> int:
        """Tell what is new since event id ``newest``; the id of the newest one now."""
        if newest is None:
            newest = await run_in_threadpool(self._desk.newest_event)
        found = await run_in_threadpool(self._desk.news, max(0, newest - _OVERLAP), _AT_ONCE)
        for event in found:
            if event.id not in self._told:
                self._told[event.id] = None
                for inbox in self._inboxes.get(event.job, ()):
                    inbox.put(event)
        while len(self._told) > 2 * _AT_ONCE:
            self._told.popitem(last=False)
        return max(newest, found[-1].id) if found else newest

    async def _whole(
        self, job: str, owner: str, seen: int, told: Sequence[JobEvent], look: bool
    ) -> Sequence[JobEvent]:  # fmt: skip
        """The events behind ``seen``: those that were told if none is missing among them, else read anew."""
        new = sorted((event for event in told if event.seq > seen), key=lambda event: event.seq)
        if not look and [event.seq for event in new] == list(range(seen + 1, seen + 1 + len(new))):
            return new
        return await self._read(job, owner, seen)

    async def _read(self, job: str, owner: str, after: int) -> list[JobEvent]:
        events: list[JobEvent] = []
        while True:
            seen = events[-1].seq if events else after
            more = await run_in_threadpool(self._desk.events, job, owner, seen, _PAGE)
            events.extend(more)
            if len(more) < _PAGE:
                return events

    async def _ended(self, job: str, owner: str, seen: int) -> bool:
        """Whether the job has ended and everything of it was told."""
        now = await run_in_threadpool(self._desk.get, job, owner)
        return now.ended and now.version <= seen
