"""Results: the catalogue back with what became of each row, and a feed that puts the videos into the shop."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from domain.batch import OPEN_ROWS, BatchRow
from domain.errors import ConflictError
from pipeline.batch.catalogue import Catalogue
from pipeline.batch.guard import RESULT_COLUMNS, guarded

Addresses = Mapping[str, str]
"""Where each video can be had, by its job's id."""
_BOM = "\ufeff"
_WORST = (
    "invalid", "failed", "canceled", "requires_action", "waiting", "queued", "in_progress", "completed", "unchanged",
)  # fmt: skip
_TAB, _COMMA = "\t", ","


@dataclass(frozen=True)
class FeedForm:
    """How a shop takes videos back: its columns for the id and the address, and what separates them."""

    id: str
    link: str
    delimiter: str


FEEDS: Mapping[str, FeedForm] = MappingProxyType(
    {
        "google": FeedForm("id", "video_link", _TAB),
        "meta": FeedForm("id", "video[0].url", _COMMA),
        "shopify": FeedForm("Handle", "Video URL", _COMMA),
        "amazon": FeedForm("item_sku", "video_url", _TAB),
        "taobao": FeedForm("outer_id", "video_url", _COMMA),
        "vitrine": FeedForm("id", "video_link", _COMMA),
    }
)
"""By dialect. Google takes a supplemental feed; Shopify imports no videos, so an app or a theme reads ours."""


def results_csv(catalogue: Catalogue, rows: Sequence[BatchRow], addresses: Addresses) -> bytes:
    """The catalogue's own columns and lines with six columns more, as UTF-8 with its mark.

    Sent in again, it makes only the rows that have no video yet.
    """
    own = [place for place, cell in enumerate(catalogue.header.cells) if cell.strip() not in RESULT_COLUMNS]
    header = [catalogue.header.cells[place] for place in own]
    by_row: dict[int, list[BatchRow]] = {}
    for row in rows:
        by_row.setdefault(row.row, []).append(row)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*map(guarded, header), *RESULT_COLUMNS])
    for product in catalogue.products:
        outcome = _outcome(by_row.get(product.row, []), addresses)
        for line in product.lines:
            cells = [line.cells[place] if place < len(line.cells) else "" for place in own]
            writer.writerow([*map(guarded, cells), *map(guarded, outcome)])
            outcome = [""] * len(outcome)  # further lines of the same product
    return (_BOM + text.getvalue()).encode()


def feed(dialect: str, rows: Iterable[BatchRow], addresses: Addresses) -> bytes:
    """The finished videos' addresses by product id, one line each; the first language and variant of a row counts.

    Raises ConflictError when no finished video has a public address.
    """
    form = FEEDS[dialect]
    lines = list(_feed_lines(rows, addresses))
    if not lines:
        raise ConflictError("no finished video has a public address yet", hint="make links first, then ask again")
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\n")
    writer.writerow([form.id, form.link])
    writer.writerows([guarded(external_id), address] for external_id, address in lines)
    return text.getvalue().encode()


def _feed_lines(rows: Iterable[BatchRow], addresses: Addresses) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for row in rows:
        done = row.status in ("completed", "unchanged") and row.video in addresses
        if done and row.external_id not in seen:
            seen.add(row.external_id)
            yield row.external_id, addresses[row.video]


def _outcome(rows: Sequence[BatchRow], addresses: Addresses) -> list[str]:
    """The six columns of a product: the worst of its videos' states, and all of their ids."""
    if not rows:
        return ["", "", "", "", "", ""]
    worst = min(rows, key=lambda row: _WORST.index(row.status))
    status = "waiting" if worst.status in OPEN_ROWS else worst.status
    error = worst.error
    told = [error.code, error.column, error.message] if error else ["", "", ""]
    videos = [row.video for row in rows if row.video]
    return [status, *told, " ".join(videos), " ".join(addresses[video] for video in videos if video in addresses)]
