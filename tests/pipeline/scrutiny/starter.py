"""The small template that sellers start from, changed, and what is found wrong with it."""

from importlib.resources import files
from pathlib import Path

from domain.brief import Aspect, Language
from pipeline.scrutiny.faults import Fault
from pipeline.scrutiny.rounds import faults_of, rounds
from templates.reading import read_template
from templates.spec import TemplateSpec
from tests.templates import material as m

STARTER = files("templates").joinpath("starter.yaml").read_text("utf-8").replace("NAME", "mine")


def started(folder: Path, before: str = "", after: str = "") -> TemplateSpec:
    """The starter with a part of it, which must be there, changed once."""
    assert before in STARTER
    path = folder / "template.yaml"
    path.write_text(STARTER.replace(before, after, 1), "utf-8")
    return read_template(path, "mine")


def opening(folder: Path, *layers: str, first: bool = False, places: str = "{}") -> TemplateSpec:
    """The starter with more layers in its opening scene, after the others or before all of them, and more places."""
    begin, end = "      layers: &picture-and-words\n", "  problem:"
    more = "".join(f"        - {layer}\n" for layer in layers)
    own = STARTER[STARTER.index(begin) : STARTER.index(end)].removeprefix(begin)
    return started(folder, begin + own, f"      places: {places}\n{begin}{more + own if first else own + more}")


def faults(template: TemplateSpec) -> list[Fault]:
    """What is wrong with it, high in Chinese and wide in English."""
    shapes: tuple[tuple[Language, Aspect], ...] = (("zh", "9:16"), ("en", "16:9"))
    found = []
    for turn, (language, aspect) in enumerate(shapes):
        for shown in rounds(template, m.inputs(m.script(language), aspect=aspect), turn):
            found += faults_of(template, shown, m.EvenMeasurer())
    return found
