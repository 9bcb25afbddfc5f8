"""What the commands of the service run: a web server, a worker, a migration."""

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.beside import WorkerBeside
from domain.errors import SettingsError
from pipeline.batch.opening import open_feeder
from pipeline.jobs.opening import open_database, open_worker
from pipeline.jobs.process import give_way
from pipeline.settings import Settings
from pipeline.store.database import open_database as connect
from pipeline.store.schema import create_schema

if TYPE_CHECKING:
    import uvicorn

_GRACE = 5
_AFTER_GRACE = 14
"""Seconds after its grace in which a worker gives its jobs back; then it ends as if it had died, and they are found."""
_NICE = 10
"""How far a worker gives way to a server on the same machine; its drawing and encoding give way further."""
SWITCH_S = 0.001
"""After how long a thread of the server that computes lets another one begin."""
_KEEP_ALIVE = 75
"""Seconds an idle connection is kept: longer than proxies keep theirs, so that none is closed under a request."""


def run_service(settings: Settings, host: str, port: int, *, works: bool, browser: bool = False) -> None:
    """Serve until a signal comes; then no more is taken, and unfinished jobs go on after the next start."""
    import uvicorn

    from api.app import create_app
    from api.opening import check_exposure, open_front, owner_link
    from api.pages.routes import open_pages

    sys.setswitchinterval(SWITCH_S)
    if not sys.stderr.isatty():
        _log_requests()
    settings = _reached(settings, host, port)
    front = open_front(settings)
    check_exposure(host, front.accounts)
    sockets = listen(host, port)
    worker = WorkerBeside(settings, _GRACE) if works else None
    if worker:
        worker.start()
    try:
        link = owner_link(front)
        if link:
            typer.echo(f"open this once, to make the owner's account: {link}")
        typer.echo(f"Vitrine is at {settings.public_url} until Ctrl-C", err=True)
        app = create_app(front, open_pages())
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
            timeout_keep_alive=_KEEP_ALIVE,
        )
        server = uvicorn.Server(config)
        if browser and link:
            threading.Thread(target=_open_browser, args=(server, link), daemon=True).start()
        server.run(sockets)
    finally:
        if worker:
            worker.stop()


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets at every address of the host. Raises SettingsError: whoever cannot listen starts nothing."""
    found: list[socket.socket] = []
    try:
        for family, kind, _, _, address in socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            if kind == socket.SOCK_STREAM and address not in [one.getsockname() for one in found]:
                found.append(socket.create_server(address[:2], family=family))
                # Whoever is accepted inherits this; else a second small write waits 40 ms for the caller's delayed ACK.
                found[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, UnicodeError) as error:
        for one in found:
            one.close()
        raise SettingsError(
            f"the server cannot listen at '{host}', port {port}: {getattr(error, 'strerror', None) or error}",
            hint="end what uses that port, or choose another address or port with --host and --port",
        ) from error
    return found


def _log_requests() -> None:
    """A line for each request on standard error, where a service's log is kept; a terminal is spared them."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("vitrine.api")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False


def _reached(settings: Settings, host: str, port: int) -> Settings:
    """The settings with the address this server listens at, unless they name the one it is reached by."""
    if "public_url" in settings.model_fields_set or not port:
        return settings
    name = f"[{host}]" if ":" in host else "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 only compared
    return settings.model_copy(update={"public_url": f"http://{name}:{port}"})


def _open_browser(server: "uvicorn.Server", address: str) -> None:
    """Show the pages once the server answers; a machine without a browser goes on without."""
    import webbrowser

    while not server.started:
        if server.should_exit:
            return
        time.sleep(0.1)
    with suppress(webbrowser.Error):
        webbrowser.open(address)


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
    last = threading.Timer(grace + _AFTER_GRACE, os._exit, [1])  # such as when the database is away
    last.daemon = True
    last.start()
    worker.stop(grace)
    last.cancel()


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
