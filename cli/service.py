"""What the commands of the service run: a web server, a worker, a migration."""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import typer

from pipeline.batch.opening import open_feeder
from pipeline.jobs.opening import open_database, open_worker
from pipeline.jobs.process import give_way
from pipeline.settings import Settings
from pipeline.store.database import open_database as connect
from pipeline.store.schema import create_schema

_GRACE = 5
_NICE = 10
"""How far a worker gives way to a server on the same machine; its drawing and encoding give way further."""
SWITCH_S = 0.001
"""After how long a thread of the server that computes lets another one begin."""
_KEEP_ALIVE = 75
"""Seconds an idle connection is kept: longer than proxies keep theirs, so that none is closed under a request."""


def run_service(settings: Settings, host: str, port: int, *, works: bool) -> None:
    """Serve until a signal comes; then no more is taken, and unfinished jobs go on after the next start."""
    import uvicorn

    from api.app import create_app
    from api.opening import check_exposure, open_front, owner_link

    sys.setswitchinterval(SWITCH_S)
    front = open_front(settings)
    check_exposure(host, front.accounts)
    worker = open_worker(settings, open_database(settings)) if works else None
    if worker:
        worker.start()
    try:
        if link := owner_link(front):
            typer.echo(f"open this once, to make the owner's account: {link}")
        uvicorn.run(
            create_app(front),
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            timeout_keep_alive=_KEEP_ALIVE,
        )
    finally:
        if worker:
            worker.stop(_GRACE)


def run_worker(settings: Settings, grace: int) -> None:
    """Work until a signal comes; the jobs then running have ``grace`` seconds, and go on elsewhere."""
    database, over = open_database(settings), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: over.set())
    give_way(_NICE)
    create_schema(database)
    worker = open_worker(settings, database)
    worker.start()
    feeder = threading.Thread(target=open_feeder(settings, database).run, args=(over,), daemon=True, name="feeder")
    feeder.start()
    typer.echo(f"worker {worker.id} takes jobs from {database.where}", err=True)
    over.wait()
    typer.echo(f"worker {worker.id} stops", err=True)
    worker.stop(grace)


def run_migration(settings: Settings, source: str | None, files: str | None) -> Iterator[str]:
    """Bring the database up to date and copy what is asked for; yields what was done."""
    from pipeline.jobs.migration import copy_database, copy_files
    from pipeline.storage.opening import open_storage

    database = open_database(settings)
    create_schema(database)
    yield f"tables of {database.where} are up to date"
    if source:
        yield from copy_database(connect(source), database)
    if files:
        yield from copy_files(Path(files), open_storage(settings))
