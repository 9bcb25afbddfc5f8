"""A chat endpoint on loopback that answers as told, badly too: as OpenAI, Anthropic or Gemini."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from agent.offline import OfflinePlanner
from domain.brief import Brief


@dataclass(frozen=True)
class Reply:
    """One HTTP answer. ``cut`` ends the connection early; ``drip_s`` sends a byte at a time with this pause."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    cut: int | None = None
    drip_s: float | None = None


def completion(content: str, *, tool: str = "", finish: str = "stop", refused: str = "") -> Reply:
    """A chat completion with this content, or with this content as the arguments of a called tool."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if tool:
        call = {"id": "1", "type": "function", "function": {"name": tool, "arguments": content}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    if refused:
        message = {"role": "assistant", "content": None, "refusal": refused}
    answer = {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "test",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
    return Reply(json.dumps(answer).encode())


def anthropic_message(content: str, *, stop: str = "tool_use") -> Reply:
    """A message of Anthropic's whose called tool has this content as its arguments; or plain text."""
    try:
        block: dict[str, Any] = {"type": "tool_use", "id": "t1", "name": "Draft", "input": json.loads(content)}
    except ValueError:
        block = {"type": "text", "text": content}
    answer = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "test",
        "content": [block] if content else [],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 100, "output_tokens": 20},
    }
    return Reply(json.dumps(answer).encode())


def gemini_content(content: str, *, finish: str = "STOP") -> Reply:
    """What Gemini generates: this text."""
    answer = {
        "candidates": [
            {"content": {"role": "model", "parts": [{"text": content}]}, "finishReason": finish, "index": 0}
        ],
        "usageMetadata": {"promptTokenCount": 100, "candidatesTokenCount": 20, "totalTokenCount": 120},
        "modelVersion": "test",
    }
    return Reply(json.dumps(answer).encode())


def refusal(status: int, message: str = "no", **headers: str) -> Reply:
    """An error as OpenAI words it."""
    return Reply(json.dumps({"error": {"message": message, "type": "x"}}).encode(), status, headers)


def good_draft(brief: Brief) -> dict[str, Any]:
    """A draft that holds: the offline planner's script in the model's schema."""
    script = OfflinePlanner().plan(brief)
    scenes = [scene.model_dump(mode="json", exclude={"id"}) for scene in script.scenes]
    return {"title": script.title, "scenes": scenes}


@dataclass
class Endpoint:
    """What a running endpoint was asked."""

    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    encodings: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        """The address without ``/v1``, as Anthropic's and Google's libraries want it."""
        return self.url.removesuffix("/v1")


@contextmanager
def endpoint(replies: Sequence[Reply]) -> Iterator[Endpoint]:
    """An endpoint that gives these replies in turn, the last one again and again."""
    seen = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            names = ("Authorization", "x-api-key", "x-goog-api-key")
            seen.keys.append(next((self.headers[name] for name in names if self.headers[name]), ""))
            seen.paths.append(self.path)
            seen.agents.append(self.headers.get("User-Agent", ""))
            seen.encodings.append(self.headers.get("Accept-Encoding", ""))
            _send(self, replies[min(len(seen.requests), len(replies)) - 1])

        def log_message(self, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        seen.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def _send(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    time.sleep(reply.wait_s)
    try:
        handler.send_response(reply.status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        for part in _parts(reply):
            handler.wfile.write(part)
            handler.wfile.flush()
    except (BrokenPipeError, ConnectionResetError):
        return  # the client had enough


def _parts(reply: Reply) -> Iterator[bytes]:
    if reply.drip_s is None:
        yield reply.body[: reply.cut]
        return
    for byte in reply.body:
        yield bytes([byte])
        time.sleep(reply.drip_s)
