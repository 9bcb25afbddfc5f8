"""``make bench``: measures, prints a table, writes benchmarks/results.json. Takes some minutes."""

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.jobs import JobCost, make_job, render_job
from benchmarks.measure import Cost, median
from benchmarks.moviepy import through_moviepy
from benchmarks.picture import draw_to_file, encode_only, render_stage
from benchmarks.planning import plan_ms
from benchmarks.recognition import measure_recognition, recognition_figures
from benchmarks.report import Figure, machine, save, table
from benchmarks.sealing import measure_sealing, sealing_figures
from benchmarks.service import service_figures
from benchmarks.subject import Subject, load_subject, repeated

RESULTS = Path(__file__).parent / "results.json"
LONG = 6


def main() -> None:
    """Run every measurement, interleaved so that a noisy machine disturbs all alike."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each kind; their medians count")
    rounds = parser.parse_args().rounds
    before = machine()
    with tempfile.TemporaryDirectory(prefix="vitrine-bench-", dir="/var/tmp") as name:
        figures, details = _measure(Path(name), rounds)
        figures += service_figures(Path(name))
    figures.append(Figure("offline plan, checked", plan_ms(), "ms", 50, "at most"))
    print(table(figures))
    save(RESULTS, figures, {"before": before, **details})
    print(f"\nwritten to {RESULTS}")


def _measure(folder: Path, rounds: int) -> tuple[list[Figure], dict[str, object]]:
    print("a first job, for the timeline that is measured", flush=True)
    home, out = folder / "home", folder / "out"
    make_job(home, out)
    subject = load_subject(out / "timeline.json", home)
    frames = folder / "frames.yuv"
    draw_to_file(subject, frames)

    encoding, rendering, jobs = [], [], []
    for turn in range(rounds):
        encoding.append(encode_only(subject, frames, folder / "alone.mp4"))
        rendering.append(render_stage(subject, folder))
        jobs.append(make_job(folder / f"home-{turn}", folder / f"out-{turn}"))
        print(_line(turn, encoding[-1], rendering[-1], jobs[-1]), flush=True)
    frames.unlink()
    print("sealing", flush=True)
    sealing = measure_sealing(out / "timeline.json", folder / "render.mp4", home)
    print("MoviePy", flush=True)
    moviepy = through_moviepy(subject, folder)
    print("recognition of re-encoded clips", flush=True)
    tally = measure_recognition(folder / "clips")
    print("30 s and 180 s of memory", flush=True)
    short, long = (_repeated_job(subject, times, home, folder) for times in (1, LONG))
    figures = _figures(encoding, rendering, jobs, moviepy, short, long)
    return [*figures, *sealing_figures(sealing, median(rendering).wall), *recognition_figures(tally)], {
        "sealing": vars(sealing),
        "recognition": vars(tally),
        "encode only": [vars(cost) for cost in encoding],
        "render stage": [vars(cost) for cost in rendering],
        "whole job": [vars(job.cost) | {"megabytes": job.megabytes} for job in jobs],
        "moviepy, scaled from 60 frames": vars(moviepy),
        "render and seal, 30 s": vars(short.cost) | {"megabytes": short.megabytes},
        "render and seal, 180 s": vars(long.cost) | {"megabytes": long.megabytes},
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


def _figures(
    encoding: list[Cost], rendering: list[Cost], jobs: list[JobCost], moviepy: Cost, short: JobCost, long: JobCost
) -> list[Figure]:
    alone, stage, job = median(encoding), median(rendering), median([done.cost for done in jobs])
    most = max(done.megabytes for done in jobs)
    return [
        Figure("render stage over encode only, wall", stage.wall / alone.wall, "×", 1.30, "at most"),
        Figure("render stage over encode only, CPU", stage.cpu / alone.cpu, "×", 1.25, "at most"),
        Figure("MoviePy over render stage, wall", moviepy.wall / stage.wall, "×", 10, "at least"),
        Figure("whole job over encode only, wall", job.wall / alone.wall, "×", 1.60, "at most"),
        Figure("peak memory of a whole 30 s job", most, "MB", 600, "at most"),
        Figure("peak memory of 180 s over 30 s", long.megabytes / short.megabytes, "×", 1.10, "at most"),
    ]


if __name__ == "__main__":
    main()
