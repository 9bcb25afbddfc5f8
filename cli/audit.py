"""`vitrine audit`: who did what to accounts, keys and files, and whether that record still holds."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.audit import Audit


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help="Who did what, in a record that shows tampering.")
    group.command("list")(list_entries)
    group.command("verify")(verify)
    app.add_typer(group, name="audit")


def list_entries(
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="Show this many, the newest.")] = 20,
    of: Annotated[str, typer.Option("--of", metavar="ID", help="Only what this id did or what was done to it.")] = "",
) -> None:
    """List what was done, newest first."""
    for entry in _audit().latest(most, of):
        details = "".join(f"  {name}={value}" for name, value in entry.details.items())
        typer.echo(f"{entry.seq:>6}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.action}  {entry.subject}{details}")
        typer.echo(f"        by {entry.actor}")


def verify(
    known: Annotated[
        str, typer.Option("--known", metavar="DIGEST", help="A digest printed before, which must be in the record.")
    ] = "",
) -> None:
    """Check that no entry was changed or taken out; prints a digest to keep somewhere else.

    Exits with 0 when every entry is in its place, 1 when not.
    """
    chain = _audit().verify(known)
    typer.echo(f"{chain.entries} entries, every one in its place")
    typer.echo(f"digest {chain.digest or 'none yet'}")


def _audit() -> "Audit":
    from pipeline.audit import Audit
    from pipeline.settings import load_settings
    from pipeline.store.opening import open_database
    from pipeline.store.schema import create_schema

    database = open_database(load_settings())
    create_schema(database)
    return Audit(database)
