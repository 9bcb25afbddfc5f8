"""Opening: the settings become a database, a storage and a desk. Front doors begin here."""

from domain.errors import SettingsError
from pipeline.clock import Clock, system_clock
from pipeline.jobs.desk import Desk
from pipeline.settings import Settings
from pipeline.storage.admission import Admission
from pipeline.storage.folder import FolderStorage
from pipeline.storage.storage import Storage
from pipeline.store.database import Database
from pipeline.store.database import open_database as connect


def open_database(settings: Settings) -> Database:
    """The database of jobs; ``pipeline.store.schema.create_schema`` makes its tables. Raises SettingsError."""
    return connect(settings.database_url or f"sqlite:///{settings.home / 'vitrine.sqlite'}")


def open_storage(settings: Settings) -> Storage:
    """Where finished files are kept. Raises SettingsError."""
    if "://" in settings.storage_url:
        raise SettingsError(f"storage_url '{settings.storage_url}' is not known", hint="name a folder")
    return FolderStorage(settings.home / "storage")


def open_desk(settings: Settings, database: Database, now: Clock = system_clock) -> Desk:
    """Where front doors bring jobs."""
    admission = Admission((settings.home,), settings.free_space_mb * 1_000_000)
    return Desk(database, admission, scripts_apart=settings.llm_enabled, now=now)
