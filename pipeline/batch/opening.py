"""Opening: the settings become a batch desk and a feeder."""

from media.fetch import Fetcher
from pipeline.batch.desk import BatchDesk
from pipeline.batch.feeder import Feeder
from pipeline.batch.media import Media
from pipeline.batch.naming import PATTERN
from pipeline.batch.packing import Packing
from pipeline.batch.plan import Paid
from pipeline.clock import Clock, system_clock
from pipeline.jobs.desk import Desk
from pipeline.jobs.opening import open_desk
from pipeline.settings import Settings
from pipeline.shelf import Shelf, served_by
from pipeline.storage.opening import open_assets, open_storage
from pipeline.storage.storage import Storage
from pipeline.store.database import Database
from pipeline.store.opening import open_ledger
from pipeline.usage import Usage
from pipeline.verifying import open_verifier
from pipeline.webhooks.endpoints import Endpoints


def open_feeder(settings: Settings, database: Database, now: Clock = system_clock) -> Feeder:
    """Who turns rows into jobs, with a desk of its own at ``feeder.batches``."""
    return feeder_over(settings, open_desk(settings, database, now), open_storage(settings), database, Fetcher(), now)


def feeder_over(
    settings: Settings, desk: Desk, storage: Storage, database: Database, fetcher: Fetcher, now: Clock
) -> Feeder:
    """The same over parts that are open already."""
    return Feeder(
        BatchDesk(database, desk, storage, now),
        Media(database, open_assets(settings), fetcher, now=now),
        Usage(database, settings.videos_per_day, now),
        Endpoints(database, now, frozenset(settings.webhook_hosts)),
        now,
    )


def open_shelf(settings: Settings, batches: BatchDesk) -> Shelf:
    """Where the published files of batches are handed out."""
    return Shelf(batches.storage, served_by(open_ledger(settings)))


def open_packing(settings: Settings, batches: BatchDesk, pattern: str = PATTERN) -> Packing:
    """Who packs batches, with this installation's fonts and certificates."""
    return Packing(batches.desk, open_shelf(settings, batches), open_verifier(settings), pattern, batches.now)


def paid(settings: Settings) -> Paid:
    """What this installation pays for."""
    return Paid(settings.llm_enabled, settings.llm_budget if settings.llm_enabled else "")
