"""What left: the values the ledger keeps. They need no database, which a job only opens to take its numbers."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Source:
    """An asset that went into an export, and the marks of others it had come with."""

    sha256: str
    name: str
    kind: str
    marks: str = ""


@dataclass(frozen=True)
class ExportedFile:
    """One exported file as the ledger knows it."""

    produce_id: str
    sha256: str
    file: str
    job: str
    created: datetime
    sources: tuple[Source, ...] = ()
