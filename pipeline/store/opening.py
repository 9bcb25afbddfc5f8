"""Opening: where the settings keep tables."""

from pipeline.clock import Clock, system_clock
from pipeline.settings import Settings
from pipeline.store.database import Database
from pipeline.store.database import open_database as connect
from pipeline.store.ledger import Ledger

LEDGER_FILE = "ledger.sqlite"


def open_database(settings: Settings) -> Database:
    """The database of jobs; ``create_schema`` makes its tables. Raises SettingsError."""
    return connect(settings.database_url or f"sqlite:///{settings.home / 'vitrine.sqlite'}")


def open_ledger(settings: Settings, now: Clock = system_clock) -> Ledger:
    """The ledger: in the database when that is a server, which every machine reaches, else in a file of its own."""
    if settings.database_url:
        database = connect(settings.database_url)
        if not database.is_sqlite:
            return Ledger(database, now)
    return Ledger(settings.home / LEDGER_FILE, now)
