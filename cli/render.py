"""`vitrine render`: an edited timeline rendered, labelled and sealed again."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("render")(render)


def render(
    timeline: Annotated[Path, typer.Argument(help="A timeline.json.", metavar="TIMELINE", show_default=False)],
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the files; beside the timeline when left out.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Draw and encode every scene anew.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Render TIMELINE; the AI mark is put on it and the file is sealed as with 'vitrine make'."""
    from cli.progress import shown_progress
    from cli.summary import print_summary
    from pipeline.make import Edit, make
    from pipeline.settings import load_settings
    from pipeline.timelines import load_timeline
    from pipeline.wiring import open_studio

    suffix = timeline.stem.removeprefix("timeline") if timeline.stem.startswith("timeline-") else ""
    edit = Edit(load_timeline(timeline), out or timeline.parent, suffix, no_cache)
    studio = open_studio(load_settings())
    with shown_progress(1, quiet) as progress:
        made = make(edit, studio, progress)
    print_summary(made)
