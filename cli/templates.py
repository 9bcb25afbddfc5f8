"""`vitrine templates`: the catalogue, and a labelled sheet of what a template looks like."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    group = typer.Typer(invoke_without_command=True, no_args_is_help=False)
    group.callback()(templates)
    group.command("check")(check)
    group.command("new")(new)
    app.add_typer(group, name="templates")


def templates(
    context: typer.Context,
    preview: Annotated[
        str | None, typer.Option(metavar="NAME", help="Write a labelled sheet of this template's scenes.")
    ] = None,
    brief: Annotated[
        Path | None, typer.Option(metavar="BRIEF", help="With --preview: show this brief, not the template's example.")
    ] = None,
    language: Annotated[str | None, typer.Option(metavar="zh|en", help="With --preview: its language.")] = None,
    aspect: Annotated[str | None, typer.Option(metavar="9:16|4:5|1:1|16:9", help="With --preview: its shape.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="With --preview: the JPEG to write.")] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="With --preview: draw it again whenever the template or the brief changes.")
    ] = False,
) -> None:
    """List the templates, write a picture of one, check one of your own or start one."""
    if context.invoked_subcommand is not None:
        return
    if preview is None:
        _list()
        return
    from cli import watching
    from pipeline.briefs import load_brief, override
    from pipeline.looking import check_name, show_template
    from pipeline.preview import example_brief
    from pipeline.settings import load_settings
    from pipeline.wiring import open_studio
    from templates.catalogue import template_path

    target = out or Path(f"{Path(preview).name}.jpg")
    check_name(target, "sheet")
    path = brief or example_brief(preview)
    changes = {"language": language, "aspects": (aspect,) if aspect else None}
    studio = open_studio(load_settings())

    def draw() -> str:
        shown = override(load_brief(path), changes, {"language": "--language", "aspects": "--aspect"})
        sealed = show_template(preview, shown, path.parent, target, studio)
        return f"preview  {target}  ({len(sealed.report.checks)} label checks hold)"

    if watch:
        own = template_path(preview)
        watching.watch(lambda: (own, *watching.files_of(path)), draw)
    else:
        typer.echo(draw())


def check(
    path: Annotated[str, typer.Argument(help="A template's folder or file, or a name of the catalogue.")],
    brief: Annotated[Path | None, typer.Option(metavar="BRIEF", help="Compose this brief, not its example.")] = None,
) -> int:
    """Read a template strictly and compose it in every shape and language."""
    from cli.exit_codes import CHECK_FAILED, OK
    from cli.progress import shown_share
    from pipeline.preview import example_brief
    from pipeline.settings import load_settings
    from pipeline.template_check import check_template

    with shown_share() as progress:
        report = check_template(path, brief or example_brief(path), load_settings().font_dir, progress)
    for problem in report.problems:
        typer.echo(problem)
    typer.echo(f"{report.template}  composed in {report.composed} of 8 shapes and languages")
    return CHECK_FAILED if report.problems else OK


def new(name: Annotated[Path, typer.Argument(help="A new folder; its name is the template's.")]) -> None:
    """Write a small working template to change."""
    from templates.starting import start_template

    written = start_template(name)
    typer.echo(f"template  {written}")
    typer.echo(f"'vitrine templates check {name}' checks it.")


def _list() -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout
    from templates.catalogue import load_template, template_names

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "title", "what it is for"):
        table.add_column(heading, overflow="fold")
    for name in template_names():
        template = load_template(name)
        title = " ".join(template.title.values())
        table.add_row(name, Text(title), Text("\n".join(template.summary.values())))
    stdout().print(table)
