"""Voices behind OpenAI's ``audio/speech``, at OpenAI or at any server that speaks as it does.

The line's text leaves the machine: a front door uses this speaker only when its operator has switched it on.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2
import numpy as np
import openai
from numpy.typing import NDArray
from openai import OpenAI

from domain.brief import Language
from domain.errors import SpeechError
from presenter.decoding import decode_sound
from presenter.forced import force
from presenter.normalise import normalise
from presenter.patience import PERSISTENT, Persistence, TryError
from presenter.plausible import plausible
from presenter.speaker import NO_LEXICON, Lexicon, Speaker, SpokenLine, check_rate
from presenter.voices import AUTO, load_voices, pick_voice

_MOST_BYTES = 50_000_000
_WAITS = frozenset({408, 409, 425, 429})
_NO_KEY = "none"
"""Sent where there is no key: servers of one's own ask for none, the client insists on one."""


@dataclass(frozen=True)
class SpeechService:
    """Where the voice is, which model speaks, and its voice; an empty ``voice`` takes the catalogue's."""

    model: str
    base_url: str | None = None
    api_key: str = ""
    voice: str = ""


@dataclass(frozen=True)
class _Answer:
    data: bytes
    kind: str


class OpenAiSpeaker:
    """One voice of a service; ``guide`` says each line too, so that its words can be found in the sound."""

    name = "openai"

    def __init__(
        self,
        service: SpeechService,
        guide: Speaker,
        voice: str = AUTO,
        persistence: Persistence = PERSISTENT,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service, self._guide, self._wanted = service, guide, voice
        self._persistence, self._clock = persistence, clock
        self._voices = load_voices()

    @property
    def source(self) -> str:
        return self._service.base_url or ""

    def voice_for(self, language: Language) -> str:
        """The catalogue's name, or the service's own, and the model that speaks it."""
        name = self._service.voice or pick_voice(self._voices, self.name, language, self._wanted).name
        return f"{name}@{self._service.model}"

    def speak(self, text: str, language: Language, rate: float = 1.0, lexicon: Lexicon = NO_LEXICON) -> SpokenLine:
        check_rate(rate)
        reading = normalise(text, language, lexicon)
        if not reading.tokens:
            raise SpeechError(f"'{text[:40]}' has nothing to say in it", hint="write the line in words")
        guide = self._guide.speak(text, language, 1.0, lexicon)
        client = self._client()
        pcm = self._persistence.insist(
            "the speech service",
            lambda: _samples(self._ask(client, reading.said, language, rate), guide.duration_ms / rate),
        )
        return SpokenLine(pcm, force(guide, pcm))

    def _client(self) -> OpenAI:
        patience = self._persistence.patience
        return OpenAI(
            api_key=self._service.api_key or _NO_KEY,
            base_url=self._service.base_url,
            timeout=patience.receive_s,
            max_retries=0,  # one place counts the tries: ours
        )

    def _ask(self, client: OpenAI, said: str, language: Language, rate: float) -> _Answer:
        """One try. Raises TryError."""
        try:
            with client.audio.speech.with_streaming_response.create(
                model=self._service.model,
                voice=self._engine_voice(language),
                input=said,
                response_format="wav",
                speed=rate,
            ) as answer:
                return _Answer(self._read(answer.iter_bytes()), answer.headers.get("content-type", ""))
        except openai.APIStatusError as error:
            raise _refused(error, self._service.api_key) from error
        except openai.APITimeoutError as error:
            raise TryError("no answer in time", may_pass=True) from error
        except openai.APIConnectionError as error:
            raise TryError(f"the connection failed ({error.__cause__ or error})", may_pass=True) from error
        except openai.OpenAIError as error:
            raise TryError(f"{type(error).__name__}: {error}", may_pass=False) from error
        except httpx2.TimeoutException as error:
            raise TryError("no answer in time", may_pass=True) from error
        except httpx2.HTTPError as error:
            raise TryError(f"the connection broke ({error})", may_pass=True) from error

    def _engine_voice(self, language: Language) -> str:
        if self._service.voice:
            return self._service.voice
        return str(pick_voice(self._voices, self.name, language, self._wanted).engine["voice"])

    def _read(self, parts: Iterator[bytes]) -> bytes:
        """The body, as long as it comes in time and is no larger than a line can be."""
        data, end = bytearray(), self._clock() + self._persistence.patience.line_s
        for part in parts:
            data += part
            if self._clock() > end:
                raise TryError("no whole answer in time", may_pass=True)
            if len(data) > _MOST_BYTES:
                raise TryError(f"more than {_MOST_BYTES // 10**6} MB for one line", may_pass=False)
        return bytes(data)


def _samples(answer: _Answer, expected_ms: float) -> NDArray[np.int16]:
    """The sound trimmed and levelled. Raises TryError when it cannot be the line."""
    try:
        return plausible(decode_sound(answer.data, answer.kind), expected_ms)
    except ValueError as error:
        raise TryError(f"it sent {error}", may_pass=True) from error


def _refused(error: openai.APIStatusError, key: str) -> TryError:
    """What an HTTP error means: too many requests and the server's own trouble may pass, refusals stand."""
    told = error.body if isinstance(error.body, dict) else {}
    code, words = told.get("code"), str(told.get("message") or error.response.reason_phrase)
    words = " ".join((words.replace(key, "…") if key else words).split())[:200]
    passes = (error.status_code >= 500 or error.status_code in _WAITS) and code != "insufficient_quota"
    after = error.response.headers.get("retry-after", "")
    return TryError(f"{error.status_code} {words}".rstrip(". "), may_pass=passes, after_s=_seconds(after))


def _seconds(after: str) -> float:
    """``Retry-After``: seconds, or a date (RFC 9110 §10.2.3); 0 when it says neither."""
    try:
        return max(0.0, float(after))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(after) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
