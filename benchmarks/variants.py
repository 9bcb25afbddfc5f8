"""What variants cost that share their body: the render stages of twenty, against as many rendered on their own."""

import statistics
from dataclasses import replace
from pathlib import Path

from benchmarks.jobs import PRODUCER
from benchmarks.report import Figure
from benchmarks.subject import BRIEF, SECONDS
from pipeline.briefs import load_brief
from pipeline.make import Made, Order, make
from pipeline.settings import Settings
from pipeline.variants import make_variants
from pipeline.wiring import open_studio

COUNT = 20


def measure_variants(folder: Path, count: int = COUNT) -> dict[str, list[float]]:
    """Seconds of each variant's render stage, and of three of them rendered with nothing from the cache."""
    studio = open_studio(Settings(producer=PRODUCER, home=folder / "home"))
    brief = load_brief(BRIEF).model_copy(update={"seconds": SECONDS})
    order = Order(brief, BRIEF.parent, folder / "variants")
    done = make_variants(order, count, studio, _nobody, same_body=True)
    shared = [_rendering(made) for made in done.made]
    alone = [_rendering(make(replace(one, fresh=True), studio, _nobody)) for one in (done.orders[0], *done.orders[-2:])]
    return {"variants": shared, "alone": alone}


def variant_figures(seconds: dict[str, list[float]]) -> list[Figure]:
    """The cost of a family over that of as many separate renders, and how many there were."""
    shared, each = seconds["variants"], statistics.mean(seconds["alone"])
    return [
        Figure(
            "20 variants of one body over 20 renders, wall", sum(shared) / (len(shared) * each), "×", 0.35, "at most"
        ),
        Figure("variants of one body that one brief gives", len(shared), "", COUNT, "at least"),
    ]


def _rendering(made: Made) -> float:
    return sum(record.seconds for record in made.stages if record.name == "render")


def _nobody(stage: str, done: float) -> None:
    """Nobody watches."""
