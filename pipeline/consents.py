"""The record of consents: every portrait ever registered, in the database, with what the audit keeps of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from domain.asset import Asset
from domain.errors import BriefError
from domain.portrait import FacePoints
from domain.presenter import Consent, Portrait
from pipeline.audit import note
from pipeline.store.audit import AuditHeadRow, AuditRow
from pipeline.store.database import Database, make_tables
from pipeline.store.portraits import PortraitRow


@dataclass(frozen=True)
class ConsentRecord:
    """The portraits of every account (``""``: of this installation's command line)."""

    database: Database

    def all(self, account: str) -> tuple[Portrait, ...]:
        """Every portrait an account ever registered, by name."""
        with self.database.session() as session:
            _prepare(session)
            rows = session.exec(select(PortraitRow).where(PortraitRow.account == account)).all()
            return tuple(sorted((_as_value(row) for row in rows), key=lambda portrait: portrait.name))

    def add(self, portrait: Portrait, account: str) -> None:
        """Keep a portrait with its consent. Raises BriefError when the name is taken."""
        try:
            with self.database.session() as session:
                _prepare(session)
                session.add(_as_row(portrait, account))
                session.flush()
                note(session, portrait.recorded, "portrait.consented", portrait.name, **_told(portrait, account))
        except IntegrityError as error:
            raise BriefError(
                f"the name '{portrait.name}' is taken", hint="choose another: the record of a consent is kept"
            ) from error

    def revoke(self, name: str, account: str, now: datetime) -> Portrait:
        """End a consent. Raises BriefError when there is no such portrait."""
        with self.database.session() as session:
            _prepare(session)
            row = session.get(PortraitRow, (name, account))
            if row is None:
                raise BriefError(f"there is no portrait '{name}'", hint="run 'vitrine presenters' to see them")
            if row.revoked is None:
                row.revoked = now
                session.add(row)
                note(session, now, "portrait.revoked", name, account=account)
            return _as_value(row)


def _prepare(session: Session) -> None:
    make_tables(session.connection(), (PortraitRow, AuditRow, AuditHeadRow))


def _told(portrait: Portrait, account: str) -> dict[str, str]:
    """What the audit keeps for ever: not who the person is, which may have to be forgotten one day."""
    consent = portrait.consent
    return {
        "account": account, "photo": portrait.asset.sha256, "given": str(consent.given),
        "until": str(consent.until or ""),
    }  # fmt: skip


def _as_row(portrait: Portrait, account: str) -> PortraitRow:
    consent = portrait.consent
    return PortraitRow(
        name=portrait.name,
        account=account,
        asset=portrait.asset.model_dump(mode="json"),
        points=portrait.points.model_dump(mode="json"),
        person=consent.person,
        scope=consent.scope,
        given=consent.given,
        until=consent.until,
        recorded=portrait.recorded,
    )


def _as_value(row: PortraitRow) -> Portrait:
    return Portrait(
        name=row.name,
        asset=Asset.model_validate(row.asset),
        points=FacePoints.model_validate(row.points),
        consent=Consent(person=row.person, scope=row.scope, given=row.given, until=row.until),
        recorded=row.recorded,
        revoked=row.revoked,
    )
