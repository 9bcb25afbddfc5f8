"""Watching: a picture drawn again whenever a file that it is made of changes."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import typer

from domain.errors import InputError, VitrineError

_PAUSE = 0.1
"""Seconds from one look at the files to the next."""


def watch(files: Callable[[], Iterable[Path]], draw: Callable[[], str]) -> None:
    """Draw at once and after every change of the files, until Ctrl-C; say what ``draw`` says and the time it took.

    What goes wrong is said, and the next change waited for.
    """
    with suppress(KeyboardInterrupt):
        while True:
            watched = tuple(files())
            seen = [_state(path) for path in watched]
            begun = time.perf_counter()
            try:
                said = draw()
                typer.echo(f"{said}  {time.perf_counter() - begun:.2f} s")
            except VitrineError as error:
                typer.echo(f"error: {error.message}\nhint: {error.hint}", err=True)
            while [_state(path) for path in watched] == seen:
                time.sleep(_PAUSE)


def files_of(brief: Path, template: str | None = None) -> tuple[Path, ...]:
    """A brief, its template (or the ``template`` in its place) if that is the user's own, and the files it names.

    Those are left out where the brief cannot be read.
    """
    from pipeline.briefs import load_brief

    try:
        told = load_brief(brief)
    except InputError:
        return (brief, _own(template or ""))
    product = told.product
    named = (*product.images, *product.videos, product.before, product.after)
    kit = _files_of_kit(brief.parent / told.brand_kit) if told.brand_kit else ()
    return (brief, _own(template or told.template), *(brief.parent / name for name in named if name), *kit)


def _files_of_kit(path: Path) -> tuple[Path, ...]:
    """A brand kit and its logo; itself alone where it cannot be read."""
    from pipeline.briefs import load_brand_kit

    try:
        logo = load_brand_kit(path).logo
    except InputError:
        return (path,)
    return (path, path.parent / logo) if logo else (path,)


def _own(template: str) -> Path:
    """Where a template of the user's own is."""
    return Path(template) / "template.yaml"


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
