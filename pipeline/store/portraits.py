"""The table of portraits: who may be shown speaking, and under which consent."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class PortraitRow(SQLModel, table=True):
    """One portrait and its person's consent. Rows are never deleted: the record of a consent outlives its use."""

    __tablename__ = "portraits"

    name: str = Field(primary_key=True)
    account: str = Field(default="", primary_key=True)
    asset: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    points: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    person: str
    scope: str
    given: date
    until: date | None = None
    recorded: datetime = Field(sa_type=UtcTime)
    revoked: datetime | None = Field(default=None, sa_type=UtcTime)
