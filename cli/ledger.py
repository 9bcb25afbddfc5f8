"""`vitrine ledger`: what left, what it was made of, and whether a file from anywhere is one of it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CHECK_FAILED, OK

if TYPE_CHECKING:
    from pipeline.exported import ExportedFile
    from pipeline.recognising import Recognised
    from pipeline.store.ledger import Ledger

_AS_JSON = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    group = typer.Typer(no_args_is_help=True, help="What left, and whether a file is one of it.")
    group.command("find")(find)
    group.command("list")(list_exports)
    group.command("show")(show)
    app.add_typer(group, name="ledger")


def find(
    file: Annotated[Path, typer.Argument(help="A film, sound or picture.", metavar="FILE", show_default=False)],
    most: Annotated[int, typer.Option("--most", min=1, max=100, help="Show this many matches.")] = 5,
    as_json: _AS_JSON = False,
) -> int:
    """Recognise FILE by what it shows and sounds like, whatever became of its labels.

    Exits with 0 when it is certainly or likely one of ours, 1 when not, 2 when it cannot be read.
    """
    from pipeline.recognising import recognise

    found = recognise(file, _ledger(), most)
    if as_json:
        typer.echo(_json([_as_row(match) for match in found]))
    else:
        _print_matches(file.name, found)
    return OK if found and found[0].sure != "possible" else CHECK_FAILED


def list_exports(
    most: Annotated[int, typer.Option("--most", min=1, max=100_000, help="Show this many, the newest.")] = 20,
    job: Annotated[str, typer.Option("--job", help="Show only what this job made.")] = "",
    as_json: _AS_JSON = False,
) -> int:
    """List the files that left, newest first."""
    files = _ledger().latest(most, job)
    if as_json:
        typer.echo(_json([_as_dict(file) for file in files]))
        return OK
    if not files:
        typer.echo("nothing has left yet")
        return OK
    _table(
        ("number", "left", "file", "job", "SHA-256"),
        [(file.produce_id, _when(file), file.file, file.job[:12], file.sha256[:12]) for file in files],
    )
    return OK


def show(
    number: Annotated[str, typer.Argument(help="A content number, or how it begins.", metavar="NUMBER")],
    as_json: _AS_JSON = False,
) -> int:
    """Show one file: its hashes, its job, and the photos, clips and sounds it was made of."""
    from pipeline.exported import ExportedFile

    ledger = _ledger()
    file: ExportedFile = ledger.beginning(number)
    print_ = ledger.fingerprint(file.produce_id)
    known = {
        "key_frames": int(print_.moments.size) if print_ else 0,
        "sound_seconds": round(print_.sound.size * 0.064, 1) if print_ else 0.0,
        "coded_groups": [f"{digest:016x}" for digest in print_.coded] if print_ else [],
    }
    if as_json:
        typer.echo(_json(_as_dict(file) | known))
        return OK
    _table(("", ""), [(name, str(value)) for name, value in _lines(file, known)])
    return OK


def _ledger() -> "Ledger":
    from pipeline.settings import load_settings
    from pipeline.store.opening import open_ledger

    return open_ledger(load_settings())


def _print_matches(name: str, found: "tuple[Recognised, ...]") -> None:
    if not found:
        typer.echo(f"{name}: no export is like it")
        return
    _table(
        ("sure", "by", "score", "file", "number", "because"),
        [
            (match.sure, match.how, f"{match.score:.3f}", match.file.file, match.file.produce_id,
             "; ".join(match.reasons))
            for match in found
        ],
    )  # fmt: skip
    best = found[0]
    verdict = {"certain": "is", "likely": "is likely", "possible": "may be"}[best.sure]
    typer.echo(f"{name}: {verdict} {best.file.file}, which left on {_when(best.file)}")


def _table(headings: tuple[str, ...], rows: "list[tuple[str, ...]]") -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False, show_header=any(headings))
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    stdout().print(table)


def _lines(file: "ExportedFile", known: dict[str, object]) -> list[tuple[str, object]]:
    groups = known["coded_groups"]
    facts: list[tuple[str, object]] = [
        ("number", file.produce_id), ("file", file.file), ("left", _when(file)), ("job", file.job),
        ("SHA-256", file.sha256), ("key frames", known["key_frames"]), ("sound", f"{known['sound_seconds']} s"),
        ("coded groups", len(groups) if isinstance(groups, list) else 0),
    ]  # fmt: skip
    marks = {source.sha256: f", came with {source.marks}" if source.marks else "" for source in file.sources}
    made_of = [(s.kind, f"{s.name} ({s.sha256[:12]}){marks[s.sha256]}") for s in file.sources]
    return [*facts, *made_of]


def _as_row(match: "Recognised") -> dict[str, object]:
    return {
        "sure": match.sure, "how": match.how, "score": round(match.score, 4), "reasons": list(match.reasons),
        **_as_dict(match.file),
    }  # fmt: skip


def _as_dict(file: "ExportedFile") -> dict[str, object]:
    return asdict(file) | {"created": file.created.isoformat()}


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _when(file: "ExportedFile") -> str:
    return f"{file.created:%Y-%m-%d %H:%M} UTC"
