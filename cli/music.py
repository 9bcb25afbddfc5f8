"""`vitrine music`: the tracks a video can have, and what each sounds like."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("music")(music)


def music(as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False) -> None:
    """List every track of music, with its tempo and what it suits; all are composed here and free to use."""
    from media.music.moods import read_moods
    from templates.catalogue import load_template, template_names

    users: dict[str, list[str]] = {}
    for name in template_names():
        users.setdefault(load_template(name).music.mood, []).append(name)
    rows = [
        {"track": name, "bpm": f"{track.tempo[0]}-{track.tempo[1]}", "about": track.about, "in": users.get(name, [])}
        for name, track in sorted(read_moods().moods.items(), key=lambda item: item[1].tempo)
    ]
    if as_json:
        import json

        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout

    table = Table(box=None, pad_edge=False)
    for heading in ("track", "bpm", "what it sounds like and suits", "templates"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("track", "bpm"))
    for row in rows:
        table.add_row(str(row["track"]), str(row["bpm"]), Text(str(row["about"])), Text(", ".join(row["in"])))
    stdout().print(table)
