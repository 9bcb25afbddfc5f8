"""The embedded voice when its process misbehaves."""

import gc
import json
import subprocess
import sys
import time
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest

from domain.errors import SpeechError
from presenter import espeak_child
from presenter.engine import Engine
from presenter.espeak import EspeakSpeaker
from tests.presenter.engine_lines import run_engine

HEADER = json.dumps({"rate": 22050, "samples": 4, "words": [[0, 0]], "phonemes": []})


def child(code: str) -> tuple[str, ...]:
    """A process that runs ``code`` in the engine's place."""
    return (sys.executable, "-c", f"import sys, os, time\nsys.stdin.buffer.readline()\n{code}")


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
    error = failure(f"print('{HEADER}'); sys.stdout.flush(); sys.stdout.buffer.write(bytes(8) + bytes([10]))")
    assert "silent" in error.message


def test_an_engine_that_is_not_there() -> None:
    with pytest.raises(SpeechError, match="could not be started"):
        EspeakSpeaker(command=("/nowhere/engine",)).speak("你好", "zh")


def test_the_real_engine_refuses_an_unknown_voice() -> None:
    done = run_engine("martian", "hello")
    assert done.returncode == 0
    assert "no voice 'martian'" in json.loads(done.stdout)["error"]


def test_a_fork_that_crashes_or_hangs_is_an_error_of_its_line(tmp_path: Path) -> None:
    code = (
        Path(espeak_child.__file__)
        .read_text()
        .replace(
            "    def answer(self) -> bytes:",
            "    def answer(self) -> bytes:\n"
            "        if self._text_before == 5: os.kill(os.getpid(), 11)\n"
            "        if self._text_before == 6: signal.pause()\n",
        )
    )
    (tmp_path / "child.py").write_text(code)
    places = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    engine = Engine((sys.executable, "-I", "-S", str(tmp_path / "child.py"), *places), timeout_s=20)
    with pytest.raises(SpeechError, match="ended with signal 11"):
        engine.speak([part("hello")])
    hanging = Engine(engine._command, timeout_s=1)
    with pytest.raises(SpeechError, match=r"in its time|within 1 s"):
        hanging.speak([part("hello!")])
    assert engine.speak([part("hell")])[1].any()


def test_a_process_that_died_is_begun_anew_and_one_without_an_owner_ends() -> None:
    speaker = EspeakSpeaker()
    first = speaker.speak("你好", "zh")
    process = began(speaker)
    process.kill()
    process.wait()
    assert np.array_equal(speaker.speak("你好", "zh").pcm, first.pcm)
    again = began(speaker)
    assert again.pid != process.pid and again.poll() is None
    del speaker
    gc.collect()
    assert again.poll() is not None


def began(speaker: EspeakSpeaker) -> "subprocess.Popen[bytes]":
    begun = speaker._engine._begun
    assert begun
    return begun[0]


def part(text: str) -> dict[str, object]:
    return {"voice": "en", "wpm": 200, "pitch": 50, "range": 50, "gap": 0, "volume": 60, "text": text}


def test_the_engine_stays_out_of_our_process() -> None:
    """Its licence asks for a process of its own: speaking loads no espeak library here."""
    EspeakSpeaker().speak("你好", "zh")
    assert "libespeak" not in Path("/proc/self/maps").read_text()
