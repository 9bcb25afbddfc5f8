"""Moods: what a piece is made of, read from ``moods.yaml``."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from domain.base import Frozen, Unit
from domain.brief import Tone
from domain.errors import AssetError
from media.data import read_data
from media.music.harmony import is_chord

STEPS = 16
"""Steps of a bar."""

_MOODS = Path(__file__).with_name("moods.yaml")
_SIGNS = {"drum": "123456789", "chords": "123456789", "arp": "01234567", "bass": "rfo", "lead": "01234567", "pad": ""}


def _chord(symbol: str) -> str:
    if not is_chord(symbol):
        raise ValueError(f"'{symbol}' is not a chord: write a numeral, a colon and a quality, like vi:min7")
    return symbol


def _grid(grid: str) -> str:
    steps = grid.replace(" ", "")
    if len(steps) != STEPS:
        raise ValueError(f"grid '{grid}' has {len(steps)} steps, not {STEPS}")
    return steps


ChordSymbol = Annotated[str, AfterValidator(_chord)]
Grid = Annotated[str, AfterValidator(_grid)]


class Part(Frozen):
    """One player; the fields are explained in ``moods.yaml``. ``strum`` is milliseconds, ``level`` decibels."""

    play: Literal["pad", "chords", "arp", "bass", "lead", "drum"]
    voice: str
    level: float
    pan: Annotated[float, Field(ge=-1, le=1)] = 0
    energy: Annotated[int, Field(alias="from", ge=0, le=2)] = 0
    strum: NonNegativeFloat = 0
    up: int = 0
    grids: tuple[Grid, ...] = ()
    fill: Grid | None = None

    @model_validator(mode="after")
    def _known_signs(self) -> Self:
        if bool(self.grids) == (self.play == "pad"):
            raise ValueError(f"part '{self.voice}': every part but a pad needs grids")
        for grid in (*self.grids, *([self.fill] if self.fill else [])):
            if strange := set(grid) - set(_SIGNS[self.play]) - {"."}:
                raise ValueError(f"part '{self.voice}': {self.play} cannot play '{min(strange)}'")
        return self


class Room(Frozen):
    """The reverberation: how long in seconds, and its level in decibels."""

    seconds: PositiveFloat
    level: float


class Mood(Frozen):
    """A track. ``about`` says what it sounds like and suits; ``pump`` is how far the rest steps back at each kick, in
    decibels."""

    about: Annotated[str, Field(min_length=1, max_length=100)]
    tempo: tuple[PositiveInt, PositiveInt]
    swing: Annotated[Unit, Field(le=0.5)]
    room: Room
    pump: NonNegativeFloat
    keys: tuple[str, ...] = Field(min_length=1)
    progressions: tuple[tuple[ChordSymbol, ChordSymbol, ChordSymbol, ChordSymbol], ...] = Field(min_length=1)
    cadence: tuple[ChordSymbol, ChordSymbol, ChordSymbol]
    parts: tuple[Part, ...] = Field(min_length=1)


class Moods(Frozen):
    """Every mood by name, and which one a brief's tone means."""

    tones: Mapping[Tone, str]
    moods: Mapping[str, Mood]


@cache
def read_moods() -> Moods:
    """The packaged ``moods.yaml``."""
    return Moods.model_validate(read_data(_MOODS))


def find_mood(name: str) -> Mood:
    """A track by name. Raises AssetError when it is unknown."""
    moods = read_moods().moods
    if name not in moods:
        raise AssetError(f"track '{name}' is unknown", hint=f"choose one of {', '.join(sorted(moods))}, or name a file")
    return moods[name]


def mood_for(tone: Tone) -> str:
    """The mood that suits a brief's tone."""
    return read_moods().tones[tone]
