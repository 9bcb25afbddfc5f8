"""Accounts, keys and who is asking: the nouns of access, without any secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

Role = Literal["owner", "member"]
Mode = Literal["live", "test"]
Scope = Literal[
    "videos:read", "videos:write", "assets:read", "assets:write", "webhooks:read", "webhooks:write",
    "keys:read", "keys:write", "usage:read", "admin",
]  # fmt: skip
SCOPES: tuple[Scope, ...] = get_args(Scope)
ORDINARY: tuple[Scope, ...] = tuple(scope for scope in SCOPES if scope not in ("keys:write", "admin"))
"""What a new key may do unless it is asked otherwise: everything but make keys and administer."""


@dataclass(frozen=True)
class Account:
    """One tenant: what belongs to it is invisible to every other."""

    id: str
    email: str
    name: str
    role: Role
    created: datetime
    frozen: bool = False


@dataclass(frozen=True)
class ApiKey:
    """A key as it may be shown: ``prefix`` and ``last4`` of the secret, never the secret.

    ``requests_per_minute`` and ``videos_per_day`` are limits of its own; None takes the installation's. ``line`` is
    the first of the keys that were rotated into this one, empty for a first: limits are counted over all of them.
    """

    id: str
    account: str
    name: str
    mode: Mode
    prefix: str
    last4: str
    scopes: tuple[Scope, ...]
    created: datetime
    expires: datetime | None = None
    last_used: datetime | None = None
    revoked: datetime | None = None
    requests_per_minute: int | None = None
    videos_per_day: int | None = None
    line: str = ""


@dataclass(frozen=True)
class Caller:
    """Who sends a request: an account, through a key or through a session of the web pages."""

    account: Account
    scopes: frozenset[Scope]
    mode: Mode = "live"
    key: ApiKey | None = None
    csrf: str = ""

    @property
    def name(self) -> str:
        """What limits are counted by."""
        return (self.key.line or self.key.id) if self.key else self.account.id

    def may(self, scope: Scope) -> bool:
        """Whether the scope was given; ``admin`` also needs the owner's role."""
        return scope in self.scopes and (scope != "admin" or self.account.role == "owner")
