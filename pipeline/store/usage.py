"""The table of use: one row per video an account asked for."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class UsageRow(SQLModel, table=True):
    """One accepted video; ``mode`` ``test`` is never counted against a limit."""

    __tablename__ = "usage"
    __table_args__ = (Index("ix_usage_account_at", "account", "at"), Index("ix_usage_key_at", "key", "at"))

    video: str = Field(primary_key=True)
    account: str
    key: str = ""
    mode: str = "live"
    seconds: int = 0
    at: datetime = Field(sa_type=UtcTime)
