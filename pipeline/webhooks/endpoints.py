"""Endpoints: registered, changed, given a new secret, switched off."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from domain.account import Account
from domain.errors import FetchError
from media.addresses import check_target, read_url
from pipeline.accounts.secrets import new_id
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.store.database import Database
from pipeline.store.webhooks import EndpointRow, WishRow
from pipeline.webhooks.signing import new_secret
from pipeline.webhooks.values import EVENTS, Endpoint, EventName

MOST = 20
BY_OWNER = "switched off by its owner"
OVERLAP = timedelta(hours=24)
"""How long the old secret still signs beside the new one."""


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of every account. ``trusted`` hosts may be private and plain http: the operator named them."""

    database: Database
    now: Clock = system_clock
    trusted: frozenset[str] = field(default_factory=frozenset)

    def create(self, account: Account, url: str, events: tuple[EventName, ...]) -> tuple[Endpoint, str]:
        """A new endpoint and its secret. Raises FetchError for an address that may not be called."""
        row = self._row(account, url, events)
        with self.database.session() as session:
            known = len(session.exec(_of(account.id).where(col(EndpointRow.requested).is_(False))).all())
            if known >= MOST:
                raise FetchError(f"this account has {MOST} webhooks already", hint="delete one that is not needed")
            session.add(row)
            note(session, row.created, "webhook.created", row.id, host=read_url(url).host)
        return as_endpoint(row), row.secret

    def wish(self, session: Session, account: Account, job: str, url: str, *, anew: bool = False) -> None:
        """Tell of one job at ``url`` too, if the transaction holds; that endpoint is made on first use.

        One that was switched off because of its answers is tried again when its owner asks for it ``anew``.
        """
        row = session.exec(_of(account.id).where(col(EndpointRow.url) == url)).first()
        if row is None:
            row = self._row(account, url, ())
            row.requested = True
            session.add(row)
            session.flush()
        if row.requested:
            if anew and row.disabled_because != BY_OWNER:
                row.enabled, row.disabled_because = True, ""
            session.add(WishRow(job=job, endpoint=row.id))

    def check(self, url: str) -> None:
        """Raise FetchError unless an address may be called; its name is judged when it is."""
        target = read_url(url)
        if target.host not in self.trusted or target.scheme not in ("http", "https"):
            check_target(target)

    def of(self, account: Account) -> tuple[Endpoint, ...]:
        """The account's endpoints, the newest first."""
        with self.database.session() as session:
            rows = session.exec(_of(account.id).order_by(col(EndpointRow.created).desc()))
            return tuple(as_endpoint(row) for row in rows)

    def find(self, account: Account, endpoint: str) -> Endpoint | None:
        """One of the account's endpoints."""
        with self.database.session() as session:
            row = session.get(EndpointRow, endpoint)
            return as_endpoint(row) if row is not None and row.account == account.id else None

    def change(
        self, endpoint: Endpoint, url: str | None, events: tuple[EventName, ...] | None, enabled: bool | None
    ) -> Endpoint:
        """Another address, other events, or switched on or off; None leaves a value. Raises FetchError."""
        if url is not None:
            self.check(url)
        with self.database.session() as session:
            row = session.get_one(EndpointRow, endpoint.id)
            row.url = row.url if url is None else url
            row.events = row.events if events is None else " ".join(events)
            if enabled is not None:
                row.enabled, row.disabled_because = enabled, "" if enabled else BY_OWNER
            note(session, self.now(), "webhook.changed", row.id, host=read_url(row.url).host, enabled=str(row.enabled))
        return as_endpoint(row)

    def secret(self, endpoint: Endpoint) -> str:
        """The secret that its receiver checks signatures with."""
        with self.database.session() as session:
            return session.get_one(EndpointRow, endpoint.id).secret

    def rotate(self, endpoint: Endpoint, overlap: timedelta = OVERLAP) -> str:
        """A new secret; the old one signs beside it for ``overlap``."""
        with self.database.session() as session:
            row = session.get_one(EndpointRow, endpoint.id)
            row.old_secret, row.old_until = row.secret, self.now() + overlap
            row.secret = new_secret()
            note(session, self.now(), "webhook.secret_rotated", row.id)
            return row.secret

    def delete(self, endpoint: Endpoint) -> None:
        """Remove an endpoint and what was on its way to it."""
        with self.database.session() as session:
            session.delete(session.get_one(EndpointRow, endpoint.id))
            note(session, self.now(), "webhook.deleted", endpoint.id, host=read_url(endpoint.url).host)

    def _row(self, account: Account, url: str, events: tuple[EventName, ...]) -> EndpointRow:
        self.check(url)
        return EndpointRow(
            id=new_id("whk"),
            account=account.id,
            url=url,
            events=" ".join(events),
            secret=new_secret(),
            created=self.now(),
        )


def disable(session: Session, row: EndpointRow, reason: str) -> None:
    """Stop calling an endpoint; its owner reads why."""
    row.enabled, row.disabled_because = False, reason
    session.add(row)


def as_endpoint(row: EndpointRow) -> Endpoint:
    """The endpoint as the rest of the program knows it."""
    events = tuple(name for name in EVENTS if name in row.events.split())
    return Endpoint(row.id, row.account, row.url, events, row.enabled, row.disabled_because, row.requested, row.created)


def _of(account: str) -> SelectOfScalar[EndpointRow]:
    return select(EndpointRow).where(col(EndpointRow.account) == account)
