"""Progress of a job: a bar with stage, percent and time left on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from domain.render import Progress
from pipeline.progress import Overall


@contextmanager
def shown_progress(videos: int, quiet: bool = False) -> Iterator[Progress]:
    """Show the progress of a job that makes ``videos`` videos, on stderr."""
    if quiet:
        yield lambda stage, done: None
    elif sys.stderr.isatty():
        with _bar(Overall(videos).update) as report:
            yield report
    else:
        yield PlainLines()


@contextmanager
def shown_share() -> Iterator[Progress]:
    """Show on a terminal how much of one thing is done, and at what it is; elsewhere nothing."""
    if sys.stderr.isatty():
        with _bar(lambda stage, done: done) as report:
            yield report
    else:
        yield lambda stage, done: None


class PlainLines:
    """One line when a stage begins, and one at each quarter of a long one."""

    def __init__(self) -> None:
        self._shown: dict[str, int] = {}

    def __call__(self, stage: str, done: float) -> None:
        quarter = int(done * 4)
        if stage not in self._shown:
            typer.echo(f"{stage} …", err=True)
        elif quarter > self._shown[stage] and stage.startswith("render"):
            typer.echo(f"{stage} {quarter * 25} %", err=True)
        self._shown[stage] = max(quarter, self._shown.get(stage, 0))


@contextmanager
def _bar(overall: Callable[[str, float], float]) -> Iterator[Progress]:
    """A bar on stderr; ``overall`` is the share of everything from a stage and the share of it that is done."""
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    columns = (TextColumn("{task.description:<12}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("start", total=1.0)

        def report(stage: str, done: float) -> None:
            bar.update(task, description=stage, completed=overall(stage, done))

        yield report
        bar.update(task, description="done", completed=1.0)
