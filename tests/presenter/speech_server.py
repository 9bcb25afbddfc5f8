"""A loopback ``audio/speech`` server over HTTP, on its good and its bad days."""

import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import av
import numpy as np

from domain.voice import SAMPLE_RATE
from presenter.espeak import EspeakSpeaker
from presenter.speaker import SpokenLine
from presenter.wav import wav_bytes

Asked = dict[str, Any]
Answer = Callable[["Handler", Asked], None]


@dataclass
class Server:
    """What it does to each request in turn (the last answer repeats), and what it was asked."""

    answers: tuple[Answer, ...]
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    server: "_Http"

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told = self.server.told
        told.asked.append({**asked, "path": self.path})
        told.keys.append(self.headers.get("authorization", ""))
        told.answers[min(len(told.asked), len(told.answers)) - 1](self, asked)

    def give(self, body: bytes, kind: str, status: int = 200, length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *told: object) -> None:
        pass


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    told: Server

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hung up is what some tests want."""


@contextmanager
def running(*answers: Answer) -> Iterator[Server]:
    http = _Http(("127.0.0.1", 0), Handler)
    http.told = Server(answers, f"http://127.0.0.1:{http.server_port}/v1")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield http.told
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


# --- good days -----------------------------------------------------------------------------------


def said(asked: Asked) -> SpokenLine:
    """The other embedded voice saying it: another pitch, timbre and speed than the guide."""
    language = "zh" if any("㐀" <= char <= "鿿" for char in asked["input"]) else "en"
    rate = 0.9 * float(asked["speed"])
    return EspeakSpeaker(f"espeak-{language}-max").speak(asked["input"], language, max(0.7, rate))  # type: ignore[arg-type]


def wav(handler: Handler, asked: Asked) -> None:
    handler.give(wav_bytes(said(asked).pcm), "audio/wav")


def streamed_wav(handler: Handler, asked: Asked) -> None:
    """A WAV whose head does not know how long it will be."""
    data = bytearray(wav_bytes(said(asked).pcm))
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    handler.give(bytes(data), "audio/wav")


def pcm(handler: Handler, asked: Asked) -> None:
    handler.give(said(asked).pcm[::2].astype("<i2").tobytes(), "audio/pcm; rate=24000")


def mp3(handler: Handler, asked: Asked) -> None:
    handler.give(encoded(said(asked).pcm, "mp3", "libmp3lame"), "audio/mpeg")


def ogg(handler: Handler, asked: Asked) -> None:
    handler.give(encoded(said(asked).pcm, "ogg", "libopus"), "audio/ogg")


def encoded(samples: np.ndarray, form: str, codec: str) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format=form) as container:
        stream = container.add_stream(codec, rate=SAMPLE_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for part in (*av.AudioResampler(format=stream.format, layout="mono").resample(frame), None):
            container.mux(stream.encode(part))
    return out.getvalue()


# --- bad days ------------------------------------------------------------------------------------


def status(code: int, message: str = "no", error_code: str | None = None, **headers: str) -> Answer:
    def answer(handler: Handler, asked: Asked) -> None:
        body = json.dumps({"error": {"message": message, "code": error_code}}).encode()
        handler.give(body, "application/json", code, **headers)

    return answer


def cut_wav(handler: Handler, asked: Asked) -> None:
    data = wav_bytes(said(asked).pcm)
    handler.give(data[: len(data) // 2], "audio/wav")


def hang_up(handler: Handler, asked: Asked) -> None:
    data = wav_bytes(said(asked).pcm)
    handler.give(data[: len(data) // 2], "audio/wav", length=len(data))
    handler.close_connection = True


def silence(handler: Handler, asked: Asked) -> None:
    handler.give(wav_bytes(np.zeros(SAMPLE_RATE, np.int16)), "audio/wav")


def nothing(handler: Handler, asked: Asked) -> None:
    handler.give(b"", "audio/wav")


def too_long(handler: Handler, asked: Asked) -> None:
    handler.give(wav_bytes(np.tile(said(asked).pcm, 6)), "audio/wav")


def blip(handler: Handler, asked: Asked) -> None:
    handler.give(wav_bytes(said(asked).pcm[: SAMPLE_RATE // 10]), "audio/wav")


def page(handler: Handler, asked: Asked) -> None:
    handler.give(b"<html>sign in</html>", "text/html; charset=utf-8")


def playlist(handler: Handler, asked: Asked) -> None:
    handler.give(b"#EXTM3U\n#EXTINF:5,\nfile:///etc/hostname\n", "audio/wav")


def json_with_200(handler: Handler, asked: Asked) -> None:
    handler.give(b'{"error": "model is loading"}', "application/json")


def noise_in_a_wav(handler: Handler, asked: Asked) -> None:
    handler.give(b"RIFF\x00\x00\x00\x00WAVE" + b"\x07" * 5000, "audio/wav")


def dribble(handler: Handler, asked: Asked) -> None:
    """A byte now and then, for ever: no read times out."""
    handler.send_response(200)
    handler.send_header("content-type", "audio/wav")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"\0")
        handler.wfile.flush()
        time.sleep(0.05)


def mute(handler: Handler, asked: Asked) -> None:
    time.sleep(1.5)
