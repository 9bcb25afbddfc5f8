"""`vitrine export`: a video as other kinds of file, each labelled by its own seal."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("export")(export)


def export(
    timeline: Annotated[Path, typer.Argument(help="A timeline.json.", metavar="TIMELINE", show_default=False)],
    kinds: Annotated[
        list[str],
        typer.Option(
            "--as",
            metavar="KIND",
            help="mp4, mov, jpg, png, webp, gif, mp3, wav, m4a, srt, vtt or zip; may be repeated.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the files; beside the timeline when left out.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Write the video of TIMELINE as other kinds of file: MOV, the voice alone, a moving preview, WebVTT, a ZIP."""
    from cli.progress import shown_progress
    from pipeline.kinds import export_as, known_kinds
    from pipeline.opening import open_exporting
    from pipeline.settings import load_settings
    from pipeline.timelines import load_timeline

    wanted = known_kinds(kinds)
    suffix = timeline.stem.removeprefix("timeline") if timeline.stem.startswith("timeline-") else ""
    exporting = open_exporting(load_settings())
    with shown_progress(1, quiet) as progress:
        left = export_as(load_timeline(timeline), wanted, out or timeline.parent, exporting, progress, suffix)
    for path in left.files:
        typer.echo(f"{path.suffix[1:]:<11} {path}  ({len(left.reports.files[path.name].checks)} checks hold)")
    typer.echo(f"labels      {left.labels}")
