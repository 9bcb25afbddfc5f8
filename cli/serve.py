"""`vitrine serve`, `vitrine worker` and `vitrine migrate`: the service, its workers, and its database."""

import os
import sys
from typing import Annotated

import typer

from cli.terminal import can_ask


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("serve")(serve)
    app.command("worker")(worker)
    app.command("migrate")(migrate)


def serve(
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", help="Port to listen at.", min=0, max=65535)] = 8000,
    front_only: Annotated[
        bool, typer.Option("--front-only", help="Make no videos here; 'vitrine worker' processes do.")
    ] = False,
    browser: Annotated[
        bool | None, typer.Option("--browser/--no-browser", help="Whether the first start opens the pages.")
    ] = None,
) -> None:
    """Serve the pages and the API, and make the videos that are asked for, until Ctrl-C."""
    from cli.service import run_service
    from pipeline.settings import load_settings

    settings = load_settings()
    if settings.producer is None and not front_only and can_ask():
        from cli.init import init

        init(None, user=True, force=True)
        settings = load_settings()
    run_service(settings, host, port, works=not front_only, browser=on_desktop() if browser is None else browser)


def on_desktop() -> bool:
    """Whether somebody sits here who could look at a page."""
    graphical = sys.platform in ("darwin", "win32") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys())
    return graphical and sys.stdout.isatty() and "SSH_CONNECTION" not in os.environ


def worker(
    jobs: Annotated[
        int | None, typer.Option(metavar="N", help="Videos at the same time, instead of worker_jobs.", min=1, max=64)
    ] = None,
    grace: Annotated[
        int, typer.Option(metavar="SECONDS", help="How long running jobs may go on after a stop.", min=0)
    ] = 20,
) -> None:
    """Make the videos that are asked for elsewhere, until it is stopped; any number may run on any machines."""
    from cli.service import run_worker
    from pipeline.settings import load_settings

    run_worker(load_settings({"worker_jobs": jobs}), grace)


def migrate(
    source: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Copy everything from this database first.")
    ] = None,
    files: Annotated[
        str | None, typer.Option("--files-from", metavar="DIR", help="Copy the files of this storage folder too.")
    ] = None,
) -> None:
    """Make or upgrade the tables of the database in the settings; with --from, move a SQLite installation there."""
    from cli.service import run_migration
    from pipeline.settings import load_settings

    for line in run_migration(load_settings(), source, files):
        typer.echo(line)
