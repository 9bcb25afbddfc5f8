"""Use: what each account asked for, and how much a key may still ask for today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from domain.account import Caller
from pipeline.clock import Clock, system_clock
from pipeline.store.database import Database, put_row
from pipeline.store.usage import UsageRow

DAY = timedelta(days=1)


@dataclass(frozen=True)
class DayOfUse:
    """Videos accepted on one UTC day and the seconds asked for; test videos are counted apart."""

    day: str
    videos: int
    seconds: int
    test_videos: int


@dataclass(frozen=True)
class Quota:
    """Videos a caller may ask for in any 24 hours, and how many are left. ``limit`` 0 sets none."""

    limit: int
    left: int
    frees_s: int = 0


@dataclass(frozen=True)
class Usage:
    """The use of every account; ``per_day`` is the installation's limit of live videos, 0 for none."""

    database: Database
    per_day: int = 0
    now: Clock = system_clock

    def ask(self, caller: Caller, session: Session) -> Quota:
        """What the caller has left, before asking for one more: until this transaction ends, nobody else of the
        account asks, so that two at once do not both take the last one."""
        limited = self.per_day or (caller.key and caller.key.videos_per_day)
        if limited and caller.mode != "test":
            self.database.alone(session, f"use of {caller.account.id}")
        return self.quota(caller, session)

    def quota(self, caller: Caller, session: Session) -> Quota:
        """What the caller has left. Tests are free.

        A key with a limit of its own is counted by itself and those it took the place of, within what its account
        may: only an owner's key is free of that, because whoever makes keys would otherwise set their own limit.
        """
        own = caller.key.videos_per_day if caller.key else None
        quotas: list[Quota] = []
        if caller.mode == "test":
            return Quota(0, 0)
        if own:
            quotas.append(self._left(own, col(UsageRow.key) == caller.name, session))
        if self.per_day and (own is None or caller.account.role != "owner"):
            quotas.append(self._left(self.per_day, col(UsageRow.account) == caller.account.id, session))
        return min(quotas, key=lambda quota: (quota.left, -quota.frees_s), default=Quota(0, 0))

    def _left(self, limit: int, who: ColumnElement[bool], session: Session) -> Quota:
        since = self.now() - DAY
        counted = select(func.count(), func.min(UsageRow.at)).where(
            who, col(UsageRow.mode) == "live", col(UsageRow.at) > since
        )
        used, oldest = session.exec(counted).one()
        wait = round((oldest - since).total_seconds()) if isinstance(oldest, datetime) else 0
        return Quota(limit, max(0, limit - used), max(1, wait))

    def note(self, caller: Caller, video: str, seconds: int, session: Session) -> None:
        """Count an accepted video, in the transaction that accepts it."""
        key = caller.name if caller.key else ""
        counted = {"video": video, "account": caller.account.id, "key": key, "mode": caller.mode, "seconds": seconds}
        put_row(session, UsageRow, {**counted, "at": self.now()})

    def days(self, account: str, days: int) -> tuple[DayOfUse, ...]:
        """The last days with any use, the newest first."""
        rows = select(UsageRow).where(col(UsageRow.account) == account, col(UsageRow.at) > self.now() - days * DAY)
        with self.database.session() as session:
            found = session.exec(rows).all()
        by_day: dict[str, list[UsageRow]] = {}
        for row in found:
            by_day.setdefault(row.at.date().isoformat(), []).append(row)
        return tuple(_counted(day, by_day[day]) for day in sorted(by_day, reverse=True))


def _counted(day: str, rows: list[UsageRow]) -> DayOfUse:
    live = [row for row in rows if row.mode == "live"]
    return DayOfUse(day, len(live), sum(row.seconds for row in live), len(rows) - len(live))
