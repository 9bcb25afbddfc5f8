"""The embedded voice when its process misbehaves."""

import json
import sys
import time
from pathlib import Path

import pytest

from domain.errors import SpeechError
from presenter.espeak import EspeakSpeaker
from tests.presenter.engine_lines import run_engine

HEADER = json.dumps({"rate": 22050, "samples": 4, "words": [[0, 0]], "phonemes": []})


def child(code: str) -> tuple[str, ...]:
    """A process that runs ``code`` in the engine's place."""
    return (sys.executable, "-c", f"import sys, os, time\nsys.stdin.buffer.read()\n{code}")


def failure(code: str, timeout_s: float = 10.0) -> SpeechError:
    with pytest.raises(SpeechError) as caught:
        EspeakSpeaker(command=child(code), timeout_s=timeout_s).speak("你好", "zh")
    assert caught.value.hint
    return caught.value


def test_an_error_is_reported_in_the_engines_words() -> None:
    error = failure("sys.stderr.write('no voice data in /nowhere'); sys.exit(1)")
    assert "code 1" in error.message
    assert "no voice data in /nowhere" in error.message


def test_a_crash_is_reported_with_its_signal() -> None:
    assert "code -11" in failure("os.kill(os.getpid(), 11)").message


def test_a_hanging_engine_is_ended() -> None:
    began = time.monotonic()
    assert "0.5 s" in failure("time.sleep(60)", timeout_s=0.5).message
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "code",
    [
        "pass",
        "print('hello')",
        f"print('{HEADER}'[:30])",
        f"print('{HEADER}'); sys.stdout.flush(); sys.stdout.buffer.write(bytes(6))",
        f"print('{HEADER}'); sys.stdout.flush(); sys.stdout.buffer.write(bytes(10))",
        "sys.stdout.buffer.write(bytes(range(256)) * 10)",
    ],
    ids=["nothing", "not JSON", "half a header", "too few samples", "too many samples", "binary garbage"],
)
def test_an_answer_in_another_form_is_refused(code: str) -> None:
    assert "cannot be read" in failure(code).message


def test_silence_is_refused() -> None:
    error = failure(f"print('{HEADER}'); sys.stdout.flush(); sys.stdout.buffer.write(bytes(8))")
    assert "silent" in error.message


def test_an_engine_that_is_not_there() -> None:
    with pytest.raises(SpeechError, match="could not be started"):
        EspeakSpeaker(command=("/nowhere/engine",)).speak("你好", "zh")


def test_the_real_engine_refuses_an_unknown_voice() -> None:
    done = run_engine("martian", "hello")
    assert done.returncode == 1
    assert b"no voice 'martian'" in done.stderr
    assert done.stdout == b""


def test_the_engine_stays_out_of_our_process() -> None:
    """Its licence asks for a process of its own: speaking loads no espeak library here."""
    EspeakSpeaker().speak("你好", "zh")
    assert "libespeak" not in Path("/proc/self/maps").read_text()
