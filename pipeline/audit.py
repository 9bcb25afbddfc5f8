"""The audit: who did what to accounts, keys and files, and agreed to what, as a chain of entries.

Nothing in it is changed or taken out unnoticed.

Each entry holds the SHA-256 of itself and of the digest before it, and is written in the transaction of what it tells
of. Whoever can write the database could compute the whole chain anew: keep a digest that ``verify`` gave somewhere
else, and ``verify`` finds out.
"""

import hashlib
import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import text, update
from sqlmodel import Session, col, select

from domain.errors import AuditError
from pipeline.store.audit import AuditHeadRow, AuditRow
from pipeline.store.database import Database, put_row

Action = Literal[
    "account.created", "account.password_set", "account.frozen", "account.signed_in", "account.sign_in_refused",
    "account.signed_out_everywhere", "key.created", "key.rotated", "key.revoked", "link.created", "link.revoked",
    "webhook.created", "webhook.changed", "webhook.secret_rotated", "webhook.deleted", "asset.deleted",
    "video.deleted", "script.approved", "script.rejected", "terms.accepted", "portrait.consented", "portrait.revoked",
]  # fmt: skip
ACTOR: ContextVar[str] = ContextVar("actor", default="command line")
"""Who is at work: a front door that serves many sets it for each request."""

_OPEN = text("INSERT INTO audit_head (id, seq, digest) VALUES (1, 0, '') ON CONFLICT DO NOTHING")
_PAGE = 1000


@dataclass(frozen=True)
class Entry:
    """One thing that was done. ``details`` are names and values; never a secret."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, str]
    digest: str


@dataclass(frozen=True)
class Chain:
    """A chain that holds: how many entries, and the digest of the last one; empty for none."""

    entries: int
    digest: str


def note(session: Session, at: datetime, action: Action, subject: str, **details: str) -> None:
    """Add an entry, durable with the caller's transaction; entries of others wait until it ends."""
    connection = session.connection()
    connection.execute(_OPEN)
    step = update(AuditHeadRow).where(col(AuditHeadRow.id) == 1).values(seq=AuditHeadRow.seq + 1)
    seq, before = connection.execute(step.returning(col(AuditHeadRow.seq), col(AuditHeadRow.digest))).one()
    written = json.dumps(details, ensure_ascii=False, sort_keys=True) if details else ""
    row = {
        "seq": seq, "at": at.astimezone(UTC).isoformat(), "actor": ACTOR.get(), "action": action, "subject": subject,
        "details": written,
    }  # fmt: skip
    row["digest"] = digest = _digest(before, row)
    put_row(session, AuditRow, row)
    connection.execute(update(AuditHeadRow).where(col(AuditHeadRow.id) == 1).values(digest=digest))


@dataclass(frozen=True)
class Audit:
    """Reads the audit. Raises DatabaseError when the database refuses."""

    database: Database

    def latest(self, most: int, subject: str = "") -> list[Entry]:
        """The newest entries, the newest first; only of one subject or by one actor when it is named."""
        query = select(AuditRow).order_by(col(AuditRow.seq).desc()).limit(most)
        if subject:
            query = query.where((col(AuditRow.subject) == subject) | col(AuditRow.actor).startswith(subject))
        with self.database.session() as session:
            return [_as_value(row) for row in session.exec(query)]

    def verify(self, known: str = "") -> Chain:
        """Follow the whole chain. ``known`` is a digest of before, which must be in it.

        Raises AuditError: which entry was changed, is missing, or was taken off the end.
        """
        seq, digest, met = 0, "", not known
        with self.database.session() as session:
            head = session.get(AuditHeadRow, 1)
            for row in _rows(session):
                seq += 1
                if row.seq != seq:
                    raise AuditError(f"entry {seq} of the audit is missing", hint=_REMEDY)
                digest = _digest(digest, row.model_dump(exclude={"digest"}))
                if row.digest != digest:
                    raise AuditError(f"entry {seq} of the audit, or the one before it, was changed", hint=_REMEDY)
                met = met or digest == known
        ends = (head.seq, head.digest) if head else (0, "")
        if ends != (seq, digest):
            raise AuditError(f"the audit ends with entry {seq}, but {ends[0]} were written", hint=_REMEDY)
        if not met:
            raise AuditError(f"no entry of the audit has the digest {known}", hint=_REMEDY)
        return Chain(seq, digest)


_REMEDY = "somebody wrote to the database past this program: compare it with a backup"


def _rows(session: Session) -> Iterator[AuditRow]:
    last = -1
    while page := session.exec(
        select(AuditRow).where(col(AuditRow.seq) > last).order_by(col(AuditRow.seq)).limit(_PAGE)
    ).all():
        yield from page
        last = page[-1].seq
        session.expunge_all()


def _digest(before: str, row: dict[str, object]) -> str:
    told = json.dumps([before, *(row[name] for name in _TOLD)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


_TOLD = ("seq", "at", "actor", "action", "subject", "details")


def _as_value(row: AuditRow) -> Entry:
    details = json.loads(row.details) if row.details else {}
    return Entry(row.seq, datetime.fromisoformat(row.at), row.actor, row.action, row.subject, details, row.digest)
