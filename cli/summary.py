"""What was made, on stdout: where each file is, and what fell back on the way."""

import typer

from pipeline.export import ExportSet
from pipeline.make import Made


def print_summary(made: Made) -> None:
    """Print the files of every video made, and the notes of the job."""
    for done in made.exports:
        _print_set(done)
    for paper in made.papers:
        typer.echo(f"{paper.stem:<11} {paper}")
    for note in made.notes:
        typer.echo(f"note        {note}")


def _print_set(done: ExportSet) -> None:
    video, cover, captions = done.report.video, done.report.cover, done.report.captions
    typer.echo(f"video       {done.video}")
    typer.echo(f"cover       {done.cover}")
    typer.echo(f"captions    {done.captions}")
    typer.echo(f"timeline    {done.timeline}")
    held = f"{len(video.checks)} checks hold on the video, {len(cover.checks)} on the cover"
    typer.echo(f"labels      {done.labels}  ({held}, {len(captions.checks)} on the captions)")
    for mark in video.lineage:
        said = "; ".join(filter(None, (mark.credentials, *(f"AIGC {text}" for text in mark.aigc))))
        typer.echo(f"came with   {mark.asset}: {said} (kept in the lineage)")
