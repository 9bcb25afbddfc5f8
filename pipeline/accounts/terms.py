"""Terms of use: which version holds, and who accepted it when and from where."""

from dataclasses import dataclass
from datetime import datetime

from domain.account import Account
from domain.errors import ConflictError
from pipeline.audit import note
from pipeline.clock import Clock, system_clock
from pipeline.store.accounts import AcceptanceRow
from pipeline.store.database import Database

VERSION = "2026-11"
"""The version whose words the pages show; a new one is asked for again."""


@dataclass(frozen=True)
class Acceptance:
    """Consent to one version; ``address`` is the machine it came from."""

    version: str
    at: datetime
    address: str


def check_version(version: str) -> None:
    """Raise ConflictError unless this is the version that holds."""
    if version != VERSION:
        raise ConflictError(f"version '{version[:40]}' of the terms does not hold", hint=f"read and accept '{VERSION}'")


@dataclass(frozen=True)
class Terms:
    """Every acceptance. Raises StorageError when the database does not answer."""

    database: Database
    now: Clock = system_clock

    def accepted(self, account: Account) -> Acceptance | None:
        """The account's consent to the version that holds; None while it has given none."""
        with self.database.session() as session:
            row = session.get(AcceptanceRow, (account.id, VERSION))
        return Acceptance(row.version, row.at, row.address) if row else None

    def accept(self, account: Account, version: str, address: str) -> Acceptance:
        """Record consent; the first record stays. Raises ConflictError for a version that does not hold."""
        check_version(version)
        before = self.accepted(account)
        if before is None:
            before = Acceptance(version, self.now(), address)
            with self.database.session() as session:
                note(session, before.at, "terms.accepted", account.id, version=version, machine=address)
                session.merge(AcceptanceRow(account=account.id, version=version, at=before.at, address=address))
        return before
