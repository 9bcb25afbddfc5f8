"""The table of first answers: what a POST with an Idempotency-Key was answered, to answer it again."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class AnswerRow(SQLModel, table=True):
    """One keyed request. ``status`` 0 means it is still being worked on; ``subject`` names what it makes."""

    __tablename__ = "answers"

    account: str = Field(primary_key=True)
    method: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: str
    subject: str
    status: int = 0
    headers: str = ""
    body: str = ""
    begun: datetime = Field(sa_type=UtcTime, index=True)
