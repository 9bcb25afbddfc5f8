"""Opening: the settings become a front. The only place that knows which part does what for the HTTP front door."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from threading import Lock

from api.front import Front
from api.limits import Limiter
from domain.errors import SettingsError
from domain.label import LabelReport
from labeling.readback import Verify
from media.fetch import Fetcher
from pipeline.accounts.accounts import Accounts
from pipeline.accounts.keys import Keys
from pipeline.accounts.sessions import Sessions
from pipeline.accounts.terms import Terms
from pipeline.batch.opening import feeder_over, paid
from pipeline.clock import Clock, system_clock
from pipeline.consents import ConsentRecord
from pipeline.gallery import open_gallery
from pipeline.idempotency import Answers
from pipeline.jobs.desk import Desk
from pipeline.jobs.opening import open_database, open_desk, open_storage
from pipeline.library import Library
from pipeline.links import Links
from pipeline.offer import read_offer
from pipeline.portraits import Portraits
from pipeline.reception import Reception
from pipeline.settings import Settings
from pipeline.shelf import Shelf, served_by
from pipeline.storage.opening import open_assets
from pipeline.storage.storage import Storage
from pipeline.store.database import Database
from pipeline.store.opening import open_ledger
from pipeline.store.schema import create_schema
from pipeline.usage import Usage
from pipeline.verifying import open_verifier
from pipeline.webhooks.courier import Courier
from pipeline.webhooks.endpoints import Endpoints
from pipeline.webhooks.outbox import Outbox
from pipeline.webhooks.sending import Sender

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def open_front(settings: Settings, now: Clock = system_clock, fetcher: Fetcher | None = None) -> Front:
    """The front these settings describe; makes the database's tables. Raises SettingsError or StorageError."""
    database, storage = open_database(settings), open_storage(settings)
    create_schema(database)
    return front_over(settings, database, storage, open_desk(settings, database, now), now, fetcher or Fetcher())


def front_over(
    settings: Settings, database: Database, storage: Storage, desk: Desk, now: Clock, fetcher: Fetcher
) -> Front:
    """The front over parts that are open already."""
    trusted = frozenset(settings.webhook_hosts)
    endpoints, answers = Endpoints(database, now, trusted), Answers(database, now)
    usage = Usage(database, settings.videos_per_day, now)
    store = open_assets(settings)
    library = Library(database, store, storage, fetcher, settings.work / "uploads", now)
    portraits = Portraits(lambda: ConsentRecord(database), store, now, settings.face_model)
    ledger = open_ledger(settings, now)
    feeder = feeder_over(settings, desk, storage, database, fetcher, now)
    return Front(
        database=database,
        desk=desk,
        accounts=Accounts(database, now),
        keys=Keys(database, now),
        sessions=Sessions(database, now),
        terms=Terms(database, now),
        answers=answers,
        usage=usage,
        library=library,
        links=Links(database, now),
        endpoints=endpoints,
        outbox=Outbox(database, now),
        courier=Courier(database, Sender(trusted), now),
        shelf=Shelf(storage, served_by(ledger)),
        reception=Reception(database, desk, usage, endpoints, answers, library, portraits),
        batches=feeder.batches,
        feeder=feeder,
        paid=paid(settings),
        limiter=Limiter(settings.requests_per_minute),
        public_url=settings.public_url.rstrip("/"),
        max_upload=settings.upload_mb * 1_000_000,
        offer=cache(partial(read_offer, settings)),
        gallery=open_gallery(settings, served_by(ledger)),
        verify=_verifier(settings),
        ready=_readiness(database, storage),
        now=now,
    )


def check_exposure(host: str, accounts: Accounts) -> None:
    """Raise SettingsError when the server would listen to other machines while anybody could claim it."""
    if host not in _LOOPBACK and accounts.none_yet():
        raise SettingsError(
            f"there is no account yet, so the server does not listen at '{host}'",
            hint="start it on 127.0.0.1 and open the link it prints, or run 'vitrine accounts create'",
        )


def owner_link(front: Front) -> str:
    """The one-time address where the owner makes the first account; empty when there is one."""
    if not front.accounts.none_yet():
        return ""
    return f"{front.public_url}/setup?token={front.accounts.setup_link()}"


def _verifier(settings: Settings) -> Verify:
    """Verifies one file at a time, so that visitors cannot take every core; the marks are drawn at the first."""
    opened, turn = cache(partial(open_verifier, settings)), Lock()

    def verify(path: Path) -> LabelReport:
        with turn:
            return opened()(path)

    return verify


def _readiness(database: Database, storage: Storage) -> Callable[[], None]:
    def check() -> None:
        with database.session() as session:
            session.connection().exec_driver_sql("SELECT 1")
        storage.check()

    return check
