"""Checking a template: read strictly, then composed from its example in every shape and language."""

from collections.abc import Iterator
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
from pipeline.intake import Intake, take_in
from pipeline.rehearsing import rehearsal_inputs
from renderer.text.measure import SkiaMeasurer
from templates.catalogue import load_template, template_path
from templates.compose import compose
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
    """Compose the brief ``example`` with a template in every shape and language.

    Raises TemplateError with the line when the template cannot be read, BriefError or AssetError for the
    example.
    """
    template = load_template(name)
    path = template_path(name)
    problems = [f"{_line(path, complaint.where)}{complaint.what}" for complaint in unreadable_pairs(template)]
    problems += [f"{_line(path, ('music', 'mood'))}music.mood: {problem}" for problem in _unheard(template)]
    problems += [f"{_line(path, ('effects', name))}effects.{name}: {problem}" for name, problem in _unmade(template)]
    measure, brief = SkiaMeasurer(load_font_book(font_dir)), load_brief(example)
    composed = 0
    with TemporaryDirectory(prefix="vitrine-check-") as folder:
        store = LocalAssetStore(Path(folder))
        for language in get_args(Language):
            said = brief.model_copy(update={"language": language, "template": template.name})
            intake = take_in(said, example.parent, store)
            for aspect in get_args(Aspect):
                problem = _problem(template, intake, aspect, measure)
                composed += not problem
                problems += [f"{_line(path, problem.where)}{aspect} {language}: {problem}"] if problem else []
    return TemplateReport(template.name, composed, tuple(problems))


def _unheard(template: TemplateSpec) -> Iterator[str]:
    """What is wrong with the music a template asks for."""
    try:
        find_mood(template.music.mood)
    except AssetError as error:
        yield f"{error.message}; {error.hint}"


def _unmade(template: TemplateSpec) -> Iterator[tuple[str, str]]:
    """The sound effects a template names that there are not, and what is wrong with them."""
    for name in template.effects:
        if name not in effect_names():
            yield name, f"sound effect '{name}' is unknown; choose one of {', '.join(effect_names())}"


def _problem(template: TemplateSpec, intake: Intake, aspect: Aspect, measure: TextMeasurer) -> TemplateError | None:
    script = plan_script(intake.brief, [OfflinePlanner()])
    inputs = rehearsal_inputs(intake, script, rehearse(script), aspect)
    try:
        compose(template, inputs, measure)
    except TemplateError as error:
        return error
    return None


def _line(path: Path, where: tuple[int | str, ...]) -> str:
    """``line 12: `` for what stands somewhere in a template's file; nothing where that is not known."""
    return f"line {find_line(path, where)}: " if where else ""
