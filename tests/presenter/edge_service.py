"""A loopback read-aloud service: TLS, WebSocket and the frames of the real one, and its bad days.

The real client is pointed here by an ordinary HTTP proxy (which tunnels every host to this server)
and by adding this run's own certificate authority to the client's trust store.
"""

import asyncio
import io
import json
import re
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field

import av
import numpy as np
from aiohttp import WSMsgType, web

HOST = "speech.platform.bing.com"
WORD_MS, GAP_MS, LEAD_MS, TAIL_MS = 240, 200, 400, 700
_TICKS = 10_000
_MP3_RATE = 24_000

Answer = Callable[["Service", web.WebSocketResponse, str], Awaitable[None]]


@dataclass
class Service:
    """What the server does to each connection in turn (the last answer repeats), and what it was asked."""

    answers: list[Answer]
    port: int = 0
    configs: list[str] = field(default_factory=list)
    ssml: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def proxy(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_answer(self) -> Answer:
        self.connections += 1
        return self.answers[min(self.connections, len(self.answers)) - 1]


# --- what the service answers --------------------------------------------------------------------


def words_of(ssml: str) -> list[str]:
    """The words as the service counts them: Latin words and numbers, and hanzi two by two."""
    text = re.sub(r"<[^>]+>", "", ssml)
    return re.findall(r"[A-Za-z0-9']+|[㐀-鿿]{1,2}", text)


def beeps(words: int) -> bytes:
    """An MP3 (24 kHz, 48 kbit/s mono like the service's) with one beep a word."""
    at = np.arange((LEAD_MS + words * (WORD_MS + GAP_MS) + TAIL_MS) * _MP3_RATE // 1000) / _MP3_RATE
    since = (at - LEAD_MS / 1000) % ((WORD_MS + GAP_MS) / 1000)
    sounding = (at >= LEAD_MS / 1000) & (at < (LEAD_MS + words * (WORD_MS + GAP_MS)) / 1000) & (since < WORD_MS / 1000)
    tone = (0.3 * np.sin(2 * np.pi * 330 * at) * sounding * 32767).astype(np.int16)
    out = io.BytesIO()
    with av.open(out, "w", format="mp3", options={"write_xing": "0", "id3v2_version": "0"}) as container:
        stream = container.add_stream("mp3", rate=_MP3_RATE, layout="mono", bit_rate=48_000)
        frame = av.AudioFrame.from_ndarray(tone[None], format="s16p", layout="mono")
        frame.sample_rate = _MP3_RATE
        container.mux([*stream.encode(frame), *stream.encode(None)])
    return out.getvalue()


def text_frame(path: str, body: str) -> str:
    return f"X-RequestId:0\r\nContent-Type:application/json\r\nPath:{path}\r\n\r\n{body}"


def audio_frame(data: bytes) -> bytes:
    head = b"X-RequestId:0\r\nContent-Type:audio/mpeg\r\nPath:audio\r\n"
    return len(head).to_bytes(2, "big") + head + data


def boundary(index: int, word: str) -> str:
    data = {
        "Offset": (LEAD_MS + index * (WORD_MS + GAP_MS)) * _TICKS,
        "Duration": WORD_MS * _TICKS,
        "text": {"Text": word, "Length": len(word), "BoundaryType": "WordBoundary"},
    }
    return text_frame("audio.metadata", json.dumps({"Metadata": [{"Type": "WordBoundary", "Data": data}]}))


async def speak(service: Service, socket: web.WebSocketResponse, ssml: str, share: float = 1.0) -> None:
    """Everything right, or only the first ``share`` of it before hanging up."""
    words = words_of(ssml)
    mp3 = beeps(len(words))
    await socket.send_str(text_frame("turn.start", "{}"))
    await socket.send_str(text_frame("response", "{}"))
    for index, word in enumerate(words[: round(len(words) * share)]):
        await socket.send_str(boundary(index, word))
    for start in range(0, round(len(mp3) * share), 720):
        await socket.send_bytes(audio_frame(mp3[start : start + 720]))
    if share == 1.0:
        await socket.send_str(text_frame("turn.end", "{}"))


async def drop(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    """Half the line, then the connection is gone."""
    await speak(service, socket, ssml, share=0.5)


async def say_nothing(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    await socket.send_str(text_frame("turn.start", "{}"))
    await socket.send_str(text_frame("turn.end", "{}"))


async def words_without_sound(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    words = words_of(ssml)
    for index, word in enumerate(words):
        await socket.send_str(boundary(index, word))
    await socket.send_bytes(audio_frame(beeps(1)))
    await socket.send_str(text_frame("turn.end", "{}"))


async def sound_without_words(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    await socket.send_bytes(audio_frame(beeps(len(words_of(ssml)))))
    await socket.send_str(text_frame("turn.end", "{}"))


async def sleep(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    """A start, then nothing for longer than anyone waits; ends when the client leaves."""
    await socket.send_str(text_frame("turn.start", "{}"))
    await socket.receive()


async def drip(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    """A word now and then, for ever: no single wait is long."""
    index = 0
    while not socket.closed:
        await socket.send_str(boundary(index, "x"))
        index += 1
        await asyncio.sleep(0.1)


async def binary_garbage(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    await socket.send_bytes(b"\x00\x40" + bytes(range(200)))


async def text_garbage(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    await socket.send_str(text_frame("audio.metadata", '{"Metadata": [{"Type": "WordBound'))


async def unplayable(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
    for index, word in enumerate(words_of(ssml)):
        await socket.send_str(boundary(index, word))
    await socket.send_bytes(audio_frame(b"\x01\x02\x03\x04" * 400))
    await socket.send_str(text_frame("turn.end", "{}"))


def refuse(status: int) -> Answer:
    """Not even a WebSocket: an HTTP error instead of the upgrade."""

    async def answer(service: Service, socket: web.WebSocketResponse, ssml: str) -> None:
        raise NotImplementedError

    answer.status = status  # type: ignore[attr-defined]  # read by the handler before it upgrades
    return answer


# --- the server ----------------------------------------------------------------------------------


@contextmanager
def running(*answers: Answer, tls: ssl.SSLContext) -> Iterator[Service]:
    """The service on a loopback port, in a thread of its own, until the block ends."""
    service = Service(list(answers))
    loop, ready, done = asyncio.new_event_loop(), threading.Event(), asyncio.Event()

    async def serve() -> None:
        async with _listening(service, tls):
            ready.set()
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    try:
        if not ready.wait(10):
            raise TimeoutError("the loopback service did not start")
        yield service
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


@asynccontextmanager
async def _listening(service: Service, tls: ssl.SSLContext) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_get("/consumer/speech/synthesize/readaloud/edge/v1", _handler(service))
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    assert site._server is not None
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
    tunnel = _Tunnel(port)
    proxy = await asyncio.start_server(tunnel.connect, "127.0.0.1", 0)
    service.port = proxy.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        proxy.close()
        await runner.cleanup()
        await asyncio.wait_for(tunnel.drain(), 5)


def _handler(service: Service) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = service.next_answer()
        status = getattr(answer, "status", None)
        if status:
            return web.Response(status=status, text="no")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for kept in (service.configs, service.ssml):
            message = await socket.receive()
            assert message.type is WSMsgType.TEXT
            kept.append(message.data)
        try:
            await answer(service, socket, service.ssml[-1].split("\r\n\r\n", 1)[1])
        except ConnectionError:
            return socket
        await socket.close()
        return socket

    return handle


class _Tunnel:
    """An HTTP proxy that sends every CONNECT to the loopback service."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._open: set[asyncio.Task[None]] = set()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(f"CONNECT {HOST}:443".encode()), head
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, up_writer), _pump(up_reader, writer))
        self._open.discard(task)

    async def drain(self) -> None:
        """Wait until every tunnel is closed at both ends."""
        await asyncio.gather(*self._open)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    except ConnectionError:
        pass
    finally:
        sink.close()
        with suppress(ConnectionError):
            await sink.wait_closed()
