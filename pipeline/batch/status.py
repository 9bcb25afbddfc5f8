"""Status: how a row of a batch stands, told by its job once it has one, in one query for all rows."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from domain.batch import BatchRow as Row
from domain.batch import RowError, RowStatus
from pipeline.store.batches import BatchItemRow
from pipeline.store.jobs import JobRow

_Same = aliased(BatchItemRow)
JOB = func.coalesce(func.nullif(col(BatchItemRow.job), ""), _Same.job)
"""The job that makes a row's video: its own, or that of the earlier row it equals."""


def status_of() -> ColumnElement[str]:
    """A row's status as an expression; a video that was removed counts as canceled."""
    same = case((col(JobRow.status) == "completed", literal("unchanged")), else_=col(JobRow.status))
    return case(
        (col(BatchItemRow.state) == "submitted", func.coalesce(col(JobRow.status), literal("canceled"))),
        (col(BatchItemRow.state) == "unchanged", func.coalesce(same, _Same.state)),
        else_=col(BatchItemRow.state),
    )


def items(*what: Any) -> Select[Any]:
    """A query over items with their jobs; ``what`` is selected."""
    return (
        select(*what)
        .select_from(BatchItemRow)
        .outerjoin(_Same, col(BatchItemRow.same_as) == _Same.id)
        .outerjoin(JobRow, col(JobRow.id) == JOB)
    )


def counted(batch: str) -> Select[Any]:
    """How many videos of a batch are in each status."""
    status = status_of().label("status")
    return items(status, func.count()).where(col(BatchItemRow.batch) == batch).group_by(status)


def listed(batch: str) -> Select[Any]:
    """Every row of a batch in the catalogue's order: item, status, job's id, progress and error."""
    what = (BatchItemRow, status_of(), col(JobRow.id), col(JobRow.progress), col(JobRow.error))
    return items(*what).where(col(BatchItemRow.batch) == batch).order_by(col(BatchItemRow.id))


def as_row(item: BatchItemRow, status: str, job: str | None, progress: int | None, failed: Any) -> Row:
    """The row as the rest of the program knows it."""
    error = RowError.model_validate(item.error) if item.error else None
    if error is None and failed:
        error = RowError(row=item.row, line=item.line, code=failed["code"], message=failed["message"])
    return Row(
        id=item.id or 0, row=item.row, line=item.line, external_id=item.external_id, title=item.title,
        language=item.language, variant=item.variant,
        platforms=tuple((item.brief or {}).get("platforms", ())),
        status=cast("RowStatus", status), progress=progress or 0, video=job or "", error=error,
    )  # fmt: skip
