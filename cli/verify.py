"""`vitrine verify`: read a file back and list its label checks."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CHECK_FAILED, OK

if TYPE_CHECKING:
    from domain.label import LabelReport


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("verify")(verify)


def verify(
    file: Annotated[Path, typer.Argument(help="An MP4, MOV, JPEG or PNG.", metavar="FILE", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> int:
    """Check the labels of FILE clause by clause. Exits with 0 when all hold, 1 when one fails, 2 when unreadable."""
    from pipeline.settings import load_settings
    from pipeline.verifying import verify_labels

    report = verify_labels(file, load_settings())
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        _print(report)
    return OK if report.passed else CHECK_FAILED


def _print(report: "LabelReport") -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False)
    for heading in ("", "clause", "check", "measured", "bound"):
        table.add_column(heading, overflow="fold")
    for check in report.checks:
        sign = Text("✓", style="green") if check.passed else Text("✗", style="red")
        table.add_row(sign, *(Text(cell) for cell in (check.clause, check.check, check.measured, check.bound)))
    stdout().print(table)
    failed = len(report.failed)
    verdict = "every check holds" if report.passed else f"{failed} of {len(report.checks)} checks fail"
    typer.echo(f"{report.file}: {verdict}. This lists clauses checked; it is no statement about the law.")
