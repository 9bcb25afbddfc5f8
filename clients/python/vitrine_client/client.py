"""The client: one method per thing to do, retries where the API says they may help, nothing hidden."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, cast

import httpx

from vitrine_client.errors import VideoFailed, VitrineApiError
from vitrine_client.types import Asset, Event, Export, Link, Page, Video, VideoRequest

_ENDED = frozenset({"completed", "failed", "canceled"})
_TRIES = 4
_LONGEST_WAIT = 30.0


class Vitrine:
    """A connection to a server. Raises VitrineApiError for what it refuses, httpx.HTTPError when it is away.

    Every request that makes something carries an idempotency key, so that trying again never makes it twice. What
    would have to wait for longer than 30 seconds, such as a day's quota, is raised at once.
    """

    def __init__(
        self, base_url: str, key: str, *, timeout: float = 60, transport: httpx.BaseTransport | None = None
    ) -> None:
        headers = {"Authorization": f"Bearer {key}", "User-Agent": "vitrine-client"}
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=timeout, transport=transport)

    def __enter__(self) -> "Vitrine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    # --- videos --------------------------------------------------------------------------------------

    def create(self, request: VideoRequest, *, idempotency_key: str | None = None) -> Video:
        """Ask for a video. Give a key of your own to get the same video after a restart of yours, too."""
        return cast(Video, self._make("/v1/videos", json=request, key=idempotency_key))

    def video(self, video: str) -> Video:
        """A video as it stands."""
        return cast(Video, self._send("GET", f"/v1/videos/{video}").json())

    def videos(self, **filters: str) -> Iterator[Video]:
        """All your videos, the newest first; ``status``, ``external_id`` and ``batch_id`` restrict them."""
        after = ""
        while True:
            query = {**filters, "limit": "100", "after": after}
            page = cast(Page[Video], self._send("GET", "/v1/videos", params=query).json())
            yield from page["data"]
            if not page["has_more"]:
                return
            after = page["next_cursor"] or ""

    def cancel(self, video: str) -> Video:
        """Stop a video."""
        return cast(Video, self._make(f"/v1/videos/{video}/cancel"))

    def retry(self, video: str) -> Video:
        """Take a failed video up again."""
        return cast(Video, self._make(f"/v1/videos/{video}/retry"))

    def script(self, video: str) -> dict[str, Any]:
        """The script of a video."""
        return cast(dict[str, Any], self._send("GET", f"/v1/videos/{video}/script").json()["script"])

    def edit_scene(self, video: str, scene: str, **words: Any) -> Video:
        """Other words (``narration``, ``headline``, ``subline``, ``items``) for a scene of a script that waits."""
        return cast(Video, self._send("PATCH", f"/v1/videos/{video}/script/scenes/{scene}", json=words).json())

    def approve(self, video: str) -> Video:
        """Go on with the script that waits."""
        return cast(Video, self._make(f"/v1/videos/{video}/approve"))

    def reject(self, video: str) -> Video:
        """Refuse the script that waits."""
        return cast(Video, self._make(f"/v1/videos/{video}/reject"))

    def events(self, video: str, after: int = 0) -> Iterator[Event]:
        """What happens to a video, as it happens, until it has ended; a broken stream is taken up again."""
        while True:
            headers = {"Last-Event-ID": str(after)} if after else {}
            try:
                with self._http.stream("GET", f"/v1/videos/{video}/events", headers=headers) as answer:
                    if answer.is_error:
                        answer.read()
                    _check(answer)
                    for line in answer.iter_lines():
                        if line.startswith("data: "):
                            event = cast(Event, json.loads(line.removeprefix("data: ")))
                            after = event["seq"]
                            yield event
            except httpx.TransportError:
                time.sleep(1)
            if self.video(video)["status"] in _ENDED:
                return

    def wait(self, video: str, timeout: float = 1800) -> Video:
        """The completed video. Raises VideoFailed when it ends otherwise or waits for you, TimeoutError."""
        deadline = time.monotonic() + timeout
        while True:
            answer = self._send("GET", f"/v1/videos/{video}")
            now = cast(Video, answer.json())
            if now["status"] == "completed":
                return now
            if now["status"] in _ENDED or now["status"] == "requires_action":
                raise VideoFailed(now)
            if time.monotonic() > deadline:
                raise TimeoutError(f"video {video} is {now['status']} after {timeout:g} seconds")
            time.sleep(float(answer.headers.get("retry-after", 2)))

    def download(self, video: Video, target: Path, kind: str = "video") -> Path:
        """Write a file of a video to ``target``, whole and with the hash that was promised. Raises ValueError."""
        file = next(one for one in video["files"] if one["kind"] == kind)
        part, digest = target.with_name(f".{target.name}.part"), hashlib.sha256()
        with self._http.stream("GET", f"/v1/videos/{video['id']}/files/{file['name']}") as answer:
            if answer.is_error:
                answer.read()
            _check(answer)
            with part.open("wb") as out:
                for chunk in answer.iter_bytes():
                    digest.update(chunk)
                    out.write(chunk)
        if digest.hexdigest() != file["sha256"]:
            part.unlink()
            raise ValueError(f"{file['name']} did not arrive as it was published")
        return part.replace(target)

    # --- what belongs to them ------------------------------------------------------------------------

    def upload(self, path: Path) -> Asset:
        """Upload a photo, clip or sound."""
        return cast(Asset, self._make("/v1/assets", files={"file": (path.name, path.read_bytes())}))

    def fetch(self, url: str) -> Asset:
        """Have a file fetched from a public https address."""
        return cast(Asset, self._make("/v1/assets/fetch", json={"url": url}))

    def link(self, video: str) -> Link:
        """A public address of a film that anybody may open."""
        return cast(Link, self._make(f"/v1/videos/{video}/links"))

    def export(self, video: str, platform: str) -> Export:
        """A finished video as a platform takes it."""
        return cast(Export, self._send("GET", f"/v1/videos/{video}/exports/{platform}").json())

    # --- sending -------------------------------------------------------------------------------------

    def _make(self, path: str, *, key: str | None = None, **body: Any) -> Any:
        return self._send("POST", path, headers={"Idempotency-Key": key or str(uuid.uuid4())}, **body).json()

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Send, and again while the API says that it may help. Safe: changes carry an idempotency key."""
        for left in reversed(range(_TRIES)):
            try:
                answer = self._http.request(method, path, **more)
                _check(answer)
            except VitrineApiError as error:
                wait = float(answer.headers.get("retry-after", 2 ** (_TRIES - left)))
                if not error.retryable or not left or wait > _LONGEST_WAIT:
                    raise
                time.sleep(wait)
            except httpx.TransportError:
                if not left:
                    raise
                time.sleep(2 ** (_TRIES - left) / 4)
            else:
                return answer
        raise AssertionError


def _check(answer: httpx.Response) -> None:
    if not answer.is_error:
        return
    try:
        problem = answer.json()
    except ValueError:
        problem = {"status": answer.status_code, "code": "unreadable", "detail": answer.text[:200]}
    raise VitrineApiError(problem)
