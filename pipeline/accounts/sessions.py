"""Sessions of the web pages: a random cookie kept as a digest, new at every sign-in, with a token against CSRF."""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, delete, select

from domain.account import SCOPES, Account, Caller
from pipeline.accounts.accounts import as_account
from pipeline.accounts.secrets import digest, random_text
from pipeline.clock import Clock, system_clock
from pipeline.store.accounts import AccountRow, SessionRow
from pipeline.store.database import Database

LASTS = timedelta(days=14)
COOKIE = "__Host-vitrine"
"""The prefix makes browsers insist on Secure, Path=/ and no Domain."""


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
        with self.database.session() as session:
            both = select(SessionRow, AccountRow).where(
                col(SessionRow.account) == col(AccountRow.id), col(SessionRow.digest) == digest(cookie)
            )
            found = session.exec(both).first()
        if found is None or found[0].expires <= self.now() or found[1].frozen:
            return None
        return Caller(as_account(found[1]), frozenset(SCOPES), csrf=found[0].csrf)

    def end(self, cookie: str) -> None:
        """Sign out here."""
        with self.database.session() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.digest) == digest(cookie)))

    def end_all(self, account: Account) -> None:
        """Sign an account out everywhere."""
        with self.database.session() as session:
            session.exec(delete(SessionRow).where(col(SessionRow.account) == account.id))


def csrf_holds(caller: Caller, token: str) -> bool:
    """Whether a form or header carries the session's own token; compared in constant time."""
    return bool(caller.csrf) and hmac.compare_digest(caller.csrf.encode(), token.encode())
