"""`vitrine doctor`: what is ready, what falls back, what is missing."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CHECK_FAILED, OK

if TYPE_CHECKING:
    from pipeline.diagnosis import Finding

_COLOURS = {"ready": "green", "falls back": "yellow", "off": "dim", "missing": "red"}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("doctor")(doctor)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False) -> int:
    """Show the settings in force, fonts, voices, planners and encoder, and what falls back."""
    from pipeline.diagnosis import diagnose
    from pipeline.settings import load_settings

    findings = diagnose(load_settings())
    if as_json:
        import json

        typer.echo(json.dumps([finding.model_dump() for finding in findings], ensure_ascii=False, indent=2))
    else:
        _print(findings)
    return CHECK_FAILED if any(finding.state == "missing" for finding in findings) else OK


def _print(findings: "tuple[Finding, ...]") -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False)
    for heading in ("part", "state", "what"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "what")
    for finding in findings:
        what = f"{finding.detail}\n→ {finding.remedy}" if finding.remedy else finding.detail
        table.add_row(finding.name, Text(finding.state, style=_COLOURS[finding.state]), Text(what))
    stdout().print(table)
