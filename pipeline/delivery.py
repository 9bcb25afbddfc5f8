"""Delivery: room for the result is checked before work begins; what leaves is recorded, then leaves."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel

from pipeline.export import ExportSet, Product, check_folder, export
from pipeline.job import Job
from pipeline.store.ledger import ExportedFile

_BYTES_PER_SECOND = 1_250_000
"""More than a second of busy 1080×1920 video takes at the default quality."""
_PAPERS = 5_000_000
_WORK_COPIES = 3
"""Segments, render and sealed file, all in the work folder at once."""


def check_room(out: Path, work: Path, seconds: float) -> None:
    """Raise StorageError unless ``seconds`` of video fit into the output folder and, thrice, the work folder."""
    need = round(seconds * _BYTES_PER_SECOND) + _PAPERS
    check_folder(out, need, "output folder")
    check_folder(work, need * _WORK_COPIES, "work folder")


def deliver(products: Sequence[Product], papers: Mapping[str, BaseModel], out: Path, job: Job) -> tuple[ExportSet, ...]:
    """Record every sealed file in the ledger, then export all of them or none."""
    sealed = [file for product in products for file in (product.video, product.cover, product.captions)]
    reports = [file.report for file in sealed]
    name = job.stages.key("job", [product.timeline for product in products])
    now = job.studio.now()
    job.tell("export", 0.0)
    job.studio.recorder.record(
        tuple(ExportedFile(report.produce_id, report.sha256, report.file, name, now) for report in reports)
    )
    exports = export(products, papers, out)
    job.stages.finish()
    return exports
