"""The tables of the audit: entries that are only ever added, and where their chain ends."""

from sqlmodel import Field, SQLModel


class AuditRow(SQLModel, table=True):
    """One entry. ``digest`` is the SHA-256 of all the others with the digest before it; ``at`` is UTC, ISO 8601."""

    __tablename__ = "audit"

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: str
    actor: str
    action: str
    subject: str = Field(index=True)
    details: str = ""
    digest: str


class AuditHeadRow(SQLModel, table=True):
    """The one row that says how long the chain is, and locks it while an entry is added."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seq: int
    digest: str
