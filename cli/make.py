"""`vitrine make`: a brief in, a labelled video out."""

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from domain.errors import BriefError, InputError
from pipeline.fork import uninterrupted

if TYPE_CHECKING:
    from pipeline.assistant import Assistant
    from pipeline.plan_folder import PlanFolder
    from pipeline.settings import Settings

_OPTIONS = {
    "template": "--template",
    "aspects": "--aspect",
    "language": "--language",
    "seconds": "--seconds",
    "music": "--music",
}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("make")(make)


def make(
    brief: Annotated[
        Path | None, typer.Argument(help="The brief: a YAML or JSON file.", metavar="BRIEF", show_default=False)
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="A product page instead of a brief; it is written to DIR/brief.yaml."),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Use the page's facts without asking.")] = False,
    template: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Template instead of the brief's; see 'vitrine templates'."),
    ] = None,
    aspect: Annotated[
        list[str] | None,
        typer.Option(metavar="9:16|4:5|1:1|16:9", help="Shape instead of the brief's; may be repeated."),
    ] = None,
    language: Annotated[str | None, typer.Option(metavar="zh|en", help="Language instead of the brief's.")] = None,
    seconds: Annotated[int | None, typer.Option(metavar="N", help="Length, 6 to 60, instead of the brief's.")] = None,
    music: Annotated[
        str | None,
        typer.Option(
            metavar="TRACK|FILE", help="Music instead of the brief's: a track, a file, or none; see 'vitrine music'."
        ),
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the files.")] = Path("out"),
    plan: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Go on from the steps in a folder that 'vitrine plan' wrote.")
    ] = None,
    variants: Annotated[
        int | None,
        typer.Option(metavar="N", help="Make N that differ, in DIR/variant-NN; DIR/variants.json says how much."),
    ] = None,
    same_body: Annotated[
        bool,
        typer.Option(
            "--same-body", help="With --variants: they differ in hook, caption style and call to action alone."
        ),
    ] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Draw and encode every scene anew.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Make the video that BRIEF asks for, with cover, captions, script, timeline and label report."""
    with uninterrupted():
        from pipeline.briefs import load_brief, override
        from pipeline.ghostwriter import writing
        from pipeline.settings import load_settings

    if same_body and variants is None:
        raise InputError("--same-body is about variants", hint="say how many: --variants N --same-body")
    steps = _steps(plan) if plan else None
    path = _brief_file(brief, url, out, language, yes=yes)
    changes = {"template": template, "aspects": aspect, "language": language, "seconds": seconds, "music": _here(music)}
    asked = override(load_brief(path), changes, _OPTIONS)
    wanted = {"brief": asked, "folder": path.parent, "out": out, "fresh": no_cache, "plan": steps}
    settings = load_settings()
    if variants is not None:
        _make_variants(wanted, variants, settings, same_body=same_body, quiet=quiet)
        return
    with nullcontext() if settings.llm_enabled or steps else writing(asked) as written:
        with uninterrupted():
            from pipeline.assistant import engaged  # takes a while to load, in which the plan is written

        with engaged(asked, path.parent, settings) as assistant:
            _make_one({**wanted, "written": written}, settings, assistant, quiet=quiet)


def _make_one(wanted: Mapping[str, Any], settings: "Settings", assistant: "Assistant | None", *, quiet: bool) -> None:
    with uninterrupted():
        from cli.progress import shown_progress
        from cli.summary import print_summary
        from pipeline.make import Order
        from pipeline.make import make as make_video
        from pipeline.wiring import open_studio

    order, studio = Order(**wanted), open_studio(settings)
    if assistant:
        order, studio = assistant.help(order, studio)
    with shown_progress(len(order.brief.aspects), quiet) as progress:
        made = make_video(order, studio, progress)
    print_summary(made)


def _steps(folder: Path) -> "PlanFolder":
    """The plan in a folder. Raises BriefError for one that is not there: a slip of the pen is not planned anew."""
    from pipeline.plan_folder import PlanFolder

    if not folder.is_dir():
        raise BriefError(f"plan '{folder}' is not a folder", hint="'vitrine plan' writes one; check the path")
    return PlanFolder(folder)


def _here(music: str | None) -> str | None:
    """A file of music counts from where the command is given, not from the brief's folder."""
    from domain.brief import names_a_file

    return str(Path(music).resolve()) if music and names_a_file(music) else music


def _make_variants(
    wanted: Mapping[str, Any], count: int, settings: "Settings", *, same_body: bool, quiet: bool
) -> None:
    from cli.progress import shown_progress
    from cli.summary import print_summary
    from pipeline.make import Order
    from pipeline.variants import make_variants
    from pipeline.wiring import open_studio

    order, studio = Order(**wanted), open_studio(settings)
    with shown_progress(count * len(order.brief.aspects), quiet) as progress:
        done = make_variants(order, count, studio, progress, same_body=same_body)
    for made in done.made:
        print_summary(made)
    typer.echo(f"variants    {done.report}")
    for note in done.paper.notes:
        typer.echo(f"note        {note}")


def _brief_file(brief: Path | None, url: str | None, out: Path, language: str | None, *, yes: bool) -> Path:
    """The brief's file; a page's facts are shown, agreed to and written there first."""
    if (brief is None) == (url is None):
        raise BriefError("give either a brief or --url", hint="'vitrine make BRIEF', or 'vitrine make --url URL'")
    if url is None or brief is not None:
        return Path(brief or "")
    from cli.brief import take_page

    file = out / "brief.yaml"
    take_page(url, file, language, yes=yes)
    return file
