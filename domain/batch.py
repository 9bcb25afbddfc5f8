"""Batches: a catalogue in, a video for each of its products, and what became of every row."""

from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints

from domain.base import Frozen
from domain.brief import Aspect, Language, Platform, Tone

BatchStatus = Literal["running", "paused", "completed", "canceled"]
RowStatus = Literal[
    "invalid", "waiting", "queued", "in_progress", "requires_action", "completed", "unchanged", "failed", "canceled"
]
"""``unchanged`` rows have their video from an earlier batch; ``invalid`` ones could not be read."""
ROW_STATUSES: tuple[RowStatus, ...] = get_args(RowStatus)
OPEN_ROWS: frozenset[RowStatus] = frozenset({"waiting", "queued", "in_progress", "requires_action"})
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]


class RowError(Frozen):
    """What is wrong with a row: ``row`` counts products from 1, ``line`` is its first line in the file.

    ``column`` is the catalogue's own name of it, ``code`` stable for programs. Warnings have the same form.
    """

    row: int
    line: int
    column: str = ""
    code: str
    message: str


class BatchOptions(Frozen):
    """What holds for every row that does not say otherwise in a column of its own.

    ``languages`` empty takes the language the title is written in; ``currency`` is used where a price
    names none. ``variants`` are videos of the same row that differ by a stated distance. ``again`` makes
    videos that are there already anew.
    """

    name: Name = ""
    template: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] = "auto"
    languages: tuple[Language, ...] = ()
    voice: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_:.-]{1,80}$")] = "auto"
    presenter: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")] = "auto"
    tone: Tone = "warm"
    seconds: Annotated[int, Field(ge=6, le=60)] = 15
    aspects: Annotated[tuple[Aspect, ...], Field(min_length=1, max_length=4)] = ("9:16",)
    platforms: tuple[Platform, ...] = ()
    currency: Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")] = ""
    variants: Annotated[int, Field(ge=1, le=10)] = 1
    again: bool = False


class Batch(Frozen):
    """A batch as it stands. ``counts`` has the videos asked for by status, ``rows`` how many products there are.

    ``per_hour`` is how many videos ended in an hour at the rate of now; None before the first.
    """

    id: str
    owner: str
    name: str
    dialect: str
    status: BatchStatus
    rows: int
    counts: dict[RowStatus, int]
    per_hour: float | None = None
    seconds_left: int | None = None
    created: datetime
    finished: datetime | None = None

    @property
    def videos(self) -> int:
        """How many videos it asks for, rows that cannot be read among them."""
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        """How many have not ended."""
        return sum(count for status, count in self.counts.items() if status in OPEN_ROWS)


class BatchRow(Frozen):
    """One video of a batch: the row it comes from, and what became of it."""

    id: int
    row: int
    line: int
    external_id: str
    title: str
    language: Language | Literal[""] = ""
    variant: int = 1
    platforms: tuple[Platform, ...] = ()
    status: RowStatus
    progress: int = 0
    video: str = ""
    error: RowError | None = None
