"""A loopback https server that behaves as each test says, and a fetcher that finds it under any name."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from media.addresses import Address
from media.fetch import Fetcher, FetchLimits
from tests.presenter.certificates import Authority

HOST = "shop.example.com"
Page = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """What the server answers by path, and which requests it saw."""

    authority: Authority
    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def fetcher(self, **limits: int | float) -> Fetcher:
        bounds = FetchLimits(**{"connect_s": 5.0, "total_s": 5.0, **limits}, ports=frozenset({443, self.port}))  # type: ignore[arg-type]
        trust = ssl.create_default_context(cadata=self.authority.pem)
        return Fetcher(bounds, judge=self._allowed, resolve=self._resolve, tls=trust)

    def url(self, path: str, host: str = HOST) -> str:
        return f"https://{host}:{self.port}{path}"

    def _allowed(self, host: str, address: Address) -> bool:
        return address == ip_address("127.0.0.1")

    def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        return self.names.get(host, ("127.0.0.1",))


def page(body: bytes, kind: str = "image/png", status: int = 200, **headers: str) -> Page:
    """An ordinary answer; ``headers`` with ``_`` for ``-``."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def moved(to: str, status: int = 302) -> Page:
    """A redirect."""
    return page(b"", status=status, Location=to)


@contextmanager
def serve(folder: Path) -> Iterator[Site]:
    """The server, on a free port of the loopback, in threads of its own."""
    site = Site(Authority.create("test authority"))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.seen.append((self.path, dict(self.headers)))
            self.close_connection = True
            with suppress(OSError):
                site.pages.get(self.path, page(b"", status=404))(self)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 the base class names it
            return

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = site.authority.server_tls(HOST, folder).wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
