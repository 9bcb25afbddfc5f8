"""The renderer by itself: a second worker, long videos, stills, and what a presenter costs."""

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.jobs import make_job
from benchmarks.measure import timed
from benchmarks.picture import SETTINGS
from benchmarks.report import Figure
from benchmarks.subject import ROOT, SECONDS, Subject, load_subject, repeated, without_presenter
from domain.errors import RenderError
from domain.render import EncodeSettings
from renderer.render import render
from renderer.still import draw_still

_ONE_THREAD = SETTINGS.model_copy(update={"threads": 1})
_SHORT, _TIMES = 15, 12
"""Seconds of the short video, and how many times over the long one plays it."""
_TURNS = 3
"""How often the shorter ones are rendered: single runs of the same differ by a fifth within minutes."""
_RENDER = "import sys; from benchmarks.rendering import render_when_told; render_when_told(*sys.argv[1:])"
_STILL = (
    "import sys, time; begun = time.perf_counter(); from benchmarks.rendering import draw_one; "
    "draw_one(sys.argv[1], sys.argv[2]); print(time.perf_counter() - begun)"
)


@dataclass(frozen=True)
class RendererCost:
    """Seconds of wall time: of a render by one worker and by two, each encoder with one thread; of two such renders
    by a process each; of a second of video in a short and in a long one; of a still in a new process and of the next
    one in an old; of a render as users start it, with a presenter and without."""

    one_worker: float
    two_workers: float
    two_processes: float
    short_second: float
    long_second: float
    still_cold: float
    still_warm: float
    presented: float
    unpresented: float


def measure_renderer(timeline: Path, home: Path, folder: Path) -> RendererCost:
    """Of the timeline at ``timeline`` with its assets in ``home``, and of two more made from the same brief.

    The short one is rendered before and after the long one, for a machine is not as fast as a minute ago.
    """
    subject = load_subject(timeline, home)
    short = _made(folder / "short", seconds=_SHORT)
    presented = _made(folder / "presented", template="presenter")
    turns = [
        (_seconds(subject, folder), _seconds(subject, folder, workers=2), _side_by_side(timeline, home, folder))
        for _ in range(_TURNS)
    ]
    alone, together, apart = map(median, zip(*turns, strict=True))
    each, long = (replace(short, timeline=repeated(short.timeline, times)) for times in (1, _TIMES))
    before, whole, after = (
        [_seconds(subject, folder) for _ in range(runs)]
        for subject, runs in ((each, _TURNS), (long, 1), (each, _TURNS))
    )
    return RendererCost(
        alone,
        together,
        apart,
        median(before + after) / float(each.timeline.seconds),
        whole[0] / float(long.timeline.seconds),
        _cold_still(timeline, home),
        _warm_still(subject),
        _seconds(presented, folder, settings=SETTINGS),
        _seconds(without_presenter(presented), folder, settings=SETTINGS),
    )


def _made(folder: Path, seconds: int = SECONDS, template: str | None = None) -> Subject:
    make_job(folder / "home", folder / "out", seconds, template)
    return load_subject(folder / "out" / "timeline.json", folder / "home")


def renderer_figures(cost: RendererCost) -> list[Figure]:
    """The bounds on what was measured."""
    faster, more = cost.one_worker / cost.two_workers, 2 * cost.one_worker / cost.two_processes
    unlike = abs(cost.long_second / cost.short_second - 1) * 100
    share = (1 - cost.unpresented / cost.presented) * 100
    return [
        Figure("two workers, encoders of one thread, over one", faster, "×", 1.7, "at least"),
        Figure("two processes, a render each, over one", more, "×", 1.7, "at least"),
        Figure("cost of a second, 180 s unlike 15 s", unlike, "%", 10, "at most"),
        Figure("preview still, cold", cost.still_cold, "s", 1.0, "at most"),
        Figure("preview still, warm", cost.still_warm, "s", 0.15, "at most"),
        Figure("presenter layer of the render's wall", share, "%", 25, "at most"),
    ]  # fmt: skip


def draw_one(timeline: str, home: str) -> None:
    """The cover's still of a timeline, everything loaded for it."""
    subject = load_subject(Path(timeline), Path(home))
    draw_still(subject.timeline, subject.timeline.cover, subject.resources)


def _seconds(subject: Subject, folder: Path, workers: int = 1, settings: EncodeSettings = _ONE_THREAD) -> float:
    """Wall time of a render, whose encoders have one thread each unless ``settings`` say otherwise."""
    out, cache = folder / "renderer.mp4", folder / "cache"
    with timed() as cost:
        render(subject.timeline, subject.resources, settings, cache, out, use_cache=False, workers=workers)
    return cost.wall


def render_when_told(timeline: str, home: str, folder: str) -> None:
    """One process of ``_side_by_side``: it says when it can begin, begins when told to, and says when it is done."""
    subject = load_subject(Path(timeline), Path(home))
    print("ready", flush=True)
    sys.stdin.readline()
    _seconds(subject, Path(folder))
    print("done", flush=True)


def _side_by_side(timeline: Path, home: Path, folder: Path) -> float:
    """Wall time of two processes that each render the whole timeline with one worker, from when both can begin."""
    command = [sys.executable, "-c", _RENDER, timeline, home]
    with ExitStack() as running:
        processes = []
        for name in ("left", "right"):
            (folder / name).mkdir(exist_ok=True)
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            processes.append(running.enter_context(subprocess.Popen([*command, folder / name], cwd=ROOT, **pipes)))
        _all_say("ready", processes)
        begun = time.perf_counter()
        for process in processes:
            process.stdin.write("\n")
            process.stdin.flush()
        _all_say("done", processes)
        return time.perf_counter() - begun


def _all_say(word: str, processes: "Sequence[subprocess.Popen[str]]") -> None:
    for process in processes:
        if process.stdout.readline().strip() != word:
            raise RenderError(f"a process ended before it was {word}")


def _cold_still(timeline: Path, home: Path) -> float:
    command = [sys.executable, "-c", _STILL, str(timeline), str(home)]
    runs = [subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True) for _ in range(3)]
    return median(float(run.stdout) for run in runs)


def _warm_still(subject: Subject) -> float:
    """The median of stills all over the video, in a process that has drawn before."""
    times = []
    for frame in range(0, subject.timeline.frames, subject.timeline.frames // 8):
        begun = time.perf_counter()
        draw_still(subject.timeline, frame, subject.resources)
        times.append(time.perf_counter() - begun)
    return median(times[1:])
