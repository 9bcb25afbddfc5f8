"""Opening: the settings become a database, a desk for front doors, and a worker."""

from functools import partial

from pipeline.clock import Clock, system_clock
from pipeline.jobs.caretaker import Chore
from pipeline.jobs.desk import Desk
from pipeline.jobs.engine import LOOK_S, SHARED_LOOK_S, Capacity
from pipeline.jobs.retention import Retention
from pipeline.jobs.room import ProcessRooms
from pipeline.jobs.worker import Tools, Worker
from pipeline.settings import Settings, require_producer
from pipeline.storage.admission import Admission
from pipeline.storage.opening import is_shared, open_storage, storage_folder
from pipeline.store.database import Database
from pipeline.store.opening import open_database
from pipeline.wiring import open_studio

_HOUR = 3600.0
__all__ = ["open_database", "open_desk", "open_storage", "open_worker"]


def open_desk(settings: Settings, database: Database, now: Clock = system_clock) -> Desk:
    """Where front doors bring jobs."""
    folders = (settings.home, storage_folder(settings))
    admission = Admission(tuple(filter(None, folders)), settings.free_space_mb * 1_000_000)
    return Desk(database, admission, scripts_apart=settings.llm_enabled, now=now)


def open_worker(
    settings: Settings, database: Database, now: Clock = system_clock, look_seconds: float | None = None
) -> Worker:
    """Who makes the videos; it asks for the next every ``look_seconds``, or as often as suits the database.

    Raises SettingsError without a producer: nothing may be made then.
    """
    require_producer(settings)
    storage = open_storage(settings)
    look = look_seconds or (LOOK_S if database.is_sqlite else SHARED_LOOK_S)
    return Worker(
        Tools(
            database,
            storage,
            ProcessRooms(partial(open_studio, settings), settings.job_memory_mb),
            Capacity(settings.worker_jobs, settings.llm_per_minute if settings.llm_enabled else 0, look),
            seconds=settings.job_minutes * 60,
            shared=is_shared(settings),
            chores=(Chore(_HOUR, Retention(database, storage, settings.keep_days, now).sweep),),
            now=now,
        )
    )
