"""A worker: a process that makes videos. One laptop has one, inside ``vitrine serve``; a large shop has many."""

import secrets
from dataclasses import dataclass, field
from threading import Timer

from dbos import DBOSClient

from pipeline.clock import Clock, system_clock
from pipeline.jobs.book import JobBook
from pipeline.jobs.caretaker import Caretaker, Chore
from pipeline.jobs.engine import Capacity, Engine
from pipeline.jobs.kept import Json
from pipeline.jobs.publishing import Publisher
from pipeline.jobs.queue import APPLICATION, Queue
from pipeline.jobs.room import Rooms
from pipeline.jobs.roster import Roster
from pipeline.jobs.shift import Shift
from pipeline.jobs.takeover import PATIENCE, Takeover
from pipeline.jobs.turn import turn_of
from pipeline.jobs.watch import Watch
from pipeline.storage.storage import Storage
from pipeline.store.database import Database
from pipeline.store.schema import ENGINE_SCHEMA

_MEND = 60.0


@dataclass(frozen=True)
class Tools:
    """What a worker works with. ``shared`` says that other machines take part."""

    database: Database
    storage: Storage
    rooms: Rooms
    capacity: Capacity = field(default_factory=Capacity)
    seconds: float = 1800
    patience: float = PATIENCE
    look: float = 2.0
    shared: bool = False
    chores: tuple[Chore, ...] = ()
    now: Clock = system_clock


class Worker:
    """Takes jobs from the queues until it is stopped. The database needs its tables."""

    def __init__(self, tools: Tools) -> None:
        self.id = f"wrk_{secrets.token_hex(8)}"
        database, book = tools.database, JobBook(tools.database, tools.now)
        self._tools, self._roster, queue = tools, Roster(database, tools.now), Queue(database)
        self._client = DBOSClient(
            system_database_engine=database.engine, dbos_system_schema=ENGINE_SCHEMA, serializer=Json(),
            application_name=APPLICATION, lazy=True,
        )  # fmt: skip
        self._takeover = Takeover(self.id, database, book, self._roster, queue, self._client, tools.patience)
        self._watch = Watch(self.id, tools.capacity.videos, book, self._roster)
        shift = Shift(
            self.id, book, queue, tools.rooms, self._watch, Publisher(tools.storage, tools.now), tools.seconds,
            tools.storage if tools.shared else None,
        )  # fmt: skip
        self._engine = Engine(database, self._client, tools.capacity, shift.work)
        chores = (Chore(_MEND, self._takeover.mend), *tools.chores)
        self._caretaker = Caretaker(self._takeover, turn_of(database), chores, tools.look)

    def start(self) -> None:
        """Begin to take jobs. Raises StorageError without a database."""
        self._roster.join(self.id, self._tools.capacity.videos)
        self._watch.start()
        self._caretaker.start()
        self._engine.start(self.id)

    def stop(self, seconds: int = 20) -> None:
        """Take no more jobs; those not finished after so many seconds go on elsewhere, or here after a restart."""
        halt = Timer(seconds, self._watch.halt_all)
        halt.daemon = True
        halt.start()
        self._engine.stop(seconds + 10)
        halt.cancel()
        self._caretaker.stop()
        self._watch.stop()
        self._takeover.release(self.id, crashed=False)
        self._tools.rooms.close()
