"""``make bench``: measures, prints a table, writes benchmarks/results.json. Takes some minutes."""

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

from benchmarks.batch import batch_figures, measure_batch
from benchmarks.jobs import JobCost, make_job, render_job
from benchmarks.measure import Cost, median
from benchmarks.moviepy import through_moviepy
from benchmarks.pages import page_figures
from benchmarks.picture import draw_to_file, encode_only, render_stage
from benchmarks.planning import plan_ms
from benchmarks.recognition import measure_recognition, recognition_figures
from benchmarks.rendering import measure_renderer, renderer_figures
from benchmarks.report import Figure, machine, save, table
from benchmarks.sealing import measure_sealing, sealing_figures
from benchmarks.service import service_figures
from benchmarks.speech import speech_figures
from benchmarks.subject import Subject, load_subject, repeated
from benchmarks.templates import measure_templates, template_figures
from benchmarks.variants import measure_variants, variant_figures
from benchmarks.workers import worker_figures

RESULTS = Path(__file__).parent / "results.json"
LONG = 6


def main() -> None:
    """Run the measurements asked for, those of one part interleaved so that a noisy machine disturbs all alike."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind; their medians count")
    parser.add_argument("--only", default=",".join(_PARTS), help="parts to measure, with commas between: %(default)s")
    asked = parser.parse_args()
    parts = asked.only.split(",")
    if unknown := set(parts) - set(_PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(_PARTS)}")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # what was started is ended
    before, figures, details = machine(), list[Figure](), dict[str, object]()
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-", dir="/var/tmp") as name:
        bench = Bench(Path(name), asked.rounds)
        for part in parts:
            print(f"{part}: {_PARTS[part].__doc__}", flush=True)
            more, raw = _PARTS[part](bench)
            figures, details = figures + more, details | raw
    print(table(figures))
    if parts == list(_PARTS):
        save(RESULTS, figures, {"before": before, **details})
        print(f"\nwritten to {RESULTS}")


Measured = tuple[list[Figure], dict[str, object]]


class Bench:
    """What the parts share, each made when first asked for: a job's timeline, and its encoding, rendering, making."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.count = folder, rounds
        self.home, self.timeline = folder / "home", folder / "out" / "timeline.json"

    @cached_property
    def subject(self) -> Subject:
        """The timeline that is measured, from a first job."""
        make_job(self.home, self.timeline.parent)
        return load_subject(self.timeline, self.home)

    @cached_property
    def rounds(self) -> tuple[list[Cost], list[Cost], list[JobCost]]:
        """Encoding alone, rendering and whole jobs in turns; the last render stays as ``render.mp4``."""
        encoding, rendering, jobs, frames = [], [], [], self.folder / "frames.yuv"
        draw_to_file(self.subject, frames)
        for turn in range(self.count):
            encoding.append(encode_only(self.subject, frames, self.folder / "alone.mp4"))
            rendering.append(render_stage(self.subject, self.folder))
            jobs.append(make_job(self.folder / f"home-{turn}", self.folder / f"out-{turn}"))
            print(_line(turn, encoding[-1], rendering[-1], jobs[-1]), flush=True)
        frames.unlink()
        return encoding, rendering, jobs


def _picture(bench: Bench) -> Measured:
    """encoding alone, the render stage, whole jobs"""
    encoding, rendering, jobs = bench.rounds
    alone, stage, job = median(encoding), median(rendering), median([done.cost for done in jobs])
    figures = [
        Figure("render stage over encode only, wall", stage.wall / alone.wall, "×", 1.30, "at most"),
        Figure("render stage over encode only, CPU", stage.cpu / alone.cpu, "×", 1.25, "at most"),
        Figure("whole job over encode only, wall", job.wall / alone.wall, "×", 1.60, "at most"),
        Figure("peak memory of a whole 30 s job", max(done.megabytes for done in jobs), "MB", 600, "at most"),
    ]
    return figures, {
        "encode only": [vars(cost) for cost in encoding],
        "render stage": [vars(cost) for cost in rendering],
        "whole job": [vars(done.cost) | {"megabytes": done.megabytes} for done in jobs],
    }


def _moviepy(bench: Bench) -> Measured:
    """the same timeline through MoviePy"""
    cost, stage = through_moviepy(bench.subject, bench.folder), median(bench.rounds[1])
    figure = Figure("MoviePy over render stage, wall", cost.wall / stage.wall, "×", 10, "at least")
    return [figure], {"moviepy, scaled from 60 frames": vars(cost)}


def _memory(bench: Bench) -> Measured:
    """memory of 30 s and of 180 s"""
    short, long = (_repeated_job(bench.subject, times, bench.home, bench.folder) for times in (1, LONG))
    figure = Figure("peak memory of 180 s over 30 s", long.megabytes / short.megabytes, "×", 1.10, "at most")
    return [figure], {
        "render and seal, 30 s": vars(short.cost) | {"megabytes": short.megabytes},
        "render and seal, 180 s": vars(long.cost) | {"megabytes": long.megabytes},
    }


def _renderer(bench: Bench) -> Measured:
    """two workers, two processes, long videos, stills, a presenter"""
    _ = bench.subject
    cost = measure_renderer(bench.timeline, bench.home, bench.folder)
    return renderer_figures(cost), {"renderer": vars(cost)}


def _templates(bench: Bench) -> Measured:
    """every template's own example"""
    costs = measure_templates(bench.folder / "templates", bench.count)
    raw = {name: [[vars(one) for one in pair] for pair in pairs] for name, pairs in costs.items()}
    return template_figures(costs), {"templates": raw}


def _sealing(bench: Bench) -> Measured:
    """sealing a render"""
    stage = median(bench.rounds[1])
    cost = measure_sealing(bench.timeline, bench.folder / "render.mp4", bench.home)
    return sealing_figures(cost, stage.wall), {"sealing": vars(cost)}


def _recognition(bench: Bench) -> Measured:
    """recognition of re-encoded clips"""
    tally = measure_recognition(bench.folder / "clips")
    return recognition_figures(tally), {"recognition": vars(tally)}


def _planning(_: Bench) -> Measured:
    """an offline plan"""
    return [Figure("offline plan, checked", plan_ms(), "ms", 50, "at most")], {}


def _service(bench: Bench) -> Measured:
    """the service under load"""
    return service_figures(bench.folder), {}


def _jobs(bench: Bench) -> Measured:
    """durable jobs: the engine's own cost, and a second worker on PostgreSQL"""
    return worker_figures(), {}


def _speech(bench: Bench) -> Measured:
    """the voices: speed, times of words, lips"""
    return speech_figures()


def _variants(bench: Bench) -> Measured:
    """twenty variants of one body"""
    seconds = measure_variants(bench.folder)
    return variant_figures(seconds), {"variants": seconds}


def _batch(bench: Bench) -> Measured:
    """a batch: accepting 2,000 rows, then a few rows cold, many warm, and some alike"""
    cost = measure_batch(bench.folder / "batch")
    return batch_figures(cost, bench.folder / "batch"), {"batch": asdict(cost)}


def _pages(bench: Bench) -> Measured:
    """the pages on a slow phone"""
    return page_figures(bench.folder), {}


_PARTS: dict[str, Callable[[Bench], Measured]] = {
    "picture": _picture,
    "moviepy": _moviepy,
    "memory": _memory,
    "renderer": _renderer,
    "templates": _templates,
    "sealing": _sealing,
    "recognition": _recognition,
    "service": _service,
    "jobs": _jobs,
    "planning": _planning,
    "speech": _speech,
    "variants": _variants,
    "batch": _batch,
    "pages": _pages,
}


def _repeated_job(subject: Subject, times: int, home: Path, folder: Path) -> JobCost:
    timeline = folder / f"timeline-{times}.json"
    timeline.write_text(repeated(subject.timeline, times).model_dump_json(), encoding="utf-8")
    cost = render_job(timeline, home, folder / f"long-{times}")
    shutil.rmtree(folder / f"long-{times}")
    return cost


def _line(turn: int, encoding: Cost, rendering: Cost, job: JobCost) -> str:
    return (
        f"round {turn + 1}: encode only {encoding.wall:.1f} s ({encoding.cpu:.1f} CPU), "
        f"render {rendering.wall:.1f} s ({rendering.cpu:.1f}), "
        f"job {job.cost.wall:.1f} s ({job.cost.cpu:.1f}), {job.megabytes:.0f} MB"
    )


if __name__ == "__main__":
    main()
