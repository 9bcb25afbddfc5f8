"""What webhooks are made of: endpoints, deliveries, event names and the schedule of attempts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

EventName = Literal[
    "video.completed", "video.failed", "video.canceled", "video.requires_action",
    "batch.completed", "batch.canceled", "batch.row_failed", "webhook.test",
]  # fmt: skip
EVENTS: tuple[EventName, ...] = get_args(EventName)
DeliveryStatus = Literal["pending", "delivered", "failed"]

SCHEDULE = tuple(
    timedelta(seconds=seconds)
    for seconds in (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)  # fmt: skip
"""The wait before each attempt; 75.6 hours in all (Standard Webhooks, "Deliverability and reliability")."""


@dataclass(frozen=True)
class Endpoint:
    """Where an account wants its events; no events named means all. Its secrets are asked for apart."""

    id: str
    account: str
    url: str
    events: tuple[EventName, ...]
    enabled: bool
    disabled_because: str
    requested: bool
    created: datetime


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one endpoint, or there."""

    id: str
    event: str
    type: str
    endpoint: str
    status: DeliveryStatus
    attempts: int
    due: datetime | None
    answered: int | None
    problem: str
    milliseconds: int | None
    tried: datetime | None
    created: datetime
    body: str
