"""Patience with a voice somewhere else: how long a try may take, how often it is repeated, and the pauses between."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import ProviderError, SpeechError

Got = TypeVar("Got")


@dataclass(frozen=True)
class Patience:
    """Pauses between tries grow and jitter; one a service asks for is kept to, up to ``longest_pause_s``."""

    connect_s: int = 10
    receive_s: float = 20
    line_s: float = 60.0
    tries: int = 3
    pause_s: float = 0.5
    longest_pause_s: float = 30.0


PATIENT = Patience()


class TryError(Exception):
    """One try failed; ``may_pass`` says whether another could do better, ``after_s`` when the service wants it."""

    def __init__(self, reason: str, *, may_pass: bool, after_s: float = 0.0) -> None:
        super().__init__(reason)
        self.may_pass = may_pass
        self.after_s = after_s


def no_voice(reason: str) -> SpeechError:
    """A voice that gave up."""
    return SpeechError(reason, hint="check the network and the settings, or use the embedded voice")


@dataclass(frozen=True)
class Persistence:
    """Tries again; ``sleep`` and ``chance`` (0–1) make the pauses between tries."""

    patience: Patience = PATIENT
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random

    def insist(self, who: str, attempt: Callable[[], Got], failure: Callable[[str], ProviderError] = no_voice) -> Got:
        """What ``attempt`` gives, which raises TryError when it fails. Raises ``failure`` when all tries have."""
        tried = 0
        while True:
            tried += 1
            try:
                return attempt()
            except TryError as fault:
                pause = max(self._pause(tried), fault.after_s)
                if not fault.may_pass or tried >= self.patience.tries or pause > self.patience.longest_pause_s:
                    raise failure(_gave_up(who, fault, tried)) from fault
            self.sleep(pause)

    def _pause(self, tried: int) -> float:
        return self.patience.pause_s * float(2 ** (tried - 1)) * (0.5 + self.chance())


PERSISTENT = Persistence()


def _gave_up(who: str, fault: TryError, tries: int) -> str:
    times = "once" if tries == 1 else f"{tries} times"
    wait = f" and asks to wait {fault.after_s:.0f} s" if fault.after_s else ""
    return f"{who} failed ({times}): {fault}{wait}"
