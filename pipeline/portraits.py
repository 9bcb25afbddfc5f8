"""Portraits: photos of people who agreed to be shown speaking. Without a consent in force, none is used."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from domain.asset import Asset, AssetStore
from domain.errors import BriefError
from domain.portrait import FacePoints
from domain.presenter import Consent, Portrait
from domain.rig import RIG_NAME
from media.picture import load_picture
from media.portrait import find_face
from pipeline.audit import note
from pipeline.store.audit import AuditHeadRow, AuditRow
from pipeline.store.database import Database, make_tables
from pipeline.store.portraits import PortraitRow
from presenter.characters import load_characters

_NAME = re.compile(RIG_NAME)


@dataclass(frozen=True)
class Portraits:
    """The portraits of one account (``""``: of this installation's command line)."""

    database: Database
    store: AssetStore
    now: Callable[[], datetime]
    face_model: Path | None = None
    account: str = ""

    def of(self, account: str) -> "Portraits":
        """Those of another account."""
        return replace(self, account=account)

    def add(self, name: str, photo: Path, consent: Consent, points: FacePoints | None = None) -> Portrait:
        """Register a portrait under a new name; without ``points`` its face is looked for.

        Raises BriefError for a name that is none or taken, or a consent not in force, AssetError for the photo.
        """
        if name in load_characters() or name in ("auto", "none"):
            raise BriefError(f"'{name}' is the name of a presenter that is always there", hint="choose another name")
        if not _NAME.fullmatch(name):
            raise BriefError(
                f"'{name}' cannot be the name of a presenter",
                hint="use a small letter, then small letters, digits and hyphens, 40 at most, such as li-lei",
            )
        today = self.now().date()
        _check_in_force(name, consent, today)
        asset = self.store.put_file(photo)
        found = points or find_face(load_picture(self.store.path(asset.sha256)), photo.name, self.face_model)
        portrait = Portrait(name=name, asset=asset, points=found, consent=consent, recorded=self.now())
        self._keep(portrait)
        return portrait

    def get(self, name: str) -> Portrait | None:
        """A portrait whose consent is in force, None when the name is not known.

        Raises BriefError when the consent was revoked or has ended.
        """
        portrait = next((portrait for portrait in self.all() if portrait.name == name), None)
        if portrait is None:
            return None
        if portrait.revoked:
            raise BriefError(
                f"presenter '{name}': {portrait.consent.person} withdrew the consent on {portrait.revoked:%Y-%m-%d}",
                hint="choose another presenter; a new consent needs a new name",
            )
        _check_in_force(name, portrait.consent, self.now().date())
        return portrait

    def all(self) -> tuple[Portrait, ...]:
        """Every portrait ever registered, by name."""
        self._prepare()
        with self.database.session() as session:
            rows = session.exec(select(PortraitRow).where(PortraitRow.account == self.account)).all()
            return tuple(sorted((_as_value(row) for row in rows), key=lambda portrait: portrait.name))

    def revoke(self, name: str) -> Portrait:
        """End a consent now: the portrait is in no video that is made from here on. Raises BriefError."""
        self._prepare()
        with self.database.session() as session:
            row = session.get(PortraitRow, (name, self.account))
            if row is None:
                raise BriefError(f"there is no portrait '{name}'", hint="run 'vitrine presenters' to see them")
            if row.revoked is None:
                row.revoked = self.now()
                session.add(row)
                note(session, row.revoked, "portrait.revoked", name, account=self.account)
            return _as_value(row)

    def _keep(self, portrait: Portrait) -> None:
        self._prepare()
        try:
            with self.database.session() as session:
                session.add(_as_row(portrait, self.account))
                session.flush()
                note(session, portrait.recorded, "portrait.consented", portrait.name, **self._told(portrait))
        except IntegrityError as error:
            raise BriefError(
                f"the name '{portrait.name}' is taken", hint="choose another: the record of a consent is kept"
            ) from error

    def _told(self, portrait: Portrait) -> dict[str, str]:
        """What the audit keeps for ever: not who the person is, which may have to be forgotten one day."""
        consent = portrait.consent
        return {
            "account": self.account, "photo": portrait.asset.sha256, "given": str(consent.given),
            "until": str(consent.until or ""),
        }  # fmt: skip

    def _prepare(self) -> None:
        with self.database.session() as session:
            make_tables(session.connection(), (PortraitRow, AuditRow, AuditHeadRow))


def _check_in_force(name: str, consent: Consent, today: date) -> None:
    if consent.given > today:
        raise BriefError(f"presenter '{name}': the consent begins on {consent.given}", hint="wait, or mend its date")
    if consent.until and consent.until < today:
        raise BriefError(
            f"presenter '{name}': the consent of {consent.person} ended on {consent.until}",
            hint="ask for a new one, or choose another presenter",
        )


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
