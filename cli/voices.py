"""`vitrine voices`: who can speak, whether they may here, and a labelled sample of one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.voices import Standing


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("voices")(voices)


def voices(
    language: Annotated[str | None, typer.Option(metavar="zh|en", help="Only voices of this language.")] = None,
    sample: Annotated[
        str | None, typer.Option(metavar="VOICE", help="Write a labelled sentence of this voice to --out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --sample: the WAV, MP3 or M4A; VOICE.mp3 when left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
) -> None:
    """List every voice, with who speaks it and whether it may speak here, or write a sample of one."""
    from pipeline.settings import load_settings

    settings = load_settings()
    if sample is None:
        _list(settings, language, as_json=as_json)
    else:
        _write(sample, out or Path(f"{sample}.mp3"), settings)


def _list(settings: "Settings", language: str | None, *, as_json: bool) -> None:
    from pipeline.voices import known_language, standings

    found = standings(settings, known_language(language) if language else None)
    if as_json:
        import json

        typer.echo(json.dumps([_as_row(one) for one in found], ensure_ascii=False, indent=2))
    else:
        _print(found)


def _write(name: str, out: Path, settings: "Settings") -> None:
    from pipeline.opening import open_exporting
    from pipeline.sampling import known_voice, write_sample

    voice, exporting = known_voice(name), open_exporting(settings)
    done = write_sample(voice, out, exporting.studio, exporting.sealer)
    typer.echo(f"sample  {out}  ({len(done.sound.report.checks)} label checks hold)")
    typer.echo(f"voice   {done.voice}: {done.text}")


def _print(found: "tuple[Standing, ...]") -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False)
    for heading in ("voice", "provider", "language", "gender", "age", "style", "here"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("voice", "provider"))
    for one in found:
        voice = one.voice
        here = Text("ready", style="green") if one.usable else Text(f"off: {one.remedy}", style="dim")
        table.add_row(voice.name, voice.provider, voice.language, voice.gender, voice.age, Text(voice.style), here)
    stdout().print(table)


def _as_row(one: "Standing") -> dict[str, object]:
    return {**one.voice.model_dump(exclude={"engine"}), "usable": one.usable, "remedy": one.remedy}
