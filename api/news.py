"""News: one reader of the database tells every open event stream what happened.

A listener gets each event of its video once and in order: what came before it joined, or what it did
not hear in time, is read from the database by the events' numbers, which have no gaps.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from fastapi.concurrency import run_in_threadpool

from domain.errors import VitrineError
from domain.job import TERMINAL, JobEvent
from pipeline.jobs.desk import Desk

_log = logging.getLogger("vitrine.api")
_EVERY_S = 0.25
_OVERLAP = 200
"""Events read again each time: on PostgreSQL a smaller id may appear after a larger one."""
_PAGE = 100
_WAITING = 64
"""Events kept for a slow listener; it reads what is beyond them from the database."""

Inbox = asyncio.Queue[JobEvent | None]


class News:
    """Told by ``watch``, heard through ``listen``."""

    def __init__(self, desk: Desk, every_s: float = _EVERY_S) -> None:
        self._desk, self._every_s, self._closed = desk, every_s, False
        self._inboxes: dict[str, set[Inbox]] = defaultdict(set)

    async def watch(self) -> None:
        """Read what happens, for as long as the server runs; nothing is read while nobody listens."""
        newest: int | None = None
        while True:
            await asyncio.sleep(self._every_s)
            if not self._inboxes:
                newest = None
                continue
            try:
                newest = await self._look(newest)
            except VitrineError as error:
                _log.warning("event streams wait: %s", error.message)

    def close(self) -> None:
        """End every stream, so that the server can stop; clients come back with Last-Event-ID."""
        self._closed = True
        for inboxes in self._inboxes.values():
            for inbox in inboxes:
                _put(inbox, None)

    async def listen(self, job: str, owner: str, after: int) -> AsyncIterator[JobEvent | None]:
        """Every event of a job behind number ``after``, until its end; None now and then, when nothing happens.

        The caller has checked that the job is the owner's.
        """
        seen = after
        async with self._inbox(job) as inbox:
            for event in await self._read(job, owner, seen):
                yield event
                seen = event.seq
            ended = await self._ended(job, owner, seen)
            while not ended and not self._closed:
                news = await _next(inbox)
                if news is None:
                    yield None
                    continue
                if news.seq <= seen:
                    continue
                missed = [news] if news.seq == seen + 1 else await self._read(job, owner, seen)
                for event in missed:
                    yield event
                    seen = event.seq
                ended = await self._ended(job, owner, seen) if _may_end(missed) else False

    @asynccontextmanager
    async def _inbox(self, job: str) -> AsyncIterator[Inbox]:
        inbox: Inbox = asyncio.Queue(_WAITING)
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
        found = await run_in_threadpool(self._desk.news, max(0, newest - _OVERLAP), _OVERLAP + 500)
        for event in found:
            for inbox in self._inboxes.get(event.job, ()):
                _put(inbox, event)
        return max(newest, found[-1].id) if found else newest

    async def _read(self, job: str, owner: str, after: int) -> list[JobEvent]:
        events: list[JobEvent] = []
        while True:
            seen = events[-1].seq if events else after
            more: Sequence[JobEvent] = await run_in_threadpool(self._desk.events, job, owner, seen, _PAGE)
            events.extend(more)
            if len(more) < _PAGE:
                return events

    async def _ended(self, job: str, owner: str, seen: int) -> bool:
        """Whether the job has ended and everything of it was told."""
        now = await run_in_threadpool(self._desk.get, job, owner)
        return now.ended and now.version <= seen


async def _next(inbox: Inbox, seconds: float = 15.0) -> JobEvent | None:
    with suppress(TimeoutError):
        return await asyncio.wait_for(inbox.get(), seconds)
    return None


def _may_end(events: Sequence[JobEvent]) -> bool:
    return any(event.status in TERMINAL for event in events)


def _put(inbox: Inbox, event: JobEvent | None) -> None:
    with suppress(asyncio.QueueFull):  # the listener is slow; it finds the gap and reads it from the database
        inbox.put_nowait(event)
