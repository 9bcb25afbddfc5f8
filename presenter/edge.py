"""The online voice: Microsoft's read-aloud service through the edge-tts client.

The line's text leaves the machine: a front door uses this speaker only when its operator has
switched it on.
"""

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

import aiohttp
from edge_tts import Communicate
from edge_tts.exceptions import EdgeTTSException
from edge_tts.typing import TTSChunk

from domain.brief import Language
from domain.errors import SpeechError
from presenter.align import align
from presenter.decoding import decode_mp3
from presenter.normalise import Reading, normalise
from presenter.patience import PATIENT, Patience, Persistence, TryError
from presenter.sound import finish
from presenter.speaker import NO_LEXICON, Lexicon, SpokenLine, check_rate
from presenter.timing import Moment, time_words
from presenter.voices import AUTO, load_voices, pick_voice

_TICKS_PER_MS = 10_000
_CLOSING_S = 0.1
_CLIENT_ERRORS = (EdgeTTSException, aiohttp.ClientError, OSError, ValueError, LookupError, TypeError)
"""What the client raises on a bad connection or answer; frames it cannot parse surface as the last three."""


@dataclass(frozen=True)
class _Answer:
    """A line as the service gave it: MP3, and its words with their times in the MP3."""

    mp3: bytes
    words: tuple[tuple[str, float, float], ...]


class EdgeSpeaker:
    """Neural voices over the network; needs no key.

    ``proxy`` is an HTTP proxy's URL; ``sleep`` and ``chance`` (0–1) make the pauses between tries.
    """

    name = "edge"
    source = ""

    def __init__(
        self,
        voice: str = AUTO,
        *,
        patience: Patience = PATIENT,
        proxy: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._wanted = voice
        self._patience = patience
        self._persistence = Persistence(patience, sleep, chance)
        self._proxy = proxy
        self._voices = load_voices()

    def voice_for(self, language: Language) -> str:
        return pick_voice(self._voices, self.name, language, self._wanted).name

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        check_rate(rate)
        reading = normalise(text, language, lexicon)
        if not reading.tokens:
            raise SpeechError(f"'{text[:40]}' has nothing to say in it", hint="write the line in words")
        voice = self.voice_for(language)
        return self._persistence.insist(
            "the online voice", lambda: _finish(reading, self._ask(reading.said, voice, rate))
        )

    def _ask(self, said: str, voice: str, rate: float) -> _Answer:
        """One try. Raises TryError."""
        talk = Communicate(
            said,
            voice,
            rate=f"{round((rate - 1) * 100):+d}%",
            boundary="WordBoundary",
            proxy=self._proxy,
            connect_timeout=self._patience.connect_s,
            receive_timeout=round(self._patience.receive_s),
        )
        try:
            return asyncio.run(asyncio.wait_for(_collect(talk.stream()), self._patience.line_s))
        except TimeoutError as error:
            raise TryError("no answer in time", may_pass=True) from error
        except _CLIENT_ERRORS as error:
            raise TryError(_reason(error), may_pass=_may_pass(error)) from error


def _reason(error: BaseException) -> str:
    """The client's words, but for connections, where they show its insides."""
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"the certificate of {error.host} is not trusted"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"cannot connect to {error.host} ({error.os_error.strerror or error.os_error})"
    return f"{type(error).__name__}: {error}".rstrip(". ")


def _may_pass(error: BaseException) -> bool:
    """A refusal (4xx) stands, but for time-outs and "too many requests"."""
    if isinstance(error, aiohttp.ClientResponseError):
        return error.status >= 500 or error.status in {408, 429}
    return True


async def _collect(stream: AsyncGenerator[TTSChunk, None]) -> _Answer:
    try:
        async with aclosing(stream) as chunks:
            return await _gather(chunks)
    finally:
        # aiohttp closes a WebSocket's TLS connection in the background; the loop must live that long.
        await asyncio.sleep(_CLOSING_S)


async def _gather(chunks: AsyncGenerator[TTSChunk, None]) -> _Answer:
    mp3, words = bytearray(), []
    async for chunk in chunks:
        if chunk["type"] == "audio":
            mp3 += chunk["data"]
        elif chunk["type"] == "WordBoundary":
            start = chunk["offset"] / _TICKS_PER_MS
            words.append((chunk["text"], start, start + chunk["duration"] / _TICKS_PER_MS))
    return _Answer(bytes(mp3), tuple(words))


def _finish(reading: Reading, answer: _Answer) -> SpokenLine:
    """Level the audio and give its words the script's spelling.

    The client takes a dropped connection for the end of the line, so the words have to reach the
    last token and the audio the last word.
    """
    found = align(reading, answer.words)
    if not found or reading.token_at(found[-1].last_position) < len(reading.tokens) - 1:
        raise TryError("the service hung up before the end of the line", may_pass=True)
    try:
        spoken = finish(decode_mp3(answer.mp3))
    except ValueError as error:
        raise TryError(f"the service sent {error}", may_pass=True) from error
    line = SpokenLine(spoken.pcm, ())
    moments = [Moment(word.position, word.start_ms - spoken.cut_ms, word.end_ms - spoken.cut_ms) for word in found]
    if moments[-1].start_ms >= line.duration_ms:
        raise TryError("the service sent less sound than words", may_pass=True)
    return replace(line, words=time_words(reading, moments, line.duration_ms))
