"""Tables of accounts, keys, sessions and one-time links. Secrets are kept as SHA-256 digests alone."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from pipeline.store.database import UtcTime


class AccountRow(SQLModel, table=True):
    """One account. ``password`` is an Argon2id hash, or empty for an account without the web pages."""

    __tablename__ = "accounts"

    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str = ""
    role: str = "member"
    password: str = ""
    created: datetime = Field(sa_type=UtcTime)
    frozen: bool = False


class KeyRow(SQLModel, table=True):
    """One API key; ``scopes`` are joined by spaces."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.id", index=True)
    digest: str = Field(unique=True)
    name: str = ""
    mode: str = "live"
    prefix: str = ""
    last4: str = ""
    scopes: str = ""
    created: datetime = Field(sa_type=UtcTime)
    expires: datetime | None = Field(default=None, sa_type=UtcTime)
    last_used: datetime | None = Field(default=None, sa_type=UtcTime)
    revoked: datetime | None = Field(default=None, sa_type=UtcTime)
    requests_per_minute: int | None = None
    videos_per_day: int | None = None


class KeyLineRow(SQLModel, table=True):
    """A key that took another one's place by rotation; ``line`` is the first key of all of these."""

    __tablename__ = "api_key_lines"

    key: str = Field(primary_key=True, foreign_key="api_keys.id")
    line: str = ""


class SessionRow(SQLModel, table=True):
    """One signed-in browser."""

    __tablename__ = "sessions"

    digest: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.id", index=True)
    csrf: str = ""
    created: datetime = Field(sa_type=UtcTime)
    expires: datetime = Field(sa_type=UtcTime)


class SetupLinkRow(SQLModel, table=True):
    """The one-time link that makes the owner's account."""

    __tablename__ = "setup_links"

    digest: str = Field(primary_key=True)
    expires: datetime = Field(sa_type=UtcTime)


class AcceptanceRow(SQLModel, table=True):
    """One account's consent to one version of the terms: when, and from which machine's address."""

    __tablename__ = "terms_accepted"

    account: str = Field(primary_key=True, foreign_key="accounts.id")
    version: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcTime)
    address: str = ""


class LoginFailureRow(SQLModel, table=True):
    """One refused sign-in; ``subject`` is the digest of an address of a person or of a machine."""

    __tablename__ = "login_failures"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(index=True)
    at: datetime = Field(sa_type=UtcTime)
