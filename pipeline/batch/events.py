"""What webhooks are told of batches and of rows that never became a video."""

from domain.batch import Batch, RowError
from pipeline.store.batches import BatchItemRow
from pipeline.webhooks.outbox import Event
from pipeline.webhooks.values import EventName


def batch_event(batch: Batch) -> Event:
    """A batch that has ended."""
    data = {
        "id": batch.id, "object": "batch", "status": batch.status, "name": batch.name, "rows": batch.rows,
        "counts": dict(batch.counts),
    }  # fmt: skip
    name: EventName = "batch.canceled" if batch.status == "canceled" else "batch.completed"
    return Event(name, batch.id, batch.status, data, batch.id)


def row_event(item: BatchItemRow, error: RowError) -> Event:
    """A row that ended without a video, which alone would have told of it."""
    data = {
        "id": item.batch, "object": "batch_row", "external_id": item.external_id, "error": error.model_dump(),
    }  # fmt: skip
    return Event("batch.row_failed", f"{item.batch}:{item.id}", "failed", data, item.batch)
