"""Recognising: whether a file is one of ours, by its bytes, its number, or what it shows and sounds like."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain.errors import InputError, LabelError
from labeling.recognition.match import Index, Match
from labeling.recognition.take import fingerprint_any
from pipeline.exported import ExportedFile
from pipeline.store.database import Database
from pipeline.store.ledger import Ledger

How = Literal["same bytes", "same encoding", "picture and sound", "picture", "sound"]
Sure = Literal["certain", "likely", "possible"]


@dataclass(frozen=True)
class Recognised:
    """An export that a file agrees with: ``how`` it was recognised, how ``sure`` that is, and why, in words."""

    file: ExportedFile
    how: How
    sure: Sure
    score: float
    reasons: tuple[str, ...]


def recognise(path: Path, ledger: Ledger, most: int = 5) -> tuple[Recognised, ...]:
    """The exports that the file at ``path`` agrees with, best first; only one when the very bytes left.

    Metadata is not asked: anybody can copy a number onto another file. Raises InputError when the file
    cannot be read.
    """
    try:
        with path.open("rb") as file:
            same = ledger.with_hash(hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", hint="check the path") from error
    if same:
        return (Recognised(same, "same bytes", "certain", 1.0, ("SHA-256 is the same",)),)
    try:
        query = fingerprint_any(path)
    except LabelError as error:
        raise InputError(error.message, hint=error.hint) from error
    numbers, prints = ledger.fingerprints()
    return tuple(_recognised(match, numbers, ledger) for match in Index(prints).find(query, most))


def open_ledger(home: Path, database: Database | None = None) -> Ledger:
    """The ledger of an installation: in its home, or in its database when it has one."""
    return Ledger(database or home / "ledger.sqlite")


def _recognised(match: Match, numbers: tuple[str, ...], ledger: Ledger) -> Recognised:
    found = ledger.find(numbers[match.entry])
    if found is None or match.certainty is None:
        raise LabelError(f"the fingerprint of {numbers[match.entry]} has no file", hint="restore the ledger")
    return Recognised(found, _how(match), match.certainty, match.score, _reasons(match))


def _how(match: Match) -> How:
    if match.coded:
        return "same encoding"
    if match.frames and match.sounds_alike:
        return "picture and sound"
    return "picture" if match.frames else "sound"


def _reasons(match: Match) -> tuple[str, ...]:
    said = []
    if match.coded:
        said.append(f"{match.coded} coded groups of pictures are the same bytes")
    if match.frames_due:
        wrong = f", {match.frame_error:.1%} of their bits differ" if match.frames else ""
        said.append(f"{match.frames} of {match.frames_due} key frames agree in step{wrong}")
    if match.sound_seconds:
        said.append(f"{match.sound_error:.1%} of the bits of {match.sound_seconds:.0f} s of sound differ")
    return tuple(said)
