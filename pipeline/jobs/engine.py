"""The engine: DBOS runs the workflows of jobs in this process, remembers their steps, and takes them from the queues.

There is one engine in a process, because DBOS is one object in a process; it is kept inside this file.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dbos import DBOS, DBOSClient, DBOSConfig
from dbos._error import DBOSAwaitedWorkflowCancelledError, DBOSWorkflowCancelledError
from dbos._queue import QueueRateLimit

from pipeline.jobs.kept import Json
from pipeline.jobs.queue import APPLICATION, WORKFLOW_VERSION, WORKFLOWS, QueueName
from pipeline.store.database import Database
from pipeline.store.schema import ENGINE_SCHEMA

LOOK_S = 0.1
SHARED_LOOK_S = 0.2
"""How often a worker asks for the next video: each time is a few milliseconds of work, and on a server that
many workers ask, as many for the server."""
_SCRIPT_LOOKS = 5
"""How many times longer it waits before it asks for a script: somebody's language model takes seconds anyway."""
SCRIPTS_AT_ONCE = 4
"""Scripts a worker waits for at the same time; a script costs waiting, not computing."""
_CANCELLED = (DBOSAwaitedWorkflowCancelledError, DBOSWorkflowCancelledError)
_FOR_EVER = 1_000_000
"""We count attempts ourselves, where a resumed workflow does not start again from zero."""


@dataclass(frozen=True)
class Capacity:
    """How much one worker does at once, and how many scripts all of them begin in a minute (0: no limit)."""

    videos: int = 1
    scripts_per_minute: int = 0
    look_seconds: float = LOOK_S


class Engine:
    """Runs ``work(queue, job)`` for every job this process takes from the queues, each in a thread."""

    def __init__(
        self, database: Database, client: DBOSClient, capacity: Capacity, work: Callable[[QueueName, str], None]
    ) -> None:
        self._database, self._client, self._capacity, self._work = database, client, capacity, work

    def start(self, worker: str) -> None:
        """Take jobs from now on. The database needs its tables."""
        self._register()
        logging.getLogger("dbos").addFilter(_is_news)
        DBOS(
            config=DBOSConfig(
                name=APPLICATION,
                system_database_url=self._database.url,
                dbos_system_schema=ENGINE_SCHEMA,
                application_version=WORKFLOW_VERSION,
                executor_id=worker,
                serializer=Json(),
                log_level="ERROR",
                run_migrations=False,
                max_executor_threads=self._capacity.videos + SCRIPTS_AT_ONCE + 8,
            )
        )
        for queue, name in WORKFLOWS.items():
            DBOS.workflow(name=name, max_recovery_attempts=_FOR_EVER)(_named(name, partial(self._work, queue)))
        DBOS.launch()

    def stop(self, seconds: int) -> None:
        """Take no more jobs, and wait so long for those that run."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=seconds)

    def _register(self) -> None:
        """Each owner is a partition of a queue: whoever has a slot free asks the owners in random order."""
        capacity, look = self._capacity, self._capacity.look_seconds
        a_minute = capacity.scripts_per_minute
        self._client.register_queue(
            "scripts",
            worker_concurrency=SCRIPTS_AT_ONCE,
            partition_worker_concurrency=SCRIPTS_AT_ONCE,
            limiter=QueueRateLimit(limit=a_minute, period=60.0) if a_minute else None,
            polling_interval_sec=look * _SCRIPT_LOOKS,
            on_conflict="always_update",
        )
        self._client.register_queue(
            "videos",
            worker_concurrency=capacity.videos,
            partition_worker_concurrency=capacity.videos,
            polling_interval_sec=look,
            on_conflict="always_update",
        )


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the engine says more than that somebody cancelled a job."""
    kind = record.exc_info[0] if isinstance(record.exc_info, tuple) else None
    return kind is None or not issubclass(kind, _CANCELLED)


def _named(name: str, work: Callable[[str], None]) -> Callable[[str], None]:
    def workflow(job: str) -> None:
        work(job)

    workflow.__qualname__ = workflow.__name__ = name
    return workflow
