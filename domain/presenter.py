"""Who presents: an illustrated character or somebody's own portrait, with the consent it is used under."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.asset import Asset
from domain.base import Frozen
from domain.portrait import FacePoints, MouthOpening, Take
from domain.rig import Performance, Rig, RigName

ShortText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Consent(Frozen):
    """What a person agreed to: ``scope`` in words, from ``given`` until ``until`` (None: until revoked)."""

    person: ShortText
    scope: ShortText
    given: date
    until: date | None = None


class Portrait(Frozen):
    """A portrait registered as a presenter; ``revoked`` is when its person's consent ended early."""

    name: RigName
    asset: Asset
    points: FacePoints
    consent: Consent
    recorded: datetime
    revoked: datetime | None = None


class Cast(Frozen):
    """The presenter of one video, and what it does in each scene, in frames from the start of the scene's voice.

    Exactly one of ``rig`` and ``portrait`` is there; ``mouths`` are the portrait's mouth shapes. Where its speaking was
    filmed, ``clip`` shows it and ``takes`` say which part of it belongs to each scene.
    """

    rig: Rig | None = None
    portrait: Portrait | None = None
    mouths: dict[str, MouthOpening] = Field(default={})
    acts: tuple[Performance, ...]
    clip: Asset | None = None
    takes: tuple[Take, ...] = ()

    @property
    def name(self) -> str:
        """The presenter's name."""
        return self.rig.name if self.rig else self.portrait.name if self.portrait else ""
