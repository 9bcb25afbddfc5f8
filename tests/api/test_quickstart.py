"""The quick start for schedulers, run as it is written: against a server, a shop, a receiver and what plays Postiz."""

import email
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.api.conftest import Photo
from tests.api.house import EVERYTHING, open_house
from tests.api.server import running
from tests.api.test_videos import SCRIPT
from tests.media.web import page, serve
from tests.pipeline.webhooks.receiver import Receiver, receive

BLOCKS = re.findall(
    r"```python\n(.*?)```", (Path(__file__).parents[2] / "docs/quickstart-schedulers.md").read_text(), re.DOTALL
)


@dataclass
class Postiz:
    """What its public API was sent."""

    port: int = 0
    keys: set[str | None] = field(default_factory=set)
    files: list[tuple[str | None, str, bytes]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def play_postiz() -> Iterator[Postiz]:
    postiz = Postiz()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            postiz.keys.add(self.headers["Authorization"])
            if self.path == "/api/public/v1/upload":
                form = email.message_from_bytes(f"Content-Type: {self.headers['Content-Type']}\n\n".encode() + body)
                parts = [part for part in form.walk() if not part.is_multipart()]
                postiz.files += [(p.get_filename(), p.get_content_type(), p.get_payload(decode=True)) for p in parts]  # type: ignore[misc] # they are bytes
                self._answer({"id": "media-1", "path": "https://postiz.example.com/uploads/video.mp4"})
            elif self.path == "/api/public/v1/posts":
                postiz.posts.append(json.loads(body))
                self._answer([{"postId": "post-1"}])
            else:
                self.send_error(404)

        def _answer(self, value: object) -> None:
            body = json.dumps(value).encode()
            self.send_response(201)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 the base class names it
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    postiz.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield postiz
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_quick_start_does_what_it_says(tmp_path: Path, photo: Photo) -> None:
    ask, verify, wait, hand_over = BLOCKS
    with (
        serve(tmp_path) as shop, receive() as scheduler, play_postiz() as postiz,
        open_house(tmp_path, fetcher=shop.fetcher(), webhook_hosts=["127.0.0.1"]) as house, running(house.app) as url,
    ):  # fmt: skip
        shop.pages["/thermos.jpg"] = page(photo.data, "image/jpeg")
        real = {
            "https://vitrine.example.com": url,
            "https://cdn.example.com/thermos.jpg": shop.url("/thermos.jpg"),
            "https://scheduler.example.com/hooks/vitrine": scheduler.url("/hooks/vitrine"),
            "https://postiz.example.com": f"http://127.0.0.1:{postiz.port}",
            "vitrine_test_…": house.key(house.account("ada@example.com"), EVERYTHING, "test"),
        }
        told: dict[str, Any] = {}

        def run(block: str) -> None:
            for written, there in real.items():
                block = block.replace(written, there)
            exec(compile(block, "quick start", "exec"), told)  # noqa: S102 our own documentation

        run(ask)
        job = told["video"]["id"]
        house.change(job, "in_progress", script=SCRIPT)
        film = house.publish(job)["video"]
        run(verify)
        assert told["received"](*_told(scheduler)) == job
        forged, headers = _told(scheduler)
        with pytest.raises(Exception, match="No matching signature"):
            told["received"](forged.replace(b"video.completed", b"video.canceled"), headers)
        run(wait)
        assert told["video"]["status"] == "completed"
        run(hand_over.replace('export["file"]["url"]', 'export["file"]["url"].replace("https://vitrine.example", "")'))
        for client in ("vitrine", "postiz"):
            told[client].close()
    assert postiz.keys == {"POSTIZ-KEY"}
    ((name, kind, sent),) = postiz.files
    assert (name, kind, len(sent)) == ("video.mp4", "video/mp4", film.size)
    (post,) = postiz.posts
    (one,) = post["posts"]
    assert one["value"][0]["image"] == [{"id": "media-1", "path": "https://postiz.example.com/uploads/video.mp4"}]
    assert "AI" in one["value"][0]["content"]
    assert one["settings"]["__type"] == "tiktok"
    assert (one["settings"]["video_made_with_ai"], one["settings"]["content_posting_method"]) == (True, "DIRECT_POST")


def _told(scheduler: Receiver) -> tuple[bytes, dict[str, str]]:
    """The first call that the scheduler got."""
    for _ in range(500):
        if scheduler.got:
            return scheduler.got[0].body, scheduler.got[0].headers
        threading.Event().wait(0.02)
    raise AssertionError("no webhook came")
