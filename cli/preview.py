"""`vitrine preview`: a frame, a sheet or a small moving picture of a brief or a timeline, labelled."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import InputError

if TYPE_CHECKING:
    from domain.timeline import Timeline
    from pipeline.studio import Studio

_OPTIONS = {"template": "--template", "aspects": "--aspect", "language": "--language"}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("preview")(preview)


def preview(
    source: Annotated[
        Path, typer.Argument(help="A brief, or a timeline.json.", metavar="BRIEF|TIMELINE", show_default=False)
    ],
    frame: Annotated[int | None, typer.Option(metavar="N", help="The frame to show; else the cover's.")] = None,
    at: Annotated[float | None, typer.Option(metavar="SECONDS", help="The moment to show, instead of a frame.")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="A picture of every scene, side by side.")] = False,
    animated: Annotated[bool, typer.Option("--animated", help="The whole video, small, as an animated WebP.")] = False,
    template: Annotated[str | None, typer.Option(metavar="NAME", help="For a brief: its template.")] = None,
    aspect: Annotated[str | None, typer.Option(metavar="9:16|4:5|1:1|16:9", help="For a brief: its shape.")] = None,
    language: Annotated[str | None, typer.Option(metavar="zh|en", help="For a brief: its language.")] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The JPEG, PNG or WebP to write; with --animated the WebP or GIF."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Draw it again whenever a file it is made of changes, until Ctrl-C.")
    ] = False,
) -> None:
    """Show what BRIEF would become, without voice, or a frame of TIMELINE."""
    from cli import watching
    from pipeline.looking import Kind, Look, check_name, look_at
    from pipeline.settings import load_settings
    from pipeline.wiring import open_studio

    _check_one_of({"--frame": frame is not None, "--at": at is not None, "--sheet": sheet, "--animated": animated})
    kind: Kind = "sheet" if sheet else "animation" if animated else "still"
    target = out or Path(f"{source.stem}-preview.{'webp' if animated else 'jpg'}")
    check_name(target, kind)
    studio = open_studio(load_settings())
    changes = {"template": template, "aspects": (aspect,) if aspect else None, "language": language}

    def draw() -> str:
        timeline = _timeline(source, changes, studio)
        sealed = look_at(timeline, Look(kind, frame if at is None else _frame_at(at, timeline)), target, studio)
        return f"preview  {target}  ({len(sealed.report.checks)} label checks hold)"

    if watch:
        watching.watch(lambda: watching.files_of(source, template), draw)
    else:
        typer.echo(draw())


def _frame_at(seconds: float, timeline: "Timeline") -> int:
    if not math.isfinite(seconds):
        hint = f"give a moment from 0 to {float(timeline.seconds):.1f} seconds"
        raise InputError(f"--at is '{seconds}'", hint=hint)
    return round(seconds * float(timeline.fps))


def _check_one_of(options: Mapping[str, bool]) -> None:
    given = [name for name, there in options.items() if there]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} ask for different pictures", hint="run it once for each")


def _timeline(source: Path, changes: Mapping[str, Any], studio: "Studio") -> "Timeline":
    from pipeline.briefs import load_brief, override
    from pipeline.looking import rehearse_brief
    from pipeline.timelines import is_timeline, load_timeline

    if is_timeline(source):
        if given := [option for name, option in _OPTIONS.items() if changes[name] is not None]:
            raise InputError(f"{' and '.join(given)} cannot change a timeline", hint=f"leave out {' and '.join(given)}")
        return load_timeline(source)
    return rehearse_brief(override(load_brief(source), changes, _OPTIONS), source.parent, studio)
