"""`vitrine batches`: batches of this machine's command line, looked at and steered from any terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from domain.batch import Batch
    from pipeline.batch.feeder import Feeder
    from pipeline.settings import Settings

_BATCH = Annotated[str, typer.Argument(help="Its id, 'bat_…'; the newest without it.", metavar="BATCH")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help="Batches begun with 'vitrine batch': how they stand, pause, cancel.")
    group.command("list")(list_batches)
    group.command("status")(show_status)
    group.command("pause")(pause)
    group.command("resume")(resume)
    group.command("cancel")(cancel)
    group.command("zip")(pack)
    app.add_typer(group, name="batches")


def list_batches() -> None:
    """List the newest batches."""
    from cli.batch import OWNER

    for batch in _open()[1].batches.list(OWNER):
        typer.echo(f"{batch.id}  {batch.created:%Y-%m-%d %H:%M}  {_told(batch)}  {batch.name}")


def show_status(batch: _BATCH = "") -> None:
    """Say how a batch stands: its videos by state, its rate and the time left."""
    _show(_found(_open()[1], batch))


def pause(batch: _BATCH = "") -> None:
    """Begin no more rows; the few that stand in the queue are still made. It stays paused until it is resumed."""
    from cli.batch import OWNER

    feeder = _open()[1]
    _show(feeder.batches.pause(_found(feeder, batch).id, OWNER))


def resume(batch: _BATCH = "") -> None:
    """Go on with a paused batch; a 'vitrine batch' that waits for it, or the same command anew, makes its videos."""
    from cli.batch import OWNER

    feeder = _open()[1]
    _show(feeder.batches.resume(_found(feeder, batch).id, OWNER))


def cancel(batch: _BATCH = "") -> None:
    """Stop every video that has not ended. Finished ones stay; the catalogue sent in again makes the others."""
    from cli.batch import OWNER

    feeder = _open()[1]
    _show(feeder.batches.cancel(_found(feeder, batch).id, OWNER))


def pack(
    batch: _BATCH = "",
    out: Annotated[Path, typer.Option(metavar="FILE", help="The ZIP to write.")] = Path("videos.zip"),
    name: Annotated[
        str, typer.Option(metavar="PATTERN", help="Names of files, from {id} {row} {language} {variant} {title}.")
    ] = "{row}-{id}-{language}",
) -> None:
    """Pack the finished videos into a ZIP, a folder for each platform, the post's text beside each film.

    The label checks are made once more on every file; one that fails is left out, and results.csv in the ZIP says why.
    """
    from cli.batch import OWNER
    from cli.batch_run import BatchRun

    settings, feeder = _open()
    BatchRun(settings, feeder, OWNER, out.parent, name).write_zip(_found(feeder, batch), out)


def _open() -> "tuple[Settings, Feeder]":
    from pipeline.batch.opening import open_feeder
    from pipeline.jobs.opening import open_database
    from pipeline.settings import load_settings
    from pipeline.store.schema import create_schema

    settings = load_settings()
    database = open_database(settings)
    create_schema(database)
    return settings, open_feeder(settings, database)


def _found(feeder: "Feeder", batch: str) -> "Batch":
    from cli.batch import OWNER
    from domain.errors import NotFoundError

    if batch:
        return feeder.batches.get(batch, OWNER)
    newest = feeder.batches.list(OWNER, 1)
    if not newest:
        raise NotFoundError("there is no batch yet", hint="begin one with 'vitrine batch FILE'")
    return newest[0]


def _show(batch: "Batch") -> None:
    from domain.batch import ROW_STATUSES

    typer.echo(f"batch       {batch.id}  {batch.name}")
    typer.echo(f"state       {_told(batch)}")
    for status in ROW_STATUSES:
        if count := batch.counts.get(status):
            typer.echo(f"  {status:<17} {count}")


def _told(batch: "Batch") -> str:
    from cli.batch_run import progress_line

    return f"{batch.status}, {progress_line(batch)}"
