"""API keys: shown once, kept as a digest, scoped, with an end, replaceable without a gap."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy import bindparam
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select, update

from domain.account import ORDINARY, SCOPES, Account, ApiKey, Caller, Mode, Scope
from domain.errors import AccessError
from pipeline.accounts.accounts import as_account
from pipeline.accounts.secrets import BRAND, digest, new_id, random_text
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.store.accounts import AccountRow, KeyLineRow, KeyRow
from pipeline.store.database import Columns, Database, table_of

_USED_EVERY = timedelta(minutes=1)
"""How exact ``last_used`` is: it is written at most this often."""
_SECRET_LENGTH = 32
_KEYS, _ACCOUNTS, _LINES = table_of(KeyRow), table_of(AccountRow), table_of(KeyLineRow)
_BY_DIGEST = (
    select_rows(_KEYS, _ACCOUNTS, _LINES.c.line)
    .join(_ACCOUNTS, _KEYS.c.account == _ACCOUNTS.c.id)
    .outerjoin(_LINES, _LINES.c.key == _KEYS.c.id)
    .where(_KEYS.c.digest == bindparam("secret"))
)


@dataclass(frozen=True)
class NewKey:
    """What a key is to be for. ``days`` until it ends; None never ends."""

    name: str = ""
    mode: Mode = "live"
    scopes: tuple[Scope, ...] = ORDINARY
    days: int | None = None
    requests_per_minute: int | None = None
    videos_per_day: int | None = None


@dataclass(frozen=True)
class Keys:
    """Every key of the installation. Raises StorageError when the database does not answer."""

    database: Database
    now: Clock = system_clock

    def create(self, account: Account, new: NewKey) -> tuple[ApiKey, str]:
        """A new key and its secret, which nobody can read again. Raises AccessError for unknown scopes."""
        unknown = set(new.scopes) - set(SCOPES)
        if unknown or not new.scopes:
            raise AccessError(f"scopes {sorted(unknown)} are unknown", hint=f"choose from {', '.join(SCOPES)}")
        row, secret = self._row(account.id, new)
        with self.database.session() as session:
            session.add(row)
            note(session, self.now(), "key.created", row.id, account=account.id, scopes=row.scopes)
        return as_key(row), secret

    def of(self, account: Account) -> tuple[ApiKey, ...]:
        """The account's keys, the newest first."""
        with self.database.session() as session:
            rows = select(KeyRow).where(col(KeyRow.account) == account.id).order_by(col(KeyRow.created).desc())
            return tuple(as_key(row) for row in session.exec(rows))

    def find(self, account: Account, key: str) -> ApiKey | None:
        """One of the account's keys."""
        with self.database.session() as session:
            row = session.get(KeyRow, key)
            return as_key(row) if row is not None and row.account == account.id else None

    def rotate(self, key: ApiKey, overlap: timedelta) -> tuple[ApiKey, str]:
        """A new key with the same rights; the old one goes on for ``overlap``, then ends. One limit holds for both."""
        if key.revoked is not None:
            raise AccessError(f"key {key.prefix}…{key.last4} is revoked", hint="make a new one")
        lasts = (key.expires - key.created).days if key.expires else None
        new = NewKey(key.name, key.mode, key.scopes, lasts, key.requests_per_minute, key.videos_per_day)
        row, secret = self._row(key.account, new)
        with self.database.session() as session:
            session.add(row)
            session.flush()
            line = line_of(session, key.id)
            session.add(KeyLineRow(key=row.id, line=line))
            old = session.get_one(KeyRow, key.id)
            end = self.now() + overlap
            old.expires = min(old.expires, end) if old.expires else end
            note(session, self.now(), "key.rotated", key.id, by=row.id)
        return as_key(row, line), secret

    def revoke(self, key: ApiKey) -> None:
        """End a key at once. Revoking it again changes nothing."""
        with self.database.session() as session:
            row = session.get_one(KeyRow, key.id)
            if row.revoked is None:
                row.revoked = self.now()
                note(session, row.revoked, "key.revoked", key.id)

    def caller(self, secret: str) -> Caller | None:
        """Who holds this secret, or None when it is unknown, expired, revoked or its account is frozen."""
        if not secret.startswith(f"{BRAND}_"):
            return None
        now, found = self.now(), self.database.rows(_BY_DIGEST, {"secret": digest(secret)})
        if not found:
            return None
        key = as_key(Columns(found[0], _KEYS), found[0]._mapping[_LINES.c.line] or "")
        account = as_account(Columns(found[0], _ACCOUNTS))
        if not _holds(key, account, now):
            return None
        if key.last_used is None or now - key.last_used > _USED_EVERY:
            with self.database.session() as session:
                session.exec(update(KeyRow).where(col(KeyRow.id) == key.id).values(last_used=now))
            key = replace(key, last_used=now)
        return Caller(account, frozenset(key.scopes), key.mode, key)

    def _row(self, account: str, new: NewKey) -> tuple[KeyRow, str]:
        prefix, now = f"{BRAND}_{new.mode}_", self.now()
        secret = prefix + random_text(_SECRET_LENGTH)
        row = KeyRow(
            id=new_id("key"),
            account=account,
            digest=digest(secret),
            name=new.name[:120],
            mode=new.mode,
            prefix=prefix,
            last4=secret[-4:],
            scopes=" ".join(new.scopes),
            created=now,
            expires=now + timedelta(days=new.days) if new.days else None,
            requests_per_minute=new.requests_per_minute,
            videos_per_day=new.videos_per_day,
        )
        return row, secret


def line_of(session: Session, key: str) -> str:
    """The first of the keys that were rotated into this one: itself, unless it took another's place."""
    row = session.get(KeyLineRow, key)
    return row.line if row else key


def as_key(row: KeyRow | Columns, line: str = "") -> ApiKey:
    """The key as it may be shown."""
    return ApiKey(
        id=row.id,
        account=row.account,
        name=row.name,
        mode="test" if row.mode == get_args(Mode)[1] else "live",
        prefix=row.prefix,
        last4=row.last4,
        scopes=tuple(scope for scope in SCOPES if scope in row.scopes.split()),
        created=row.created,
        expires=row.expires,
        last_used=row.last_used,
        revoked=row.revoked,
        requests_per_minute=row.requests_per_minute,
        videos_per_day=row.videos_per_day,
        line=line,
    )


def _holds(key: ApiKey, account: Account, now: datetime) -> bool:
    return key.revoked is None and (key.expires is None or key.expires > now) and not account.frozen
