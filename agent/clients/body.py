"""What a service sends, before a library reads it: no larger and no later than agreed, its bill in whole numbers."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from agent.clients.call import RefusedError

LARGEST_BYTES = 4_000_000
"""A hundred times the longest answer that is of use."""

UNPACKED = {"Accept-Encoding": "identity"}
"""Asked of every service: a packed answer could grow a thousandfold once its size has been counted."""

_MOST_TOKENS = 10**9


@dataclass(frozen=True)
class Bill:
    """Where an answer says what it cost: a field, and the counts read there, each with its worth where absent."""

    field: str
    counts: Mapping[str, int | None]


def watched(bill: Bill, seconds: float) -> dict[str, list[Callable[[Any], None]]]:
    """The hooks for a connection whose answers all have to be there within so many seconds from now.

    Reading an answer that is too large, too late or packed raises ``RefusedError``.
    """
    end = time.monotonic() + seconds

    def watch(response: Any) -> None:
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise RefusedError("sent a packed answer, which was not asked for", charged=True)
        inner = response.stream
        base = import_module(type(response).__module__.partition(".")[0]).SyncByteStream
        body = {"__iter__": lambda _: iter((_read(inner, end, seconds, bill),)), "close": lambda _: inner.close()}
        response.stream = type("WatchedStream", (base,), body)()

    return {"response": [watch]}


def _read(chunks: Iterator[bytes], end: float, seconds: float, bill: Bill) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > LARGEST_BYTES:
            raise RefusedError(f"sent an answer of more than {LARGEST_BYTES // 1_000_000} MB", charged=True)
        if time.monotonic() > end:
            raise RefusedError(f"did not answer within {seconds:g} s", charged=True)
    return with_whole_numbers(bytes(body), bill)


def with_whole_numbers(body: bytes, bill: Bill) -> bytes:
    """The answer with nothing in its bill but counts; all of them 0, which is unknown, where one is no count.

    The libraries give up a good answer over a bill they cannot read. What is no JSON object is left as it is.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(answer, dict) or bill.field not in answer:
        return body
    stated = answer[bill.field] if isinstance(answer[bill.field], dict) else {}
    there = {name: stated.get(name) for name in bill.counts if stated.get(name) is not None}
    known = there if _are_counts(list(there.values())) else {}
    absent = {name: worth for name, worth in bill.counts.items() if worth is not None}
    return json.dumps({**answer, bill.field: {**absent, **known}}).encode()


def _are_counts(values: Sequence[object]) -> bool:
    return all(type(value) is int and 0 <= value <= _MOST_TOKENS for value in values)
