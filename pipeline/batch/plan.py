"""A plan: what a catalogue would come to, before anything is spent."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from domain.batch import BatchOptions
from domain.brand import BrandKit
from pipeline.batch.catalogue import Catalogue, read_catalogue
from pipeline.batch.media import Files
from pipeline.batch.placing import place_files
from pipeline.batch.rows import Reading, read_rows
from pipeline.store.database import Database
from pipeline.store.jobs import JobRow
from pipeline.store.workers import WorkerRow

DEFAULT_PACE = 1.0
"""Seconds of work per second of video assumed until something was made here."""
_RECENT = 50
_FEWEST = 3


@dataclass(frozen=True)
class Plan:
    """A catalogue read with its options: every video it asks for, and every row it cannot ask with."""

    data: bytes
    catalogue: Catalogue
    reading: Reading
    options: BatchOptions
    brand: BrandKit | None = None


@dataclass(frozen=True)
class Estimate:
    """What the new videos of a plan will take. ``pace`` is work per second of video, ``basis`` where it comes from.

    ``scripts`` are asked of a language model, ``money`` is the most they may cost, empty where nothing is
    paid or no limit is set.
    """

    videos: int
    video_seconds: int
    pace: float
    basis: str
    seconds: int
    scripts: int
    money: str


@dataclass(frozen=True)
class Paid:
    """What an installation pays for: whether a language model writes, and the most a job may cost."""

    model: bool = False
    budget: str = ""


def make_plan(data: bytes, name: str, options: BatchOptions, files: Files, brand: BrandKit | None = None) -> Plan:
    """Read a catalogue. Raises CatalogueError for a file that is none; bad rows are in the reading."""
    catalogue = read_catalogue(data, name)
    reading = place_files(read_rows(catalogue, options, brand), catalogue, files, brand)
    return Plan(data, catalogue, reading, options, brand)


def estimate(database: Database, plan: Plan, unchanged: frozenset[int], paid: Paid) -> Estimate:
    """What the videos at places of ``plan.reading.asks`` not ``unchanged`` will take on the workers there are."""
    briefs = [ask.brief for place, ask in enumerate(plan.reading.asks) if place not in unchanged]
    length = sum(brief.seconds * len(brief.aspects) for brief in briefs)
    pace, basis = _pace(database)
    scripts = len(briefs) if paid.model else 0
    return Estimate(
        videos=len(briefs),
        video_seconds=length,
        pace=pace,
        basis=basis,
        seconds=round(length * pace / _slots(database)),
        scripts=scripts,
        money=_times(paid.budget, scripts),
    )


def _pace(database: Database) -> tuple[float, str]:
    query = (
        select(JobRow.started, JobRow.finished, JobRow.request)
        .where(col(JobRow.status) == "completed", col(JobRow.attempt) == 1)
        .order_by(col(JobRow.finished).desc())
        .limit(_RECENT)
    )
    with database.session() as session:
        found = session.exec(query).all()
    paces = [
        (finished - started).total_seconds() / length
        for started, finished, request in found
        if started and finished and (length := _length(request))
    ]
    if len(paces) < _FEWEST:
        return DEFAULT_PACE, "a default: fewer than 3 videos were made here"
    return round(statistics.median(paces), 3), f"the last {len(paces)} videos made here"


def _length(request: Mapping[str, object]) -> float:
    brief = request.get("brief")
    if not isinstance(brief, dict):
        return 0
    return float(brief.get("seconds", 20)) * len(brief.get("aspects", ["9:16"]))


def _slots(database: Database) -> int:
    with database.session() as session:
        return sum(session.exec(select(WorkerRow.slots)).all()) or 1


def _times(budget: str, scripts: int) -> str:
    if not budget or not scripts:
        return ""
    amount, currency = budget.split()
    return f"{float(amount) * scripts:.2f} {currency}"
