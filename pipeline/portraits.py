"""Portraits: photos of people who agreed to be shown speaking. Without a consent in force, none is used."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from domain.asset import AssetStore
from domain.errors import BriefError
from domain.portrait import FacePoints
from domain.presenter import Consent, Portrait
from domain.rig import RIG_NAME
from media.picture import load_picture
from media.portrait import find_face
from presenter.characters import load_characters

if TYPE_CHECKING:
    from pipeline.consents import ConsentRecord

_NAME = re.compile(RIG_NAME)


@dataclass(frozen=True)
class Portraits:
    """The portraits of one account (``""``: of this installation's command line).

    ``consents`` opens the record of them: most videos show nobody who had to agree.
    """

    consents: "Callable[[], ConsentRecord]"
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
        self.consents().add(portrait, self.account)
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
        return self.consents().all(self.account)

    def revoke(self, name: str) -> Portrait:
        """End a consent now: the portrait is in no video that is made from here on. Raises BriefError."""
        return self.consents().revoke(name, self.account, self.now())


def _check_in_force(name: str, consent: Consent, today: date) -> None:
    if consent.given > today:
        raise BriefError(f"presenter '{name}': the consent begins on {consent.given}", hint="wait, or mend its date")
    if consent.until and consent.until < today:
        raise BriefError(
            f"presenter '{name}': the consent of {consent.person} ended on {consent.until}",
            hint="ask for a new one, or choose another presenter",
        )
