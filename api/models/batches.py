"""Batches: how they stand, their rows, and what a catalogue would come to."""

from collections.abc import Mapping

from pydantic import Field

from api.front import Front
from api.models.common import Moment, Shown
from domain.batch import Batch as Found
from domain.batch import BatchRow, BatchStatus, RowError, RowStatus
from domain.brief import Brief
from domain.job import JobStatus
from pipeline.batch.plan import Plan, estimate

_SAMPLE = 5
_MOST = 500


class Batch(Shown):
    """How the videos of a batch stand. ``status`` is null for videos that only share a ``batch_id``.

    ``per_hour`` and ``seconds_left`` are told by its last 20 videos; null before the first.
    """

    id: str
    name: str = ""
    dialect: str = ""
    status: BatchStatus | None = None
    rows: int | None = None
    videos: int
    ended: bool
    counts: dict[RowStatus, int]
    per_hour: float | None = None
    seconds_left: int | None = None
    created_at: Moment | None = None
    finished_at: Moment | None = None


class Row(Shown):
    """One video of a batch: where it stands in the catalogue, and what became of it."""

    id: int
    row: int
    line: int
    external_id: str
    title: str
    language: str
    variant: int
    status: RowStatus
    progress: int
    video: str | None = Field(description="Its id under /v1/videos.")
    error: RowError | None


class Links(Shown):
    """How many public addresses were ``made`` now, and how many finished videos have one."""

    made: int
    links: int


class Column(Shown):
    """A column of the catalogue and the field it is read as; null for one that is not used."""

    column: str
    field: str | None


class Estimated(Shown):
    """What the new videos will take. ``money_at_most`` is null where nothing is paid or no budget is set."""

    videos: int
    video_seconds: int
    seconds: int
    pace: float = Field(description="Seconds of work for each second of video.")
    basis: str
    language_model_scripts: int
    money_at_most: str | None


class Preview(Shown):
    """What a catalogue would come to. ``unchanged`` videos are there already; ``errors`` are of rows not made."""

    name: str
    dialect: str
    encoding: str
    delimiter: str
    columns: list[Column]
    rows: int
    bad_rows: int
    videos: int
    unchanged: int
    errors: list[RowError] = Field(description=f"The first {_MOST}.")
    warnings: list[RowError] = Field(description=f"The first {_MOST}.")
    sample: list[Brief] = Field(description=f"The briefs of the first {_SAMPLE} videos.")
    estimate: Estimated


def show_batch(batch: Found) -> Batch:
    """The batch as clients see it."""
    return Batch(
        id=batch.id, name=batch.name, dialect=batch.dialect, status=batch.status, rows=batch.rows,
        videos=batch.videos, ended=batch.status in ("completed", "canceled") and not batch.open, counts=batch.counts,
        per_hour=batch.per_hour, seconds_left=batch.seconds_left, created_at=batch.created, finished_at=batch.finished,
    )  # fmt: skip


def show_group(batch: str, counts: Mapping[JobStatus, int]) -> Batch:
    """Videos that share a ``batch_id``, as clients see them."""
    waiting = sum(counts.get(status, 0) for status in ("queued", "in_progress", "requires_action"))
    return Batch(id=batch, videos=sum(counts.values()), ended=waiting == 0, counts=dict(counts))


def show_row(row: BatchRow) -> Row:
    """The row as clients see it."""
    return Row(**row.model_dump(exclude={"video", "error", "platforms"}), video=row.video or None, error=row.error)


def show_preview(plan: Plan, unchanged: frozenset[int], front: Front) -> Preview:
    """The plan as clients see it."""
    catalogue, reading = plan.catalogue, plan.reading
    expected = estimate(front.database, plan, unchanged, front.paid)
    return Preview(
        name=catalogue.name, dialect=catalogue.dialect.name, encoding=catalogue.sheet.encoding,
        delimiter=catalogue.sheet.delimiter,
        columns=[Column(column=column, field=field or None) for column, field in catalogue.mapping],
        rows=len(catalogue.products), bad_rows=len({error.row for error in reading.errors}),
        videos=len(reading.asks), unchanged=len(unchanged), errors=reading.errors[:_MOST],
        warnings=reading.warnings[:_MOST], sample=[ask.brief for ask in reading.asks[:_SAMPLE]],
        estimate=Estimated(
            videos=expected.videos, video_seconds=expected.video_seconds, seconds=expected.seconds,
            pace=expected.pace, basis=expected.basis, language_model_scripts=expected.scripts,
            money_at_most=expected.money or None,
        ),
    )  # fmt: skip
