"""`vitrine presenters`: the characters, and portraits of people who agreed to be shown speaking."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import BriefError

if TYPE_CHECKING:
    from domain.portrait import FacePoints
    from pipeline.portraits import Portraits

presenters = typer.Typer(
    help="List who can present: illustrated characters, and portraits with the consent they are used under.",
    invoke_without_command=True,
)
_DAY = ["%Y-%m-%d"]
_ACCOUNT = Annotated[
    str,
    typer.Option(metavar="EMAIL", help="The account of the service whose videos may show it; without: this machine."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(presenters, name="presenters")


@presenters.callback()
def _list(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        _show_all()


def _show_all() -> None:
    from rich.table import Table
    from rich.text import Text

    from cli.console import stdout
    from presenter.characters import load_characters

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "who", "used under"):
        table.add_column(heading, overflow="fold")
    for name, character in load_characters().items():
        table.add_row(name, Text(" ".join(character.title.values())), "drawn by us, free to use")
    for portrait in _portraits().all():
        consent = portrait.consent
        until = f"until {consent.until}" if consent.until else "until revoked"
        state = f"revoked {portrait.revoked:%Y-%m-%d}" if portrait.revoked else f"from {consent.given} {until}"
        table.add_row(portrait.name, Text(consent.person), Text(f"{consent.scope}; {state}"))
    stdout().print(table)


@presenters.command("add")
def add(
    name: Annotated[str, typer.Argument(help="A name for briefs, such as li-lei.")],
    photo: Annotated[Path, typer.Argument(help="A photo of one person who looks at the camera.")],
    person: Annotated[str, typer.Option(help="Who is shown and has agreed (at most 200 characters).")],
    scope: Annotated[str, typer.Option(help="What was agreed to, in words (at most 200 characters).")],
    given: Annotated[
        datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="When it was agreed; today without it.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=_DAY, metavar="DATE", help="Last day of the consent.")
    ] = None,
    eyes: Annotated[
        str | None, typer.Option(metavar="X,Y X,Y", help="Where the eyes are, as fractions of the photo.")
    ] = None,
    mouth: Annotated[
        str | None, typer.Option(metavar="X,Y,WIDTH", help="With --eyes: the mouth's middle and width.")
    ] = None,
    account: _ACCOUNT = "",
) -> None:
    """Register a portrait as a presenter, with the consent of the person it shows."""
    from domain.presenter import Consent

    points = _points(eyes, mouth)
    if not all(0 < len(text.strip()) <= 200 for text in (person, scope)):
        raise BriefError(
            "a consent names a person and what they agreed to",
            hint="give --person and --scope 1 to 200 characters each",
        )
    consent = Consent(
        person=person,
        scope=scope,
        given=given.date() if given else date.today(),
        until=until.date() if until else None,
    )
    portrait = _portraits(account).add(name, photo, consent, points)
    spots = portrait.points
    typer.echo(f"presenter  {portrait.name}  ({person}; revoke with: vitrine presenters revoke {portrait.name})")
    typer.echo(
        f"face       eyes {spots.left_eye.x:.3f},{spots.left_eye.y:.3f} {spots.right_eye.x:.3f},{spots.right_eye.y:.3f}"
        f"  mouth {spots.mouth.x:.3f},{spots.mouth.y:.3f},{spots.mouth_width:.3f}"
    )


@presenters.command("revoke")
def revoke(
    name: Annotated[str, typer.Argument(help="The portrait whose consent ends now.")], account: _ACCOUNT = ""
) -> None:
    """End a consent: the portrait is in no video made from now on."""
    portrait = _portraits(account).revoke(name)
    typer.echo(f"revoked    {portrait.name}: no video made from now on shows {portrait.consent.person}")


def _portraits(account: str = "") -> "Portraits":
    from pipeline.accounts.accounts import Accounts
    from pipeline.settings import load_settings
    from pipeline.wiring import open_portraits

    portraits = open_portraits(load_settings())
    return portraits.of(Accounts(portraits.consents().database).find(account).id) if account else portraits


def _points(eyes: str | None, mouth: str | None) -> "FacePoints | None":
    from domain.base import Point
    from domain.portrait import FacePoints

    if not eyes and not mouth:
        return None
    try:
        left, right = (_numbers(spot, 2) for spot in (eyes or "").split())
        x, y, width = _numbers(mouth or "", 3)
        chin = y + (y - (left[1] + right[1]) / 2) * 0.55
        return FacePoints(
            left_eye=Point(x=left[0], y=left[1]),
            right_eye=Point(x=right[0], y=right[1]),
            mouth=Point(x=x, y=y),
            mouth_width=width,
            chin=Point(x=x, y=min(1, chin)),
        )
    except ValueError as error:
        raise BriefError(
            "--eyes and --mouth do not say where a face is",
            hint='write both, such as --eyes "0.42,0.31 0.58,0.31" --mouth 0.50,0.46,0.12',
        ) from error


def _numbers(text: str, count: int) -> list[float]:
    numbers = [float(part) for part in text.split(",")]
    if len(numbers) != count:
        raise ValueError(f"{len(numbers)} numbers, not {count}")
    return numbers
