"""`vitrine preview`: a frame, a sheet or a small moving picture of a brief or a timeline, labelled."""

import math
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import InputError
from pipeline.fork import uninterrupted

if TYPE_CHECKING:
    from domain.brief import Brief
    from domain.timeline import Timeline
    from pipeline.bookkeeper import Hired
    from pipeline.ghostwriter import Written
    from pipeline.looking import Kind
    from pipeline.settings import Settings
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
    with uninterrupted():
        from pipeline.bookkeeper import keeping
        from pipeline.settings import load_settings

    _check_one_of({"--frame": frame is not None, "--at": at is not None, "--sheet": sheet, "--animated": animated})
    kind: Kind = "sheet" if sheet else "animation" if animated else "still"
    target = out or Path(f"{source.stem}-preview.{'webp' if animated else 'jpg'}")
    changes = {"template": template, "aspects": (aspect,) if aspect else None, "language": language}
    wish, settings = _Wish(source, changes, kind, frame, at, target), load_settings()
    if watch:
        from cli import watching

        studio = _studio(wish, settings)
        watching.watch(lambda: watching.files_of(source, template), lambda: _draw(wish, studio))
        return
    with keeping(settings) as hired, _begun(wish) as written:
        typer.echo(_draw(wish, _studio(wish, settings, hired), written))


@dataclass(frozen=True)
class _Wish:
    """What to draw of which file, and where to."""

    source: Path
    changes: Mapping[str, Any]
    kind: "Kind"
    frame: int | None
    at: float | None
    target: Path

    def brief(self) -> "Brief":
        from pipeline.briefs import load_brief, override

        return override(load_brief(self.source), self.changes, _OPTIONS)


def _begun(wish: _Wish) -> "AbstractContextManager[Written | None]":
    """The plan of a brief, being written while the rest of the program is loaded; nothing for a timeline."""
    with uninterrupted():
        from pipeline.documents import is_timeline
        from pipeline.ghostwriter import writing

    return nullcontext() if is_timeline(wish.source) else writing(wish.brief())


def _studio(wish: _Wish, settings: "Settings", hired: "Hired | None" = None) -> "Studio":
    with uninterrupted():
        from pipeline.looking import check_name
        from pipeline.wiring import open_studio

    check_name(wish.target, wish.kind)
    return open_studio(settings, hired=hired)


def _draw(wish: _Wish, studio: "Studio", written: "Written | None" = None) -> str:
    from pipeline.looking import Look, look_at

    timeline = _timeline(wish, studio, written)
    frame = wish.frame if wish.at is None else _frame_at(wish.at, timeline)
    sealed = look_at(timeline, Look(wish.kind, frame), wish.target, studio)
    return f"preview  {wish.target}  ({len(sealed.report.checks)} label checks hold)"


def _frame_at(seconds: float, timeline: "Timeline") -> int:
    if not math.isfinite(seconds):
        hint = f"give a moment from 0 to {float(timeline.seconds):.1f} seconds"
        raise InputError(f"--at is '{seconds}'", hint=hint)
    return round(seconds * float(timeline.fps))


def _check_one_of(options: Mapping[str, bool]) -> None:
    given = [name for name, there in options.items() if there]
    if len(given) > 1:
        raise InputError(f"{' and '.join(given)} ask for different pictures", hint="run it once for each")


def _timeline(wish: _Wish, studio: "Studio", written: "Written | None") -> "Timeline":
    from pipeline.documents import is_timeline
    from pipeline.looking import rehearse_brief
    from pipeline.timelines import load_timeline

    if is_timeline(wish.source):
        if given := [option for name, option in _OPTIONS.items() if wish.changes[name] is not None]:
            raise InputError(f"{' and '.join(given)} cannot change a timeline", hint=f"leave out {' and '.join(given)}")
        return load_timeline(wish.source)
    return rehearse_brief(wish.brief(), wish.source.parent, studio, written=written)
