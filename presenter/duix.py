"""Duix-Avatar: an engine that films a portrait speaking. Asked over HTTP; sounds and clips pass through a folder.

``POST /easy/submit`` takes a task, ``GET /easy/query?code=`` tells how far it is. The service has no way to send files
in or out: both sides see one folder, there ``/code/data``. It does one task at a time.
"""

import os
import shutil
import stat
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import LipSyncError
from presenter.filming import EnginePlace
from presenter.patience import PERSISTENT, Got, Persistence, TryError

_THERE = "/code/data"
_FOLDERS = ("temp", "", "result")
"""Where below the shared folder a finished clip may lie: the service names only its file."""
_DONE, _BUSY, _UNKNOWN = 10000, 10001, 10004
_RUNNING, _FINISHED, _FAILED = 1, 2, 3
_WAITS = frozenset({408, 425, 429})
_MOST_BYTES = 65_536
_LARGEST_CLIP, _CHUNK = 400_000_000, 1 << 20


@dataclass(frozen=True)
class Waiting:
    """Seconds: for one answer, for a task in all, without any progress, and between two questions."""

    answer_s: float = 30
    task_s: float = 900
    stuck_s: float = 300
    pause_s: float = 2


class _Task(BaseModel):
    """How far a task is, as the service tells it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    code: str
    status: Literal[1, 2, 3]
    progress: float = Field(ge=0, le=100)
    result: str = ""
    msg: str = ""


class _Answer(BaseModel):
    """What every answer is wrapped in; ``success`` says nothing, a busy service sets it too."""

    model_config = ConfigDict(strict=True, extra="ignore")

    code: int
    msg: str | int | None = ""
    data: dict[str, object] | None = None


@dataclass(frozen=True)
class DuixEngine:
    """Films portraits. The portrait and the voice are handed to the service."""

    place: EnginePlace
    waiting: Waiting = Waiting()
    persistence: Persistence = PERSISTENT
    clock: Callable[[], float] = time.monotonic

    @contextmanager
    def film(self, sound: bytes, portrait: bytes, tell: Callable[[float], None]) -> Iterator[Path]:
        """The clip of a portrait (MP4) that says a sound (WAV); ``tell`` hears fractions of the work.

        The clip is a copy, not looked into yet, and gone afterwards like all of the task's files in the shared folder.
        Raises LipSyncError.
        """
        code = f"vitrine-{uuid.uuid4().hex}"
        try:
            self._put(f"{code}.wav", sound)
            self._put(f"{code}.mp4", portrait)
            with self._client() as client:
                end = self.clock() + self.waiting.task_s
                self._submit(client, code, end)
                result = self._wait(client, code, end, tell)
            with tempfile.TemporaryDirectory(prefix="vitrine-clip-") as private:
                yield self._fetch(code, result, Path(private) / "clip.mp4")
        finally:
            self._remove(code)

    def _put(self, name: str, data: bytes) -> None:
        try:
            folder = self.place.folder / _FOLDERS[0]
            folder.mkdir(exist_ok=True)
            (folder / name).write_bytes(data)
        except OSError as error:
            raise _failed(
                f"its folder {self.place.folder} cannot be written: {error.strerror}",
                "check lipsync_folder: it is the folder that the service has as /code/data",
            ) from error

    def _client(self) -> httpx.Client:
        return httpx.Client(timeout=self.waiting.answer_s, follow_redirects=False, trust_env=False)

    def _submit(self, client: httpx.Client, code: str, end: float) -> None:
        """Hand the task in; while the service does somebody else's, wait."""
        order = {
            "audio_url": f"{_THERE}/{_FOLDERS[0]}/{code}.wav",
            "video_url": f"{_THERE}/{_FOLDERS[0]}/{code}.mp4",
            "code": code,
            "chaofen": 0,
            "watermark_switch": 0,
            "pn": 1,
        }
        while True:
            answer = self._insist(lambda: self._ask(client, "POST", "submit", json=order))
            if answer.code == _DONE:
                return
            if answer.code != _BUSY:
                raise _failed(f"it refuses the task ({answer.code} {_words(answer.msg)})")
            if self._insist(lambda: self._ask(client, "GET", "query", params={"code": code})).code == _DONE:
                return  # an answer was lost on the way: the task that keeps it busy is this one
            if self.clock() > end:
                raise _failed(f"it is busy with other tasks for {self.waiting.task_s:.0f} s", "try again later")
            self.persistence.sleep(self.waiting.pause_s)

    def _wait(self, client: httpx.Client, code: str, end: float, tell: Callable[[float], None]) -> str:
        """The finished clip's path as the service tells it."""
        seen, since = (-1.0, ""), self.clock()
        while True:
            task = self._insist(lambda: self._task(client, code))
            if task.status == _FINISHED:
                return task.result
            if task.status == _FAILED:
                raise _failed(f"it gave up ({_words(task.msg)})")
            if (task.progress, task.msg) != seen:
                seen, since = (task.progress, task.msg), self.clock()
                tell(task.progress / 100)
            self._check_pace(task, since, end)
            self.persistence.sleep(self.waiting.pause_s)

    def _check_pace(self, task: _Task, since: float, end: float) -> None:
        now, words = self.clock(), _words(task.msg)
        if now - since > self.waiting.stuck_s:
            raise _failed(
                f"it is stuck at {task.progress:.0f} % for {now - since:.0f} s ({words})", "start the service anew"
            )
        if now > end:
            raise _failed(f"it is at {task.progress:.0f} % after {self.waiting.task_s:.0f} s ({words})")

    def _task(self, client: httpx.Client, code: str) -> _Task:
        """One question. Raises TryError."""
        answer = self._ask(client, "GET", "query", params={"code": code})
        if answer.code == _UNKNOWN:
            raise TryError("it does not know the task", may_pass=True)
        if answer.code != _DONE:
            raise TryError(f"{answer.code} {_words(answer.msg)}", may_pass=answer.code == _BUSY)
        try:
            task = _Task.model_validate(answer.data)
        except ValidationError as error:
            raise TryError(f"its answer is not understood ({_told(error)})", may_pass=True) from error
        if task.code != code:
            raise TryError("it tells of another task", may_pass=True)
        return task

    def _ask(self, client: httpx.Client, method: str, route: str, **sent: Mapping[str, object]) -> _Answer:
        """One request. Raises TryError."""
        url = f"{self.place.base_url.rstrip('/')}/easy/{route}"
        try:
            with client.stream(method, url, **sent) as response:  # type: ignore[arg-type]
                body = self._read(response)
        except httpx.TimeoutException as error:
            raise TryError("no answer in time", may_pass=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise TryError(f"the connection failed ({error})", may_pass=True) from error
        if response.status_code != 200:
            passes = response.status_code >= 500 or response.status_code in _WAITS
            raise TryError(f"it answers {response.status_code}", may_pass=passes, after_s=_after(response))
        try:
            return _Answer.model_validate_json(body)
        except ValidationError as error:
            raise TryError(f"its answer is not understood ({_told(error)})", may_pass=True) from error

    def _read(self, response: httpx.Response) -> bytes:
        """The body, as long as it comes in time and is no larger than an answer can be."""
        body, end = bytearray(), self.clock() + self.waiting.answer_s
        for part in response.iter_bytes():
            body += part
            if self.clock() > end:
                raise TryError("no whole answer in time", may_pass=True)
            if len(body) > _MOST_BYTES:
                raise TryError(f"it answers with more than {_MOST_BYTES // 1024} KB", may_pass=False)
        return bytes(body)

    def _insist(self, attempt: Callable[[], Got]) -> Got:
        return self.persistence.insist("the lip-sync engine", attempt, _gave_up)

    def _fetch(self, code: str, result: str, target: Path) -> Path:
        """Copy the task's own clip: a plain file of its name, wherever in the shared folder the service put it."""
        name = PurePosixPath(result.replace("\\", "/")).name
        if name != f"{code}-r.mp4":
            raise _failed(f"it names '{_words(result)}', which is not the clip of this task")
        for folder in _FOLDERS:
            if _copied(self.place.folder / folder / name, target):
                return target
        raise _failed(
            f"it has finished, but its clip is not in {self.place.folder}",
            "check lipsync_folder: it is the folder that the service has as /code/data",
        )

    def _remove(self, code: str) -> None:
        """Take the task's files away, the service's own copies too, as far as this user may."""
        for folder in _FOLDERS:
            for path in (self.place.folder / folder).glob(f"{code}*"):
                with suppress(OSError):
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _copied(source: Path, target: Path) -> bool:
    """Whether there was a plain file to copy; links are not followed. Raises LipSyncError for one too large."""
    try:
        handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    with os.fdopen(handle, "rb") as there:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return False
        with target.open("wb") as here:
            while part := there.read(_CHUNK):
                here.write(part)
                if here.tell() > _LARGEST_CLIP:
                    raise _failed(f"its clip has more than {_LARGEST_CLIP // 10**6} MB")
    return True


def _failed(reason: str, hint: str = "see the service's own log") -> LipSyncError:
    return LipSyncError(f"the lip-sync engine failed: {reason}", hint=hint)


def _gave_up(reason: str) -> LipSyncError:
    return LipSyncError(reason, hint="check lipsync_base_url, and that the service runs")


def _after(response: httpx.Response) -> float:
    """``Retry-After`` in seconds; 0 when it says none."""
    told = response.headers.get("retry-after", "")
    return float(told) if told.isascii() and told.isdigit() else 0.0


def _words(told: object) -> str:
    """What a service says, short and printable."""
    return " ".join("".join(char if char.isprintable() else " " for char in str(told or "no reason")).split())[:100]


def _told(error: ValidationError) -> str:
    first = error.errors()[0]
    return _words(f"{'.'.join(str(part) for part in first['loc']) or 'all of it'}: {first['msg']}")
