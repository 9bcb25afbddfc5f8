"""`vitrine batch`: a catalogue in, a folder of labelled videos, results and a feed out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.exit_codes import CHECK_FAILED, OK
from domain.errors import CatalogueError, InputError

if TYPE_CHECKING:
    from domain.batch import BatchOptions
    from pipeline.batch.plan import Estimate, Plan

OWNER = "local"
"""Whose batches those of the command line are."""
_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("batch")(batch)


def batch(
    file: Annotated[
        str,
        typer.Argument(
            help="The catalogue: CSV, TSV or XLSX, or its https address.", metavar="FILE", show_default=False
        ),
    ],
    preview: Annotated[bool, typer.Option("--preview", help="Show what would come; make nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Begin without asking.")] = False,
    images: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of image files; that of FILE without it.")
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the videos and results.csv.")] = Path("out"),
    template: Annotated[str, typer.Option(metavar="NAME", help="Template of rows that name none.")] = "auto",
    language: Annotated[list[str] | None, typer.Option(metavar="zh|en", help="May be repeated: a video each.")] = None,
    voice: Annotated[str, typer.Option(metavar="NAME", help="Voice of rows that name none.")] = "auto",
    presenter: Annotated[str, typer.Option(metavar="NAME", help="Presenter of rows that name none.")] = "auto",
    seconds: Annotated[int, typer.Option(metavar="N", help="Length, 6 to 60.")] = 15,
    aspect: Annotated[list[str] | None, typer.Option(metavar="9:16|4:5|1:1|16:9", help="May be repeated.")] = None,
    platform: Annotated[list[str] | None, typer.Option(metavar="NAME", help="May be repeated: a folder each.")] = None,
    currency: Annotated[str, typer.Option(metavar="CODE", help="Currency of prices that name none.")] = "",
    brand: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Brand kit of all its videos, YAML or JSON.")
    ] = None,
    variants: Annotated[int, typer.Option(metavar="N", help="Videos of each row, apart from each other, 1 to 10.")] = 1,
    name: Annotated[
        str, typer.Option(metavar="PATTERN", help="Names of files, from {id} {row} {language} {variant} {title}.")
    ] = "{row}-{id}-{language}",
    links: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where DIR will be on the web; feed.csv names the films there.")
    ] = "",
    packed: Annotated[bool, typer.Option("--zip", help="Pack it all into videos.zip too.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Make videos anew that are there already.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show no progress.")] = False,
) -> None:
    """Make a video of every row of FILE. Ctrl-C stops; the same command goes on, and makes only what is missing."""
    from cli.batch_run import BatchRun
    from cli.brief import agree
    from pipeline.batch.desk import Customer
    from pipeline.batch.media import FolderFiles
    from pipeline.batch.naming import check_pattern
    from pipeline.batch.opening import open_feeder, paid
    from pipeline.batch.plan import estimate, make_plan
    from pipeline.intake import stored_kit
    from pipeline.jobs.opening import open_database
    from pipeline.settings import load_settings, require_producer
    from pipeline.store.schema import create_schema

    check_pattern(name)
    settings = load_settings()
    database = open_database(settings)
    create_schema(database)
    feeder = open_feeder(settings, database)
    options = _options({
        "template": template, "languages": language or (), "voice": voice, "presenter": presenter, "seconds": seconds,
        "aspects": aspect or ("9:16",), "platforms": platform or (), "currency": currency, "variants": variants,
        "again": again,
    })  # fmt: skip
    catalogue, title, folder = _read(file)
    files = FolderFiles(images or folder, feeder.media.store)
    kit = stored_kit(brand, feeder.media.store) if brand else None
    plan = make_plan(catalogue, title, options, files, kit)
    unchanged = feeder.batches.unchanged(plan, Customer(OWNER))
    _show(plan, len(unchanged), estimate(database, plan, unchanged, paid(settings)))
    if preview:
        return
    require_producer(settings)
    if not yes:
        agree(yes=False)
    run = BatchRun(settings, feeder, OWNER, out, name, packed, links)
    batch = feeder.batches.accept(plan, Customer(OWNER))
    typer.echo(f"batch       {batch.id}; 'vitrine batches --help' says how to pause or cancel it from another terminal")
    failed = run.until_ended(batch, quiet=quiet)
    raise typer.Exit(CHECK_FAILED if failed else OK)


def _options(given: dict[str, object]) -> "BatchOptions":
    from pydantic import ValidationError

    from domain.batch import BatchOptions

    try:
        return BatchOptions.model_validate(given)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        raise InputError(
            f"--{detail['loc'][0]}: {detail['msg']}", hint="'vitrine batch --help' says what it takes"
        ) from error


def _read(file: str) -> tuple[bytes, str, Path]:
    """The catalogue's bytes, its name, and the folder that its pictures are in; an address has the current one."""
    if file.startswith("https://"):
        return _fetched(file)
    path = Path(file)
    try:
        return path.read_bytes(), path.name, path.parent
    except OSError as error:
        raise CatalogueError(f"'{file}' cannot be read: {error.strerror}", hint="check its name") from error


def _fetched(address: str) -> tuple[bytes, str, Path]:
    from urllib.parse import unquote, urlsplit

    from media.fetch import Fetcher, FetchLimits
    from pipeline.batch.sheet import MAX_BYTES

    found = Fetcher(FetchLimits(max_bytes=MAX_BYTES)).get(address, "text/csv, text/tab-separated-values, */*")
    name = unquote(urlsplit(found.url).path).rpartition("/")[2]
    return found.body, name or "catalogue.csv", Path()


def _show(plan: "Plan", unchanged: int, expected: "Estimate") -> None:
    catalogue, reading = plan.catalogue, plan.reading
    bad = len({error.row for error in reading.errors})
    typer.echo(f"catalogue   {catalogue.dialect.title}, {catalogue.sheet.encoding}, {catalogue.sheet.delimiter}")
    unused = [column for column, field in catalogue.mapping if column and not field]
    for column, field in catalogue.mapping:
        if field or column in unused[:_SHOWN]:
            typer.echo(f"  {column:<28} {field or '-'}")
    if len(unused) > _SHOWN:
        typer.echo(f"  and {len(unused) - _SHOWN} more that are not used")
    typer.echo(f"rows        {len(catalogue.products)}, {bad} of them bad")
    for error in [*reading.errors, *reading.warnings][:_SHOWN]:
        typer.echo(f"  line {error.line}, {error.column or 'row'}: {error.message} ({error.code})")
    hidden = len(reading.errors) + len(reading.warnings) - _SHOWN
    if hidden > 0:
        typer.echo(f"  and {hidden} more; once the batch has run, results.csv names the error of each row")
    typer.echo(f"videos      {expected.videos} to make, {unchanged} there already or on their way")
    typer.echo(f"time        about {_span(expected.seconds)} ({expected.basis})")
    money = f"at most {expected.money}" if expected.money else "no budget is set" if expected.scripts else "nothing"
    typer.echo(f"cost        {money}")


def _span(seconds: int) -> str:
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {seconds % 60} s"
