"""How long the offline planner takes for a script, claims and advertising law checked."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import yaml

from agent.offline import OfflinePlanner
from domain.brief import Brief

EXAMPLES = Path(__file__).parents[1] / "examples" / "briefs"


def plan_ms() -> float:
    """The median milliseconds of a plan: every example brief in both languages, three lengths, three seeds."""
    planner, briefs = OfflinePlanner(), tuple(_briefs())
    for brief in briefs[::9]:
        planner.plan(brief)  # the data files are read once for a process
    return median(_milliseconds(planner, brief) for brief in briefs)


def _briefs() -> Iterator[Brief]:
    for path in sorted(EXAMPLES.glob("*.yaml")):
        stated = yaml.safe_load(path.read_text(encoding="utf-8"))
        for language in ("zh", "en"):
            for seconds in (15, 20, 30):
                for seed in (1, 2, 3):
                    yield Brief.model_validate(stated | {"language": language, "seconds": seconds, "seed": seed})


def _milliseconds(planner: OfflinePlanner, brief: Brief) -> float:
    start = time.perf_counter()
    planner.plan(brief)
    return (time.perf_counter() - start) * 1000
