"""Progress of a job: a bar with stage, percent and time left on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

import typer

from domain.render import Progress

SHARES: Mapping[str, float] = MappingProxyType(
    {"plan": 2, "speak": 8, "compose": 2, "render": 76, "cover": 2, "seal": 8, "export": 2}
)
"""About how much of a job's time each stage takes, in percent."""


@contextmanager
def shown_progress(videos: int, quiet: bool = False) -> Iterator[Progress]:
    """Show the progress of a job that makes ``videos`` videos, on stderr."""
    if quiet:
        yield lambda stage, done: None
    elif sys.stderr.isatty():
        with _bar(videos) as report:
            yield report
    else:
        yield PlainLines()


class Overall:
    """How much of the whole job is done, from what single stages report."""

    def __init__(self, videos: int) -> None:
        self._videos = videos
        self._done: dict[str, float] = {}

    def update(self, stage: str, done: float) -> float:
        """The job's share done, 0 to 1, after ``stage`` ("render" or "render 9:16") reported ``done``.

        A stage that begins means that the earlier ones are over.
        """
        self._done[stage] = max(done, self._done.get(stage, 0))
        name = stage.split(" ")[0]
        order = list(SHARES)
        earlier = order[: order.index(name)] if name in order else []
        for other in earlier:
            suffix = stage[len(name) :] if other not in ("plan", "speak") else ""
            self._done[other + suffix] = 1
        return min(1.0, sum(self._share(name) * part for name, part in self._done.items()) / 100)

    def _share(self, stage: str) -> float:
        name = stage.split(" ")[0]
        shared = name in ("plan", "speak", "export")
        return SHARES.get(name, 0) / (1 if shared else self._videos)


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
def _bar(videos: int) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as RichProgress

    overall = Overall(videos)
    columns = (TextColumn("{task.description:<12}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with RichProgress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("start", total=1.0)

        def report(stage: str, done: float) -> None:
            bar.update(task, description=stage, completed=overall.update(stage, done))

        yield report
        bar.update(task, description="done", completed=1.0)
