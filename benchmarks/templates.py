"""What each template costs to draw: the render stage of its own example, over the encoder alone."""

import shutil
import statistics
from pathlib import Path

from benchmarks.jobs import make_job
from benchmarks.measure import Cost
from benchmarks.picture import draw_to_file, encode_only, render_stage
from benchmarks.report import Figure
from benchmarks.subject import ROOT, load_subject
from templates.catalogue import load_template, template_names

_BOUND = 1.30

Pair = tuple[Cost, Cost]
"""The encoder alone, and the render stage."""


def measure_templates(folder: Path, rounds: int) -> dict[str, list[Pair]]:
    """Both costs of each template's example at 30 s, in turns so that a noisy machine disturbs both."""
    return {name: _measured(name, folder / name, rounds) for name in template_names()}


def template_figures(costs: dict[str, list[Pair]]) -> list[Figure]:
    """The dearest template, and how many keep the bound, each by its middle pair."""
    ratios = {
        name: statistics.median(stage.wall / alone.wall for alone, stage in pairs) for name, pairs in costs.items()
    }
    worst = max(ratios, key=lambda name: ratios[name])
    kept = sum(ratio <= _BOUND for ratio in ratios.values())
    return [
        Figure(f"dearest template ({worst}) over encode only, wall", ratios[worst], "×", _BOUND, "at most"),
        Figure(f"templates at {_BOUND} × encode only or less", kept, "", len(ratios), "at least"),
    ]


def _measured(name: str, folder: Path, rounds: int) -> list[Pair]:
    make_job(folder / "home", folder / "out", template=name, brief=ROOT / load_template(name).example)
    subject, frames = load_subject(folder / "out" / "timeline.json", folder / "home"), folder / "frames.yuv"
    draw_to_file(subject, frames)
    pairs = []
    for _ in range(rounds):
        alone, stage = encode_only(subject, frames, folder / "alone.mp4"), render_stage(subject, folder)
        told = f"encode only {alone.wall:.1f} s ({alone.cpu:.1f} CPU), render {stage.wall:.1f} s ({stage.cpu:.1f})"
        print(f"{name}: {told}", flush=True)
        pairs.append((alone, stage))
    shutil.rmtree(folder)
    return pairs
