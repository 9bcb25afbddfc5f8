"""The log of grants (标识办法 art. 9): append-only, each line chained to the one before by its hash.

Nothing here deletes or changes a line: the law wants recipients kept for six months, ``KEEP_DAYS`` at
least, and the log keeps them for good. A line changed, taken out or cut off at the end is noticed
whenever it is read, since the length and the last hash stand in a file beside it.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

from pydantic import ValidationError

from domain.base import Frozen, Sha256
from domain.errors import InputError, LabelError
from domain.grant import Application, Grant
from domain.timeline import Timeline
from labeling.mark import unmarked
from pipeline.clock import Clock, system_clock
from pipeline.export import storage_errors
from pipeline.files import write_whole

KEEP_DAYS = 184
_FIRST = "0" * 64


class LogLine(Frozen):
    """One line: a grant given, or its copy taken. ``hash`` is over the line before's and all else here."""

    line: int
    when: datetime
    event: Literal["granted", "copied"]
    number: str
    application: Application
    produce_id: str = ""
    sha256: str = ""
    before: Sha256
    hash: Sha256


class GrantLog:
    """The log in a folder, made on first use. Raises StorageError, or LabelError when its chain is broken."""

    def __init__(self, folder: Path, now: Clock = system_clock) -> None:
        self._file, self._head, self._now = folder / "grants.jsonl", folder / "grants.head", now

    def lines(self) -> tuple[LogLine, ...]:
        """Every line, the chain checked."""
        with storage_errors(self._file, "log of grants"):
            text = self._file.read_text("utf-8") if self._file.is_file() else ""
            head = self._head.read_text("ascii").split() if self._head.is_file() else ["0", _FIRST]
        found, before = [], _FIRST
        for number, raw in enumerate(text.splitlines(), 1):
            line = _parsed(raw, number)
            if (line.line, line.before, line.hash) != (number, before, _hash(line)):
                raise _broken(f"line {number} does not follow from the one before")
            found.append(line)
            before = line.hash
        # A power cut may come between a line and the head that tells of it.
        cut = [str(len(found) - 1), found[-1].before] if found else None
        if head not in ([str(len(found)), before], cut):
            raise _broken(f"it has {len(found)} lines, {head[0]} were written")
        return tuple(found)

    def give(self, application: Application) -> Grant:
        """Grant an application: the first step. The copy is the second, and has to be asked for."""
        grant = Grant(number=f"grant-{uuid4().hex[:12]}", application=application, granted=self._now())
        self._append("granted", grant, grant.granted)
        return grant

    def grant(self, number: str) -> Grant:
        """A grant by its number. Raises InputError for one that was never given."""
        for line in self.lines():
            if (line.event, line.number) == ("granted", number):
                return Grant(number=number, application=line.application, granted=line.when)
        raise InputError(f"there is no grant '{number}'", hint="'vitrine grant-log' lists them")

    def used(self, number: str) -> bool:
        """Whether the copy of a grant was taken."""
        return any((line.event, line.number) == ("copied", number) for line in self.lines())

    def record_copy(self, grant: Grant, produce_id: str, sha256: str) -> None:
        """Write down that the copy leaves. Raises LabelError when another one was quicker."""
        self._append("copied", grant, self._now(), produce_id, sha256)

    def _append(
        self, event: Literal["granted", "copied"], grant: Grant, when: datetime, produce_id: str = "", sha256: str = ""
    ) -> None:
        with storage_errors(self._file, "log of grants"), self._locked():
            lines = self.lines()
            if event == "copied" and any((line.event, line.number) == ("copied", grant.number) for line in lines):
                raise LabelError(f"the copy of {grant.number} was taken already", hint="grant another application")
            bare = LogLine(
                line=len(lines) + 1,
                when=when.astimezone(UTC),
                event=event,
                number=grant.number,
                application=grant.application,
                produce_id=produce_id,
                sha256=sha256,
                before=lines[-1].hash if lines else _FIRST,
                hash=_FIRST,
            )
            line = bare.model_copy(update={"hash": _hash(bare)})
            handle = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(line.model_dump_json() + "\n")
                file.flush()
                os.fsync(file.fileno())
            write_whole(self._head, f"{line.line} {line.hash}\n".encode(), mode=0o600)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def timeline_hash(timeline: Timeline) -> str:
    """What a grant is for: the video's timeline, whatever mark is in it."""
    return hashlib.sha256(unmarked(timeline).model_dump_json().encode()).hexdigest()


def _hash(line: LogLine) -> str:
    values = line.model_dump(mode="json", exclude={"hash"})
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _parsed(raw: str, number: int) -> LogLine:
    try:
        return LogLine.model_validate_json(raw)
    except ValidationError as error:
        raise _broken(f"line {number} cannot be read") from error


def _broken(reason: str) -> LabelError:
    return LabelError(f"the log of grants is broken: {reason}", hint="restore it from a backup; it may not be edited")
