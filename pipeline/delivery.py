"""Delivery: room for the result is checked before work begins; what leaves is recorded, then leaves."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from domain.label import IncomingMark, LabelledText, LabelReport
from domain.timeline import Timeline
from labeling.recognition.fingerprint import Fingerprint
from pipeline.export import ExportSet, Paper, Product, check_folder, export, slug
from pipeline.exported import ExportedFile, Source
from pipeline.job import Job

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


def deliver(products: Sequence[Product], papers: Mapping[str, Paper], out: Path, job: Job) -> tuple[ExportSet, ...]:
    """Record every sealed file in the ledger, then export all of them or none."""
    name = job.stages.key("job", [product.timeline for product in products])
    now = job.studio.now()
    job.tell("export", 0.0)
    files = [file for product in products for file in _files(product, name, now)]
    files += [_text(paper, name, now) for paper in papers.values() if isinstance(paper, LabelledText)]
    job.studio.recorder.record(tuple(files), [taken for product in products for taken in _fingerprints(product)])
    exports = export(products, papers, out)
    job.stages.finish()
    return exports


def _files(product: Product, job: str, now: datetime) -> Iterator[ExportedFile]:
    for sealed in (product.video, product.cover, product.captions):
        report, name = sealed.report, f"{slug(product.timeline.title)}{product.suffix}{sealed.path.suffix}"
        yield ExportedFile(report.produce_id, report.sha256, name, job, now, sources_of(product.timeline, report))


def _text(text: LabelledText, job: str, now: datetime) -> ExportedFile:
    return ExportedFile(text.report.produce_id, text.report.sha256, text.report.file, job, now)


def _fingerprints(product: Product) -> Iterator[tuple[str, Fingerprint]]:
    yield product.video.report.produce_id, product.video_fingerprint
    yield product.cover.report.produce_id, product.cover_fingerprint


def sources_of(timeline: Timeline, report: LabelReport) -> tuple[Source, ...]:
    """Every asset of the timeline, with the marks that the report says it came with."""
    marks = {mark.sha256: mark for mark in report.lineage}
    assets = (timeline.assets[sha256] for sha256 in sorted(timeline.used_assets()))
    return tuple(Source(asset.sha256, asset.name, asset.kind, _said(marks.get(asset.sha256))) for asset in assets)


def _said(mark: IncomingMark | None) -> str:
    return "; ".join(filter(None, (*mark.aigc, mark.credentials, *mark.source_types))) if mark else ""
