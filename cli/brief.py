"""`vitrine brief`: a product page as the brief, shown before it is used."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.terminal import can_ask
from domain.errors import BriefError

if TYPE_CHECKING:
    from pipeline.page_brief import PageBrief

_SHOWN = 300


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("brief")(brief)


def brief(
    url: Annotated[str, typer.Option("--url", metavar="URL", help="The https address of a product page.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the brief; photos go beside it.")] = Path(
        "brief.yaml"
    ),
    language: Annotated[str | None, typer.Option(metavar="zh|en", help="Language instead of the page's.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write it without asking.")] = False,
) -> None:
    """Read a product page and write what it says as a brief, after showing it."""
    take_page(url, out, language, yes=yes)
    typer.echo(f"brief       {out}")


def take_page(url: str, file: Path, language: str | None, *, yes: bool) -> None:
    """Fetch a page, show what it says, and write it as a brief at ``file`` once it is agreed to."""
    from media.fetch import Fetcher
    from pipeline.page_brief import brief_from_page

    if language not in (None, "zh", "en"):
        raise BriefError(f"--language is '{language}', which is not known", hint="write zh or en")
    found = brief_from_page(url, Fetcher(), language)  # type: ignore[arg-type]  # checked above
    show_page(found)
    agree(yes=yes)
    found.write(file)


def agree(*, yes: bool) -> None:
    """Ask whether what was shown may be used. Raises BriefError without a terminal, typer.Abort for no."""
    if yes:
        return
    if not can_ask():
        raise BriefError("there is no terminal to ask whether this may be used", hint="look at it, then add --yes")
    typer.confirm("Use these facts and photos?", abort=True)


def show_page(found: "PageBrief") -> None:
    """Print what a page came to."""
    product = found.brief.product
    typer.echo(f"page        {found.url} ({found.source})")
    for name, value in product.model_dump(mode="json", exclude_defaults=True).items():
        if name not in ("images", "reviews", "specs"):
            text = str(value)
            more = f" … ({len(text)} characters)" if len(text) > _SHOWN else ""
            typer.echo(f"{name:<11} {text[:_SHOWN]}{more}")
    for key, value in product.specs.items():
        typer.echo(f"  {key}: {value}")
    for review in product.reviews:
        typer.echo(f"  review by {review.author} ({review.rating:g}): {review.text[:_SHOWN]}")
    for photo in found.photos:
        typer.echo(f"photo       {photo.name}  {len(photo.data) // 1000} kB  {photo.url}")
    for note in found.notes:
        typer.echo(f"note        {note}")
