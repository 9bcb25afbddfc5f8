"""Tables of webhooks: where events go, the events, and every delivery of one to another."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class EndpointRow(SQLModel, table=True):
    """Where an account wants its events. The secrets sign, so they must be readable; ``events`` joined by spaces.

    ``requested`` endpoints get only what names them, such as a video's ``webhook_url``.
    """

    __tablename__ = "webhook_endpoints"

    id: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.id", index=True)
    url: str
    events: str = ""
    secret: str
    old_secret: str = ""
    old_until: datetime | None = Field(default=None, sa_type=UtcTime)
    requested: bool = False
    enabled: bool = True
    disabled_because: str = ""
    created: datetime = Field(sa_type=UtcTime)


class MessageRow(SQLModel, table=True):
    """One event. ``job``, ``attempt`` and ``status`` name the change it tells of, so that it is told once."""

    __tablename__ = "webhook_messages"
    __table_args__ = (UniqueConstraint("job", "attempt", "status"),)

    id: str = Field(primary_key=True)
    account: str = Field(index=True)
    type: str
    body: str
    job: str
    attempt: int = 0
    status: str = ""
    created: datetime = Field(sa_type=UtcTime)


class WishRow(SQLModel, table=True):
    """A video or a batch, by its id, that asked for its events at an endpoint of its own."""

    __tablename__ = "webhook_wishes"

    job: str = Field(primary_key=True)
    endpoint: str = Field(foreign_key="webhook_endpoints.id", ondelete="CASCADE")


class DeliveryRow(SQLModel, table=True):
    """One event on its way to one endpoint; ``due`` is None once it arrived or was given up."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("message", "endpoint"),
        Index("ix_webhook_deliveries_due", "due"),
        Index("ix_webhook_deliveries_order", "endpoint", "created", "id"),
    )

    id: str = Field(primary_key=True)
    message: str = Field(foreign_key="webhook_messages.id")
    endpoint: str = Field(foreign_key="webhook_endpoints.id", ondelete="CASCADE")
    status: str = "pending"
    attempts: int = 0
    due: datetime | None = Field(default=None, sa_type=UtcTime)
    answered: int | None = None
    problem: str = ""
    milliseconds: int | None = None
    tried: datetime | None = Field(default=None, sa_type=UtcTime)
    created: datetime = Field(sa_type=UtcTime)
