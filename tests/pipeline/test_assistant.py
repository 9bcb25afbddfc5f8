"""The assistant: what it does is what would have been done without it, and its end at any point changes nothing."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread, get_ident

import cv2
import numpy as np
import pytest

import pipeline.assistant as assisting
from domain.brief import Brief
from domain.errors import AssetError
from media.music import compose_music
from media.store import LocalAssetStore
from pipeline import fork
from pipeline.assistant import Assistant, assist
from pipeline.intake import Taken, take_in
from pipeline.settings import Settings

_PIECE = (6.0, "calm", 7)
_FORKED = """
import os, sys
from pathlib import Path
from pipeline.assistant import engaged
from pipeline.briefs import load_brief
from pipeline.settings import load_settings
if sys.argv[2] == "alone":
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
brief = Path(sys.argv[1])
with engaged(load_brief(brief), brief.parent, load_settings()) as assistant:
    if assistant is None:
        sys.exit("nobody")
    intake = assistant.intake()
    print(*(asset.sha256 for asset in (*intake.images, *intake.cutouts.values())))
    if sys.argv[2] == "left":
        raise SystemExit("left")
    print(len(assistant.music(6.0, "calm", 7)))
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no child is left")
"""


@pytest.fixture
def settings(own_place: Path) -> Settings:
    return Settings(home=own_place / "home")


@pytest.fixture
def brief(own_place: Path) -> Brief:
    pixels = np.full((400, 300, 3), 255, np.uint8)
    cv2.ellipse(pixels, (150, 200), (70, 120), 0, 0, 360, (120, 60, 20), -1)
    assert cv2.imwrite(str(own_place / "mug.png"), pixels)
    (own_place / "brief.yaml").write_text("product:\n  name: Mug\n  images: [mug.png]\n", "utf-8")
    return Brief.model_validate({"product": {"name": "Mug", "images": ["mug.png"]}})


@contextmanager
def beside(work: Callable[[Connection], None], brief: Brief, folder: Path, settings: Settings) -> Iterator[Assistant]:
    """An assistant that does ``work`` in a thread of this process."""
    here, there = multiprocessing.Pipe()
    thread = Thread(target=fork.tell, args=(there, work), daemon=True)
    thread.start()
    with closing(here):
        yield Assistant(here, brief, folder, settings)
    thread.join(10)
    assert not thread.is_alive()


def taken_in(brief: Brief, folder: Path) -> tuple[Taken, list[str]]:
    intake = take_in(brief, folder, LocalAssetStore(folder / "elsewhere"))
    return plain(intake), sorted(asset.sha256 for asset in intake.cutouts.values())


def plain(intake: Taken) -> Taken:
    return Taken(**{name: value for name, value in vars(intake).items() if name in Taken.__dataclass_fields__})


def test_it_does_what_would_have_been_done_without_it(own_place: Path, brief: Brief, settings: Settings) -> None:
    with beside(lambda pipe: assist(brief, own_place, settings, pipe), brief, own_place, settings) as assistant:
        intake = assistant.intake()
        cutouts = sorted(asset.sha256 for asset in intake.cutouts.values())
        assert (plain(intake), cutouts) == taken_in(brief, own_place)
        assert cutouts
        assert all((settings.home / "assets" / sha[:2]).is_dir() for sha in cutouts)
        assert assistant.music(*_PIECE) == compose_music(*_PIECE)
        assert assistant.music(5.0, "warm", 1) == compose_music(5.0, "warm", 1), "it is gone: written here"


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_whatever_it_leaves_is_done_here(own_place: Path, brief: Brief, settings: Settings, answers: int) -> None:
    def leave(pipe: Connection) -> None:
        intake = take_in(brief, own_place, LocalAssetStore(settings.home / "assets"))
        for answer in (plain(intake), intake.cutouts)[:answers]:
            pipe.send(answer)
        pipe.close()

    with beside(leave, brief, own_place, settings) as assistant:
        intake = assistant.intake()
        assert (plain(intake), sorted(cut.sha256 for cut in intake.cutouts.values())) == taken_in(brief, own_place)
        assert assistant.music(*_PIECE) == compose_music(*_PIECE)


def test_one_that_hangs_is_not_waited_for(
    own_place: Path, brief: Brief, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fork, "PATIENCE", 0.1)
    here, there = multiprocessing.Pipe()
    with closing(here), closing(there):
        assistant = Assistant(here, brief, own_place, settings)
        intake = assistant.intake()
        assert (plain(intake), sorted(cut.sha256 for cut in intake.cutouts.values())) == taken_in(brief, own_place)
        assert assistant.music(*_PIECE) == compose_music(*_PIECE)


def test_a_photo_that_cannot_be_used_is_named_as_ever(own_place: Path, brief: Brief, settings: Settings) -> None:
    (own_place / "mug.png").write_bytes(b"just text")
    with pytest.raises(AssetError) as without:
        take_in(brief, own_place, LocalAssetStore(own_place / "elsewhere"))
    with (
        beside(lambda pipe: assist(brief, own_place, settings, pipe), brief, own_place, settings) as assistant,
        pytest.raises(AssetError) as caught,
    ):
        assistant.intake()
    assert (caught.value.message, caught.value.hint) == (without.value.message, without.value.hint)


def test_an_error_of_its_own_is_met_again_here(
    own_place: Path, brief: Brief, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(assisting, "take_files", broken)
    with beside(lambda pipe: assist(brief, own_place, settings, pipe), brief, own_place, settings) as assistant:
        assert plain(assistant.intake()) == taken_in(brief, own_place)[0]


def test_ctrl_c_waits_for_the_end_of_what_it_must_not_interrupt() -> None:
    done: list[str] = []
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), fork.uninterrupted():
            signal.pthread_kill(get_ident(), signal.SIGINT)
            done.append("to the end")
    finally:
        signal.signal(signal.SIGINT, usual)
    assert done == ["to the end"]


def test_it_does_not_wait_to_be_asked_for_music_where_there_is_none(
    own_place: Path, brief: Brief, settings: Settings
) -> None:
    silent = brief.model_copy(update={"music": "none"})
    with beside(lambda pipe: assist(silent, own_place, settings, pipe), silent, own_place, settings) as assistant:
        intake = assistant.intake()
        assert intake.cutouts
        assert not intake.wants_music  # the thread is joined: it has ended without a question


def forked(place: Path, way: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "VITRINE_HOME": str(place / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", _FORKED, str(place / "brief.yaml"), way]
    return subprocess.run(command, env=env, cwd=place, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="forks on Linux, from two cores"
)
def test_forked_it_works_and_nothing_of_it_stays(own_place: Path, brief: Brief) -> None:
    done = forked(own_place, "to the end")
    taken, cutouts = taken_in(brief, own_place)
    length = len(compose_music(*_PIECE))
    assert done.stderr == ""
    assert done.stdout.split("\n")[:3] == [
        " ".join([*(image.sha256 for image in taken.images), *cutouts]), str(length), "no child is left",
    ]  # fmt: skip
    left = forked(own_place, "left")
    assert (left.returncode, left.stderr) == (1, "left\n")


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2, reason="forks on Linux, from two cores"
)
def test_one_that_is_given_up_tidies_up_behind_it(own_place: Path) -> None:
    script = """
import tempfile, time
from pipeline.fork import forked
def work(pipe):
    with tempfile.NamedTemporaryFile(dir="."):
        pipe.send("begun")
        time.sleep(60)
with forked(work) as pipe:
    print(pipe.recv())
"""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    before = sorted(path.name for path in own_place.iterdir())
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=own_place, capture_output=True, timeout=30, check=True
    )
    assert (done.stdout, done.stderr) == (b"begun\n", b"")
    assert sorted(path.name for path in own_place.iterdir()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="cores are chosen on Linux")
def test_on_one_core_there_is_nobody(own_place: Path, brief: Brief) -> None:
    assert forked(own_place, "alone").stderr == "nobody\n"
