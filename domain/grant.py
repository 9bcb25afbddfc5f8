"""A grant under 标识办法 art. 9: one applicant may have one copy of one video without the visible mark."""

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.base import Frozen, Sha256

Stated = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class Application(Frozen):
    """What the applicant agreed to and why: the agreement fixes the duty to label and the liability.

    ``timeline`` is the hash of the one video it is for; ``days`` is how long the copy may be taken.
    """

    applicant: Stated
    agreement: Stated
    reason: Stated
    days: Annotated[int, Field(ge=1, le=366)]
    timeline: Sha256


class Grant(Frozen):
    """An application that an operator granted, under a number of its own."""

    number: str
    application: Application
    granted: datetime

    @property
    def ends(self) -> datetime:
        """When it can no longer be used."""
        return self.granted + timedelta(days=self.application.days)
