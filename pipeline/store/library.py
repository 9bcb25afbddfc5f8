"""Tables of what an account uploaded and of the links it gave out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class AssetRow(SQLModel, table=True):
    """One account's name for a stored file; ``facts`` is the asset as it was probed."""

    __tablename__ = "assets"
    __table_args__ = (Index("ix_assets_account_order", "account", "created", "id"),)

    id: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.id")
    sha256: str = Field(index=True)
    size: int
    source: str = ""
    facts: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    created: datetime = Field(sa_type=UtcTime)


class LinkRow(SQLModel, table=True):
    """A public address of one published file, until it is revoked."""

    __tablename__ = "links"

    id: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.id", index=True)
    token: str = Field(unique=True)
    slug: str
    job: str = Field(index=True)
    output: str
    created: datetime = Field(sa_type=UtcTime)
    revoked: datetime | None = Field(default=None, sa_type=UtcTime)
