"""`vitrine grant`, `grant-copy` and `grant-log`: the one copy without the visible mark of 标识办法 art. 9."""

from pathlib import Path
from typing import Annotated

import typer

_TIMELINE = Annotated[Path, typer.Argument(help="The video's timeline.json.", metavar="TIMELINE", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("grant")(grant)
    app.command("grant-copy")(grant_copy)
    app.command("grant-log")(grant_log)


def grant(
    timeline: _TIMELINE,
    applicant: Annotated[str, typer.Option(help="Who applied for the copy.", metavar="NAME", show_default=False)],
    agreement: Annotated[
        str,
        typer.Option(help="Version of the agreement the applicant accepted.", metavar="VERSION", show_default=False),
    ],
    reason: Annotated[str, typer.Option(help="What the copy is for.", metavar="TEXT", show_default=False)],
    days: Annotated[int, typer.Option(help="How long the copy may be taken.", min=1, max=366)] = 7,
) -> None:
    """Grant an application for one copy of TIMELINE's video without the visible mark. Makes no file."""
    from domain.grant import Application
    from pipeline.granting import give, require_granting
    from pipeline.grants import timeline_hash
    from pipeline.opening import open_grant_log
    from pipeline.settings import load_settings
    from pipeline.timelines import load_timeline

    settings = load_settings()
    require_granting(settings)
    application = Application(
        applicant=applicant, agreement=agreement, reason=reason, days=days,
        timeline=timeline_hash(load_timeline(timeline)),
    )  # fmt: skip
    given = give(application, open_grant_log(settings))
    typer.echo(f"granted     {given.number}, until {given.ends:%Y-%m-%d %H:%M} UTC, for one copy")
    typer.echo(f"next        vitrine grant-copy {given.number} {timeline} --out DIR")


def grant_copy(
    number: Annotated[str, typer.Argument(help="Number of the grant.", metavar="GRANT", show_default=False)],
    timeline: _TIMELINE,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the copy.", show_default=False)],
) -> None:
    """Make the one copy of GRANT: no visible mark, every other label, and a line in the log."""
    from pipeline.granting import require_granting, take_copy
    from pipeline.opening import open_granting
    from pipeline.settings import load_settings
    from pipeline.timelines import load_timeline

    settings = load_settings()
    require_granting(settings)
    copy = take_copy(number, load_timeline(timeline), out, open_granting(settings))
    typer.echo(f"copy        {copy.path}  ({len(copy.report.checks)} checks hold; it has no visible mark)")
    typer.echo("note        whoever receives it has to label it: the agreement says so")


def grant_log() -> None:
    """List the grants and copies, and check that no line was changed or taken out."""
    from pipeline.opening import open_grant_log
    from pipeline.settings import load_settings

    lines = open_grant_log(load_settings()).lines()
    for line in lines:
        given = line.application
        typer.echo(f"{line.when:%Y-%m-%d %H:%M}  {line.event:<7}  {line.number}  {given.applicant}  {given.agreement}")
        typer.echo(
            f"                  {given.reason}" if line.event == "granted" else f"                  {line.sha256}"
        )
    typer.echo(f"{len(lines)} lines, every one in its place")
