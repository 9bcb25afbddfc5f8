"""Tables of batches: the catalogue that was accepted, its rows, and media that were fetched for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, Integer
from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime

_COUNTER = BigInteger().with_variant(Integer, "sqlite")


class BatchRow(SQLModel, table=True):
    """One batch. ``fingerprint`` is the hash of its file and options; ``key`` and ``mode`` are whose use is counted.

    ``file`` names the catalogue in the storage, as it came.
    """

    __tablename__ = "batches"
    __table_args__ = (
        Index("ix_batches_owner_order", "owner", "created", "id"),
        Index("ix_batches_status", "status"),
    )

    id: str = Field(primary_key=True)
    owner: str
    name: str
    dialect: str
    status: str = "running"
    file: str
    fingerprint: str
    products: int
    options: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    brand: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    key: str = ""
    mode: str = "live"
    webhook_url: str = ""
    created: datetime = Field(sa_type=UtcTime)
    finished: datetime | None = Field(default=None, sa_type=UtcTime)


class BatchItemRow(SQLModel, table=True):
    """One video of a batch, or a row that cannot be one.

    ``state`` is ``waiting`` until its job is accepted, then ``submitted``: from there on its job tells. A
    waiting row that somebody works on is ``due`` again once they must have given up. ``same_as`` is the row
    of an earlier batch that asked for the very same.
    """

    __tablename__ = "batch_items"
    __table_args__ = (
        Index("ix_batch_items_work", "batch", "state", "due"),
        Index("ix_batch_items_order", "batch", "row", "id"),
        Index("ix_batch_items_same", "owner", "digest"),
    )

    id: int | None = Field(default=None, sa_column=Column(_COUNTER, primary_key=True, autoincrement=True))
    batch: str = Field(foreign_key="batches.id", ondelete="CASCADE")
    owner: str
    row: int
    line: int
    external_id: str
    title: str = ""
    language: str = ""
    variant: int = 1
    digest: str = ""
    state: str = "waiting"
    tries: int = 0
    due: datetime = Field(sa_type=UtcTime)
    job: str = Field(default="", index=True)
    same_as: int | None = Field(default=None, index=True)
    brief: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    error: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))


class FetchedRow(SQLModel, table=True):
    """What was at an address when it was last fetched."""

    __tablename__ = "batch_media"

    owner: str = Field(primary_key=True)
    url: str = Field(primary_key=True)
    sha256: str
    at: datetime = Field(sa_type=UtcTime)
