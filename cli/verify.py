"""`vitrine verify`: read files back and list their label checks."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import BAD_INPUT, CHECK_FAILED, OK

if TYPE_CHECKING:
    from rich.text import Text

    from domain.label import LabelReport
    from pipeline.verifying import Verified

_NO_STATEMENT = "This lists clauses checked; it is no statement about the law."


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("verify")(verify)


def verify(
    names: Annotated[
        list[str],
        typer.Argument(help="Films, pictures, sounds, texts or ZIP files, or folders of them.", metavar="FILE...",
                       show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> int:  # fmt: skip
    """Check the labels of every FILE clause by clause; a folder is searched with all its folders, a ZIP with its files.

    Exits with 0 when all hold, 1 when one fails, 2 when a file cannot be read.
    """
    from domain.errors import InputError
    from pipeline.settings import load_settings
    from pipeline.verifying import files_below, open_verifier, verify_all

    if "" in names:
        raise InputError("the name of a file is empty", hint="name it; if it comes from a variable, that is not set")
    files = [Path(name) for name in names]
    check = open_verifier(load_settings())
    if len(files) == 1 and not files[0].is_dir() and files[0].suffix.lower() != ".zip":
        report = check(files[0])
        typer.echo(report.model_dump_json(indent=2)) if as_json else _print(report)
        return OK if report.passed else CHECK_FAILED
    paths: list[Path] = []
    skipped = 0
    for file in files:
        below, others = files_below(file) if file.is_dir() else ((file,), 0)
        paths += below
        skipped += others
    if not paths:
        raise InputError("there is no file that can be verified", hint="name files, or a folder that has some")
    results = list(_with_progress(verify_all(paths, check), len(paths), quiet))
    if as_json:
        typer.echo(_json(results, skipped))
    else:
        _print_all(results, skipped)
    return _exit_code(results)


def _exit_code(results: "list[Verified]") -> int:
    if any(result.error for result in results):
        return BAD_INPUT
    return OK if all(result.report and result.report.passed for result in results) else CHECK_FAILED


def _with_progress(results: "Iterable[Verified]", count: int, quiet: bool) -> "Iterator[Verified]":
    """Show on stderr how many files are done: a bar on a terminal, else a line now and then."""
    if quiet:
        yield from results
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        yield from track(results, "verify", count, console=Console(stderr=True))
    else:
        for number, result in enumerate(results, 1):
            if number % 25 == 0:
                typer.echo(f"verify {number} of {count}", err=True)
            yield result


def _print(report: "LabelReport") -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False)
    for heading in ("", "clause", "check", "measured", "bound"):
        table.add_column(heading, overflow="fold")
    for check in report.checks:
        table.add_row(_sign(check.passed), *map(Text, (check.clause, check.check, check.measured, check.bound)))
    stdout().print(table)
    typer.echo(f"{report.file}: {_verdict(report)}. {_NO_STATEMENT}")


def _print_all(results: "list[Verified]", skipped: int) -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False)
    for heading in ("", "file", "kind", "found"):
        table.add_column(heading, overflow="fold")
    for result in results:
        report, error = result.report, result.error
        said = _failures(report) if report else error.message if error else ""
        sign = _sign(report.passed) if report else Text("?", style="yellow")
        table.add_row(sign, Text(str(result.path)), report.media if report else "", Text(said))
    stdout().print(table)
    counts = _counts(results, skipped)
    typer.echo(
        f"{counts['files']} files: {counts['passed']} hold every check, {counts['failed']} fail some, "
        f"{counts['unreadable']} cannot be read; {skipped} of other kinds were passed over. {_NO_STATEMENT}"
    )


def _failures(report: "LabelReport") -> str:
    numbers = ", ".join(check.clause.split()[0] for check in report.failed)
    return f"{_verdict(report)}: {numbers}" if numbers else _verdict(report)


def _verdict(report: "LabelReport") -> str:
    if report.passed:
        return "every check holds"
    return f"{len(report.failed)} of {len(report.checks)} checks fail"


def _counts(results: "list[Verified]", skipped: int) -> dict[str, int]:
    passed = sum(bool(result.report and result.report.passed) for result in results)
    unreadable = sum(result.error is not None for result in results)
    failed = len(results) - passed - unreadable
    return {"files": len(results), "passed": passed, "failed": failed, "unreadable": unreadable, "skipped": skipped}


def _json(results: "list[Verified]", skipped: int) -> str:
    rows: list[dict[str, object]] = []
    for result in results:
        if result.report:
            rows.append({"path": str(result.path), **result.report.model_dump(mode="json")})
        elif result.error:
            rows.append({"path": str(result.path), "error": result.error.message, "hint": result.error.hint})
    return json.dumps({"files": rows, "summary": _counts(results, skipped)}, indent=2, ensure_ascii=False)


def _sign(passed: bool) -> "Text":
    from rich.text import Text

    return Text("✓", style="green") if passed else Text("✗", style="red")
