"""What is sent in parts is closed at once, sent or given up, and not when memory is tidied."""

from collections.abc import Iterator
from contextlib import nullcontext, suppress

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from api.sending import Sent


class Source:
    """Three parts, begun as an open file's are, and whether they were closed."""

    def __init__(self) -> None:
        self.closed = False
        self.parts = self._parts()
        next(self.parts)

    def _parts(self) -> Iterator[bytes]:
        try:
            yield b""
            yield from (b"a", b"b", b"c")
        finally:
            self.closed = True


@pytest.mark.anyio
@pytest.mark.parametrize("version", ["2.3", "2.4"])
@pytest.mark.parametrize("gives_up_at", [0, 1, 2, 9])
async def test_a_source_is_closed_however_the_answer_ends(version: str, gives_up_at: int) -> None:
    source, sent = Source(), 0

    async def send(message: Message) -> None:
        nonlocal sent
        if sent == gives_up_at:
            raise OSError("nobody is there")
        sent += 1

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    answer = Sent(source.parts, 200, {})
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": version}}
    with nullcontext() if gives_up_at == 9 else suppress(OSError, ClientDisconnect, ExceptionGroup):
        await answer(scope, receive, send)
    assert source.closed
