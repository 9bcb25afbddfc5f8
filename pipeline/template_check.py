"""Checking a template: read strictly, then composed from its example in every shape and language, and looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from agent.offline import OfflinePlanner
from agent.planner import plan_script
from domain.brief import Aspect, Language
from domain.errors import AssetError, TemplateError
from domain.fonts import TextMeasurer
from media.effects import effect_names
from media.fonts import load_font_book
from media.music.moods import find_mood
from media.store import LocalAssetStore
from pipeline.briefs import load_brief
from pipeline.intake import take_in
from pipeline.rehearsing import rehearsal_inputs
from pipeline.scrutiny.faults import Fault, worst_of_each
from pipeline.scrutiny.rounds import faults_of, rounds
from renderer.text.measure import SkiaMeasurer
from templates.catalogue import load_template, template_path
from templates.check import Where
from templates.compose import ComposeInputs
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


def check_template(name: str | Path, example: Path, font_dir: Path | None = None) -> TemplateReport:
    """Compose the brief ``example`` with a template in every shape and language, and look at its scenes.

    Raises TemplateError with the line when the template cannot be read, BriefError or AssetError for the
    example.
    """
    template, path = load_template(name), template_path(name)
    measure = SkiaMeasurer(load_font_book(font_dir))
    problems = [f"{_line(path, where)}{what}" for where, what in _written(template)]
    faults: list[tuple[str, Fault]] = []
    composed = 0
    for turn, (shape, inputs) in enumerate(_shapes(template, example)):
        try:
            faults += [(shape, fault) for fault in _faults(template, inputs, turn, measure)]
            composed += 1
        except TemplateError as error:
            problems.append(f"{_line(path, error.where)}{shape}: {error}")
    problems += [f"{_line(path, fault.where)}{_listed(found)}: {fault.told}" for fault, found in worst_of_each(faults)]
    return TemplateReport(template.name, composed, tuple(problems))


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


def _listed(shapes: Sequence[str]) -> str:
    return f"{shapes[0]} and {len(shapes) - 1} more" if shapes[1:] else shapes[0]


def _line(path: Path, where: Where) -> str:
    """``line 12: `` for what stands somewhere in a template's file; nothing where that is not known."""
    return f"line {find_line(path, where)}: " if where else ""
