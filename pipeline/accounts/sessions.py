"""Sessions of the web pages: a random cookie kept as a digest, new at every sign-in, with a token against CSRF."""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlmodel import col, delete

from domain.account import SCOPES, Account, Caller
from pipeline.accounts.accounts import as_account
from pipeline.accounts.secrets import digest, random_text
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.store.accounts import AccountRow, SessionRow
from pipeline.store.database import Columns, Database, table_of

LASTS = timedelta(days=14)
COOKIE = "__Host-vitrine"
"""The prefix makes browsers insist on Secure, Path=/ and no Domain."""

_SESSIONS, _ACCOUNTS = table_of(SessionRow), table_of(AccountRow)
_BY_DIGEST = select(_SESSIONS, _ACCOUNTS).where(
    _SESSIONS.c.account == _ACCOUNTS.c.id, _SESSIONS.c.digest == bindparam("cookie")
)


@dataclass(frozen=True)
class Sessions:
    """Every signed-in browser. Raises StorageError when the database does not answer."""

    database: Database
    now: Clock = system_clock

    def begin(self, account: Account, old: str = "") -> tuple[str, str]:
        """A new session's cookie and CSRF token; the ``old`` cookie, if any, ends."""
        secret, csrf, now = random_text(32), random_text(32), self.now()
        with self.database.session() as session:
            outdated = (col(SessionRow.digest) == digest(old)) | (col(SessionRow.expires) < now)
            session.exec(delete(SessionRow).where(outdated))
            session.add(
                SessionRow(digest=digest(secret), account=account.id, csrf=csrf, created=now, expires=now + LASTS)
            )
        return secret, csrf

    def caller(self, cookie: str) -> Caller | None:
        """Who is signed in with this cookie, with every scope of their role."""
        found = self.database.rows(_BY_DIGEST, {"cookie": digest(cookie)})
        if not found:
            return None
        session, account = Columns(found[0], _SESSIONS), as_account(Columns(found[0], _ACCOUNTS))
        if session.expires <= self.now() or account.frozen:
            return None
        return Caller(account, frozenset(SCOPES), csrf=session.csrf)

    def end(self, cookie: str) -> None:
        """Sign out here."""
        with self.database.session() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.digest) == digest(cookie)))

    def end_all(self, account: Account) -> None:
        """Sign an account out everywhere."""
        with self.database.session() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.account) == account.id))
            note(session, self.now(), "account.signed_out_everywhere", account.id)


def csrf_holds(caller: Caller, token: str) -> bool:
    """Whether a form or header carries the session's own token; compared in constant time."""
    return bool(caller.csrf) and hmac.compare_digest(caller.csrf.encode(), token.encode())
