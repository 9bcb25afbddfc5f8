"""Stages: each step's value kept as JSON under the hash of everything it was made from.

A run that was killed finds the values of the steps it finished and goes on after them. A value that
should not outlive its job (a seal, or a script written by a fallback) is dropped when the job ends.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.files import tidy, write_whole

Value = TypeVar("Value", bound=BaseModel)
Ingredient = BaseModel | str | int | float | None | Sequence["Ingredient"]


@dataclass(frozen=True)
class StageRecord:
    """A step of a job: whether its value was found from an earlier run, and how long it took."""

    name: str
    reused: bool
    seconds: float


class Stages:
    """The steps of one job, kept in ``folder``; ``code`` stands for the program that makes them."""

    def __init__(self, folder: Path, code: str) -> None:
        self._folder, self._code = folder, code
        self._records: list[StageRecord] = []
        self._passing: list[Path] = []

    @property
    def records(self) -> tuple[StageRecord, ...]:
        """The steps so far, in order."""
        return tuple(self._records)

    def key(self, name: str, inputs: Sequence[Ingredient]) -> str:
        """The hash of a step's inputs: where its value and its files are kept."""
        text = json.dumps([name, self._code, _plain(inputs)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def file(self, name: str, inputs: Sequence[Ingredient], suffix: str) -> Path:
        """Where a step keeps a file too large for JSON. Its folder exists."""
        path = self._folder / name / f"{self.key(name, inputs)}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def run(
        self,
        name: str,
        kind: type[Value],
        inputs: Sequence[Ingredient],
        make: Callable[[], Value],
        *,
        whole: Callable[[Value], bool] = lambda value: True,
        keep: Callable[[Value], bool] = lambda value: True,
    ) -> Value:
        """The value of a step: the one kept if it is ``whole``, else made now and kept.

        ``keep`` says whether it may still be used after this job.
        """
        return self._run(name, kind, self.file(name, inputs, ".json"), make, whole, keep)

    def _run(
        self, name: str, kind: type[Value], path: Path, make: Callable[[], Value], whole: Callable[[Value], bool],
        keep: Callable[[Value], bool],
    ) -> Value:  # fmt: skip
        begun = time.monotonic()
        value = _read(path, kind)
        reused = value is not None and whole(value)
        if reused:
            _touch(self._folder, path.stem)
        if value is None or not reused:
            value = make()
            write_whole(path, value.model_dump_json().encode())
        if not keep(value):
            self._passing.append(path)
        self._records.append(StageRecord(name, reused, time.monotonic() - begun))
        return value

    def finish(self) -> None:
        """The job is done: drop the values that were only kept for it, and what no job has used for long."""
        for path in self._passing:
            path.unlink(missing_ok=True)
        tidy(self._folder)


def _touch(folder: Path, key: str) -> None:
    for place in folder.iterdir():
        with suppress(OSError):  # another job takes its folder away, or tidies this one
            for path in place.glob(f"{key}.*"):
                os.utime(path)


def _read(path: Path, kind: type[Value]) -> Value | None:
    try:
        return kind.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _plain(item: Ingredient) -> object:
    if isinstance(item, BaseModel):
        return item.model_dump(mode="json")
    if isinstance(item, str | int | float) or item is None:
        return item
    return [_plain(part) for part in item]
