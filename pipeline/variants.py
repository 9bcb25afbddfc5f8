"""Variants: one order becomes several that differ by a stated distance in what they say and show first.

``vary`` draws scripts and looks until enough are far apart; ``make_variants`` makes them and measures
the distances again on what was made.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from domain.base import Frozen
from domain.brief import Brief, CaptionMark
from domain.errors import BriefError, TemplateError
from domain.render import Progress
from domain.script import Script
from domain.timeline import Timeline
from pipeline.family import with_other_end, with_other_ends, with_other_hook
from pipeline.files import write_whole
from pipeline.intake import Intake, take_in
from pipeline.job import Job, open_job
from pipeline.likeness import Bounds, Likeness, Opening, compared, opening, openings_alike, scripts_alike
from pipeline.make import Made, Order, make
from pipeline.planned import AUTO
from pipeline.planning import check_choices, plan
from pipeline.preview import Subject, rehearsed
from pipeline.studio import Studio
from templates.catalogue import load_template
from templates.choose import suited_templates
from templates.palette import scheme_names

MOST = 50
APART = Bounds(hook=0.75, script=0.85, opening=0.85)
"""The most that variants of one brief may be alike."""
SAME_BODY = Bounds(hook=0.75, script=0.97, opening=0.97)
"""The same for variants that share everything between hook and call to action."""
_DRAWS = 6
"""Candidates looked at for each variant wanted; a language model is asked for fewer."""
_DRAWS_WITH_MODEL = 2
_MARGIN = 0.02
"""Openings are compared before they are spoken; the voice moves them a little."""
_TEMPLATES = 6
_SEEDS_A_LEAD = 3
_WHY = {False: "variants take turns with the templates that suit", True: "it suits what all variants have in common"}
"""Why a template was chosen where the brief names none, by whether the variants have their body in common."""
_MARKS: tuple[CaptionMark, ...] = ("colour", "box", "pop")


@dataclass(frozen=True)
class Varied:
    """Orders that are far enough apart, the bounds they keep, and what is to be said of them."""

    orders: tuple[Order, ...]
    bounds: Bounds
    notes: tuple[str, ...] = ()


class VariantPaper(Frozen):
    """One variant in the report."""

    name: str
    seed: int
    template: str
    scheme: str
    captions: str
    music: str
    hook: str
    call_to_action: str


class VariantsPaper(Frozen):
    """The report ``variants.json``: what was asked, what was made, and how alike the variants are."""

    asked: int
    variants: tuple[VariantPaper, ...]
    likeness: Likeness
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class MadeVariants:
    """What was ordered and what left for each variant, and the report on their likeness."""

    orders: tuple[Order, ...]
    made: tuple[Made, ...]
    paper: VariantsPaper
    report: Path


@dataclass(frozen=True)
class _Candidate:
    brief: Brief
    script: Script
    seen: Opening


class _Shelf:
    """The files of a brief, taken in once for each order of its photos."""

    def __init__(self, order: Order, studio: Studio) -> None:
        self._order, self._studio = order, studio
        self._taken: dict[tuple[str, ...], Intake] = {}

    def of(self, brief: Brief) -> Intake:
        """The files for one candidate. Raises AssetError or BriefError."""
        images = brief.product.images
        if images not in self._taken:
            order, studio = self._order, self._studio
            self._taken[images] = take_in(brief, order.folder, studio.store, order.brand, studio.work / "cutouts")
        return replace(self._taken[images], brief=brief)


def vary(order: Order, count: int, studio: Studio, *, same_body: bool = False) -> Varied:
    """Up to ``count`` orders that differ from each other as the bounds say.

    Every one has its script, so that making it plans nothing. They vary in hook, order, template, palette, photo,
    music, caption style and presenter, as far as the brief leaves these open; with ``same_body`` in hook, caption style
    and call to action alone, so that the scenes between are drawn once. Fewer come back, and a note says why, when the
    brief gives no more that are apart. Raises BriefError, AssetError or PlanError as ``make`` does.
    """
    if not 1 <= count <= MOST:
        raise BriefError(f"{count} variants were asked for", hint=f"ask for 1 to {MOST}")
    if order.plan:
        raise BriefError("variants cannot go on from planned steps", hint="leave --plan out")
    check_choices(order.brief)
    same_body = same_body or order.script is not None
    bounds = SAME_BODY if same_body else APART
    job = open_job(studio, _nobody)
    chosen = _family(order, count, bounds, job) if same_body else _apart(order, count, bounds, job)
    orders = tuple(
        replace(
            order,
            brief=one.brief,
            script=one.script,
            out=order.out / f"variant-{number:02}",
            like=chosen[0].script if same_body else None,
            template_reason=_WHY[same_body] if order.brief.template == AUTO else "",
        )
        for number, one in enumerate(chosen, 1)
    )
    return Varied(orders, bounds, _short(count, len(orders)))


def make_variants(
    order: Order, count: int, studio: Studio, progress: Progress, *, same_body: bool = False
) -> MadeVariants:
    """Make up to ``count`` variants, each in a folder ``variant-NN``, and write ``variants.json`` beside them.

    Raises as ``vary`` and ``make``; variants that were made before an error stay.
    """
    varied = vary(order, count, studio, same_body=same_body)
    made = tuple(make(one, studio, _told(progress, i, len(varied.orders))) for i, one in enumerate(varied.orders))
    paper = _paper(varied, count, made, studio)
    report = order.out / "variants.json"
    write_whole(report, (paper.model_dump_json(indent=2) + "\n").encode())
    return MadeVariants(varied.orders, made, paper, report)


def one_of(order: Order, number: int, studio: Studio) -> Order:
    """The order of the ``number``-th variant alone, from 1 on, into ``order.out``.

    Whoever asks for another number of the same order gets another of the same family. A script that the order has
    takes the place of the variant's own. Raises BriefError when the brief gives no so many that are apart.
    """
    varied = vary(replace(order, script=None), number, studio)
    if number > len(varied.orders):
        raise BriefError(
            f"variant {number}: the brief gives {len(varied.orders)} that differ enough",
            hint="give more selling points, photos or seconds, or ask for fewer variants",
        )
    chosen = varied.orders[number - 1]
    return replace(chosen, script=order.script or chosen.script, out=order.out)


def _short(asked: int, found: int) -> tuple[str, ...]:
    if found == asked:
        return ()
    return (
        f"{found} of {asked} variants: the brief gives no more that differ enough; "
        "more selling points, photos or seconds make room for more",
    )


def _apart(order: Order, count: int, bounds: Bounds, job: Job) -> list[_Candidate]:
    """Whole scripts by other seeds, in looks that take turns."""
    chosen: list[_Candidate] = []
    shelf = _Shelf(order, job.studio)
    draws = count * (_DRAWS_WITH_MODEL if job.studio.model else _DRAWS) + _TEMPLATES
    for turn in range(draws):
        if len(chosen) == count:
            break
        brief = _retold(order.brief, turn)
        script = plan(brief, job).script
        if not _new_words(script, chosen, bounds):
            script = with_other_hook(script, brief) or script
        script = with_other_end(script, brief, [one.script for one in chosen])
        if not _new_words(script, chosen, bounds):
            continue
        looks = islice(_looks(brief, script, len(chosen)), _TEMPLATES)
        found = next((one for look in looks if (one := _seen(look, script, shelf, chosen, bounds, job))), None)
        chosen += [found] if found else []
    return chosen


def _retold(brief: Brief, turn: int) -> Brief:
    """The brief by another seed, now and then with its selling points in another order: the first one leads."""
    product, by = brief.product, turn // _SEEDS_A_LEAD
    own = {code: told.model_copy(update=_led(told.selling_points, by)) for code, told in product.translations.items()}
    led = product.model_copy(update={**_led(product.selling_points, by), "translations": own})
    return brief.model_copy(update={"seed": (brief.seed + turn) % 2**31, "product": led})


def _led(points: tuple[str, ...], by: int) -> dict[str, tuple[str, ...]]:
    first = by % max(1, len(points))
    return {"selling_points": (*points[first:], *points[:first])}


def _family(order: Order, count: int, bounds: Bounds, job: Job) -> list[_Candidate]:
    """One body under other hooks and endings; caption styles take turns slowly, so that few bodies are drawn."""
    base = order.script or plan(order.brief, job).script
    template = suited_templates(order.brief, base)[0] if order.brief.template == AUTO else order.brief.template
    brief = order.brief.model_copy(update={"template": template})
    chosen: list[_Candidate] = []
    shelf = _Shelf(order, job.studio)
    for script in with_other_ends(base, brief, count):
        if len(chosen) == count:
            break
        if not _new_words(script, chosen, bounds):
            continue
        mark = _MARKS[len(chosen) * len(_MARKS) // count] if brief.captions == AUTO else brief.captions
        found = _seen(brief.model_copy(update={"captions": mark}), script, shelf, chosen, bounds, job)
        chosen += [found] if found else []
    return chosen


def _new_words(script: Script, chosen: Sequence[_Candidate], bounds: Bounds) -> bool:
    alike = (scripts_alike(script, one.script) for one in chosen)
    return all(hook <= bounds.hook and told <= bounds.script for hook, told in alike)


def _seen(
    brief: Brief, script: Script, shelf: _Shelf, chosen: Sequence[_Candidate], bounds: Bounds, job: Job
) -> _Candidate | None:
    """The candidate in its look, when it opens unlike the others; None too when its template cannot show it."""
    try:
        timeline = rehearsed(Subject(shelf.of(brief), script, load_template(brief.template)), job.studio)
    except TemplateError:
        return None
    seen = opening(timeline, job.studio)
    apart = all(openings_alike(seen, one.seen) <= bounds.opening - _MARGIN for one in chosen)
    return _Candidate(brief, script, seen) if apart else None


def _looks(brief: Brief, script: Script, turn: int) -> Iterator[Brief]:
    """The brief in looks it leaves open, begun at another one each turn: template, palette, first photo, captions."""
    named = brief.template != AUTO
    templates = (brief.template,) if named else suited_templates(brief, script)[:_TEMPLATES]
    images = brief.product.images
    for step in range(_TEMPLATES * max(1, len(images))):
        number = turn + step
        template = templates[number % len(templates)]
        schemes = scheme_names(load_template(template))
        first = number // len(templates) % len(images) if images else 0
        product = brief.product.model_copy(update={"images": (*images[first:], *images[:first])})
        captions = _MARKS[number % len(_MARKS)] if brief.captions == AUTO else brief.captions
        scheme = schemes[number // len(templates) % len(schemes)] if brief.scheme == AUTO else brief.scheme
        yield brief.model_copy(
            update={"template": template, "product": product, "captions": captions, "scheme": scheme}
        )


def _paper(varied: Varied, asked: int, made: Sequence[Made], studio: Studio) -> VariantsPaper:
    """The report, measured on the timelines that were made."""
    names = [one.out.name for one in varied.orders]
    timelines = [Timeline.model_validate_json(one.exports[0].timeline.read_bytes()) for one in made]
    scripts = [one.script for one in varied.orders if one.script]
    pairs = tuple(compared(names, scripts, [opening(timeline, studio) for timeline in timelines]))
    likeness = Likeness(bounds=varied.bounds, pairs=pairs)
    beyond = [pair for pair in pairs if not pair.within(varied.bounds)]
    notes = tuple(f"{pair.first} and {pair.second} are more alike than the bound" for pair in beyond)
    variants = tuple(
        VariantPaper(
            name=one.out.name,
            seed=one.brief.seed,
            template=timeline.template,
            scheme=one.brief.scheme,
            captions=one.brief.captions,
            music=one.brief.music,
            hook=script.scenes[0].narration,
            call_to_action=script.scenes[-1].narration,
        )
        for one, script, timeline in zip(varied.orders, scripts, timelines, strict=True)
    )
    return VariantsPaper(asked=asked, variants=variants, likeness=likeness, notes=(*varied.notes, *notes))


def _told(progress: Progress, index: int, count: int) -> Progress:
    return lambda stage, done: progress(f"{index + 1}/{count} {stage}", done)


def _nobody(stage: str, done: float) -> None:
    """Looking for variants tells no progress."""
