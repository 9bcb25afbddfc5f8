"""Checking a template: read strictly, then composed from its example in every shape and language, and looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from agent.offline import OfflinePlanner
from agent.planner import plan_script
from domain.brief import Aspect, Language
from domain.errors import AssetError, TemplateError
from domain.fonts import TextMeasurer
from domain.render import Progress
from media.effects import effect_names
from media.fonts import load_font_book
from media.music.moods import find_mood
from media.store import LocalAssetStore
from pipeline.briefs import load_brief
from pipeline.intake import take_in
from pipeline.rehearsing import rehearsal_inputs
from pipeline.scrutiny.faults import Fault, Found, told
from pipeline.scrutiny.rounds import faults_of, rounds
from renderer.text.measure import SkiaMeasurer
from templates.catalogue import load_template, template_path
from templates.check import Where
from templates.inputs import ComposeInputs
from templates.measuring import RememberingMeasurer
from templates.palette import unreadable_pairs
from templates.reading import find_line
from templates.rehearsal import rehearse
from templates.spec import TemplateSpec


@dataclass(frozen=True)
class TemplateReport:
    """What was composed, and what went wrong in which shape and language."""

    template: str
    composed: int
    problems: tuple[str, ...]


def check_template(
    name: str | Path, example: Path, font_dir: Path | None = None, progress: Progress = lambda stage, done: None
) -> TemplateReport:
    """Compose the brief ``example`` with a template in every shape and language, and look at its scenes.

    Raises TemplateError with the line when the template cannot be read, BriefError or AssetError for the
    example. ``progress`` hears of each shape and language before it is composed.
    """
    template, path = load_template(name), template_path(name)
    measure = RememberingMeasurer(SkiaMeasurer(load_font_book(font_dir)))
    line_of = cache(lambda where: find_line(path, where))
    problems = [f"line {line_of(where)}: {what}" for where, what in _written(template)]
    found: list[Found] = []
    composed = 0
    for turn, (shape, inputs) in enumerate(_shapes(template, example)):
        progress(shape, turn / (len(get_args(Language)) * len(get_args(Aspect))))
        try:
            faults = list(_faults(template, inputs, turn, measure))
        except TemplateError as error:
            problems.append((f"line {line_of(error.where)}: " if error.where else "") + f"{shape}: {error}")
            continue
        composed += 1
        found += [Found(line_of(fault.where), shape, fault) for fault in faults]
    return TemplateReport(template.name, composed, (*problems, *told(found)))


def _written(template: TemplateSpec) -> Iterator[tuple[Where, str]]:
    """What is wrong whatever the template shows, and where."""
    yield from ((complaint.where, complaint.what) for complaint in unreadable_pairs(template))
    try:
        find_mood(template.music.mood)
    except AssetError as error:
        yield ("music", "mood"), f"music.mood: {error.message}; {error.hint}"
    for name in template.effects:
        if name not in effect_names():
            what = f"sound effect '{name}' is unknown; choose one of {', '.join(effect_names())}"
            yield ("effects", name), f"effects.{name}: {what}"


def _shapes(template: TemplateSpec, example: Path) -> Iterator[tuple[str, ComposeInputs]]:
    """What the example is composed of in each shape and language, by their names."""
    brief = load_brief(example)
    with TemporaryDirectory(prefix="vitrine-check-") as folder:
        store = LocalAssetStore(Path(folder))
        for language in get_args(Language):
            said = brief.model_copy(update={"language": language, "template": template.name})
            intake = take_in(said, example.parent, store)
            script = plan_script(said, [OfflinePlanner()])
            for aspect in get_args(Aspect):
                yield f"{aspect} {language}", rehearsal_inputs(intake, script, rehearse(script), aspect)


def _faults(template: TemplateSpec, inputs: ComposeInputs, turn: int, measure: TextMeasurer) -> Iterator[Fault]:
    for shown in rounds(template, inputs, turn):
        yield from faults_of(template, shown, measure)
