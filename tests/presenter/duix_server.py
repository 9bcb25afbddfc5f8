"""A loopback lip-sync service over HTTP with its shared folder, on its good and its bad days."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Handler", str], None]


@dataclass
class Service:
    """What it does to each submission and each question in turn (the last answer repeats), and what it was asked."""

    folder: Path
    submits: tuple[Answer, ...]
    queries: tuple[Answer, ...]
    url: str = ""
    orders: list[dict[str, Any]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def here(self, there: str) -> Path:
        """A path of the service's, as this machine sees it."""
        return self.folder / Path(there).relative_to("/code/data")


class Handler(BaseHTTPRequestHandler):
    server: "_Http"

    @property
    def service(self) -> Service:
        return self.server.told

    def do_POST(self) -> None:
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.service.orders.append({**order, "path": self.path})
        answers = self.service.submits
        answers[min(len(self.service.orders), len(answers)) - 1](self, order["code"])

    def do_GET(self) -> None:
        code = parse_qs(urlsplit(self.path).query)["code"][0]
        self.service.questions.append(code)
        answers = self.service.queries
        answers[min(len(self.service.questions), len(answers)) - 1](self, code)

    def give(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def say(self, code: object, data: object = None, msg: object = "") -> None:
        self.give(json.dumps({"code": code, "data": data or {}, "msg": msg, "success": True}).encode())

    def log_message(self, *told: object) -> None:
        pass


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    told: Service

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is what some tests want."""


@contextmanager
def running(folder: Path, submits: tuple[Answer, ...], queries: tuple[Answer, ...]) -> Iterator[Service]:
    http = _Http(("127.0.0.1", 0), Handler)
    http.told = Service(folder, submits, queries, f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield http.told
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def accept(handler: Handler, code: str) -> None:
    handler.say(10000, msg=10000)


def busy(handler: Handler, code: str) -> None:
    handler.say(10001, msg="忙碌中")


def unknown(handler: Handler, code: str) -> None:
    handler.say(10004, msg="任务不存在")


def outer(code: object, msg: object = "no") -> Answer:
    return lambda handler, task: handler.say(code, msg=msg)


def status(number: int, **headers: str) -> Answer:
    return lambda handler, code: handler.give(b"{}", number, **headers)


def raw(body: bytes) -> Answer:
    return lambda handler, code: handler.give(body)


def at(progress: object, msg: str = "音频特征提取完成", **other: object) -> Answer:
    def answer(handler: Handler, code: str) -> None:
        handler.say(10000, {"code": code, "msg": msg, "progress": progress, "result": "", "status": 1, **other})

    return answer


def gave_up(handler: Handler, code: str) -> None:
    handler.say(10000, {"code": code, "msg": "format audio error", "progress": 0, "result": "", "status": 3})


def done(put: Callable[[Service, str], None], result: str = "/{code}-r.mp4") -> Answer:
    """Put a file where ``put`` wants it, and say that the task has finished."""

    def answer(handler: Handler, code: str) -> None:
        put(handler.service, code)
        told = {"code": code, "msg": "任务完成", "progress": 100, "result": result.format(code=code), "status": 2}
        handler.say(10000, told)

    return answer


def clip_of(service: Service, code: str) -> None:
    """The portrait's own clip as the result: it stands still, but is a whole clip of the right length."""
    (service.folder / "temp" / f"{code}-r.mp4").write_bytes(service.here(service.orders[-1]["video_url"]).read_bytes())


def half_a_clip(service: Service, code: str) -> None:
    data = service.here(service.orders[-1]["video_url"]).read_bytes()
    (service.folder / "temp" / f"{code}-r.mp4").write_bytes(data[: len(data) // 2])


def clip_with_a_hole(service: Service, code: str) -> None:
    """Both its ends are fine."""
    data = bytearray(service.here(service.orders[-1]["video_url"]).read_bytes())
    third = len(data) // 3
    data[third : 2 * third] = bytes(third)
    (service.folder / "temp" / f"{code}-r.mp4").write_bytes(data)


def bytes_of(data: bytes, where: str = "temp") -> Callable[[Service, str], None]:
    def put(service: Service, code: str) -> None:
        (service.folder / where).mkdir(exist_ok=True)
        (service.folder / where / f"{code}-r.mp4").write_bytes(data)

    return put


def nothing(service: Service, code: str) -> None:
    """It says so, but there is no file."""


def hang_up(handler: Handler, code: str) -> None:
    handler.give(b'{"code": 10', length=500)
    handler.close_connection = True


def mute(handler: Handler, code: str) -> None:
    time.sleep(1.2)
