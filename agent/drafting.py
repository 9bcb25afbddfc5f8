"""Drafting offline: phrases from a grammar, facts from the brief, length fitted to the seconds."""

import random
import re
from collections.abc import Iterator

from agent.desk import Desk, lay_out
from agent.fit import Wording, fit
from agent.grammar import Structure
from agent.listed import breathes
from agent.material import Material, gather
from agent.offline import OfflinePlanner
from agent.outline import Slot, outline, scene_counts, structures
from agent.review import review_script, warnings
from agent.scrub import scrub
from agent.timing import PAUSE, estimate_seconds
from agent.unnamed import unnamed
from agent.wording import clean
from agent.writing import wordings
from domain.brief import Brief
from domain.script import Claim, PlannerNote, Script, ScriptScene

FAMILY = 97
"""Seeds that differ by a multiple of it share their story's structure: the same scenes in other words."""
_COUNTS_COMPARED = 3
_WELL_FITTED = 0.05
"""How far from the wanted length a script may be before more numbers of scenes are tried."""
_MUCH_AMISS = 4.0
"""A cost above which a script has left out something that matters: more numbers of scenes are tried."""
_TIGHT_SECONDS = 16
_FRAME_S, _LEAD_S, _FIGURES_S = 9.0, 1.1, 4.0
"""Seconds that hook and call to action fill; that lead in to a point or quotation; and for figures or a price."""
_SHORTER = "the brief's facts fill {seconds} s, not {wanted} s: add selling points, specifications or reviews for more"
_OTHER_OPENING = 0.8


def draft(brief: Brief) -> Script:
    """A script whose estimated length is within a tenth of ``brief.seconds``, or of what its facts can fill."""
    clean_brief, left_out = scrub(brief)
    scripts = (_write(told, brief) for told in _narrowed(clean_brief))
    reviewed = ((script, review_script(script, brief)) for script in scripts)
    script, found = next((script, found) for script, found in reviewed if not any(f.blocks for f in found))
    return _noted(script, (*left_out, *warnings(found)))


def _noted(script: Script, notes: tuple[str, ...]) -> Script:
    author = script.written_by
    return script.model_copy(update={"written_by": author.model_copy(update={"notes": (*author.notes, *notes)})})


def _narrowed(brief: Brief) -> Iterator[Brief]:
    """The brief, then with less and less to say.

    Facts are claimed one by one, but some only make a new figure side by side (a brand "3" before "小时"); rather than
    judge every such case, the script is checked, and written again from less. The last one states nothing at all.
    """
    product = brief.product
    bare = {"brand": "", "translations": {}}
    lists = {"selling_points": (), "steps": (), "included": (), "reviews": (), "evidence": ()}
    silent = {**lists, "specs": {}, "description": "", "category": ""}
    yield brief
    yield from _without_faults(brief)
    yield brief.model_copy(update={"product": product.model_copy(update=bare)})
    yield brief.model_copy(update={"product": product.model_copy(update=bare | silent), "audience": ""})
    nameless = product.model_copy(update=bare | silent | {"name": "", "price": None, "sale_price": None})
    yield brief.model_copy(update={"product": nameless, "audience": ""})


def _without_faults(brief: Brief) -> Iterator[Brief]:
    """The brief with the selling points at fault emptied, so that one such point doesn't silence the others."""
    product = brief.product
    localised = product.localised(brief.language)
    path, told = product.path("selling_points", brief.language), list(localised.selling_points)
    for _ in product.selling_points:
        script = _write(_telling(brief, told), brief)
        blamed = {finding.place for finding in review_script(script, brief) if finding.blocks}
        grounds = {claim.field for scene in script.scenes if scene.id in blamed for claim in scene.claims}
        at_fault = [i for i, text in enumerate(told) if text and f"{path}[{i}]" in grounds]
        if not at_fault:
            return
        told = ["" if i in at_fault else text for i, text in enumerate(told)]
        yield _telling(brief, told)


def _telling(brief: Brief, points: list[str]) -> Brief:
    """The brief with other selling points in the language of its script."""
    product, language = brief.product, brief.language
    if ".translations." not in product.path("selling_points", language):
        return brief.model_copy(update={"product": product.model_copy(update={"selling_points": tuple(points)})})
    own = product.translations[language].model_copy(update={"selling_points": tuple(points)})
    translations = {**product.translations, language: own}
    return brief.model_copy(update={"product": product.model_copy(update={"translations": translations})})


def _write(told: Brief, brief: Brief) -> Script:
    """A script for ``brief`` from what ``told`` leaves of it."""
    material = gather(told)
    rng = random.Random(brief.seed)  # noqa: S311 (variety, not secrecy)
    desk = lay_out(material, rng)
    structure = random.Random(brief.seed % FAMILY).choice(structures(material))  # noqa: S311 (variety, not secrecy)
    slots, chosen = _best(desk, structure)
    return _script(desk, slots, chosen, brief)


def _best(desk: Desk, structure: Structure) -> tuple[tuple[Slot, ...], tuple[Wording, ...]]:
    """The number of scenes, and their wordings, that read well at the wanted length."""
    material = desk.material
    seconds = float(wanted_seconds(material))
    found: list[tuple[float, tuple[Slot, ...], tuple[Wording, ...]]] = []
    for step, count in enumerate(scene_counts(wanted_seconds(material), material.language)):
        for opening in _openings(material, count, structure):
            plan = outline(material, count, opening)
            chosen, cost = fit([wordings(desk, slot, plan.slots) for slot in plan.slots], seconds)
            unlike = _OTHER_OPENING * (opening.opens != structure.opens)
            found.append((cost + plan.missed + unlike, plan.slots, chosen))
        good = (_off(option[2], seconds) <= _WELL_FITTED and option[0] < _MUCH_AMISS for option in found)
        if step + 1 >= _COUNTS_COMPARED and any(good):
            break
    _, slots, chosen = min(found, key=lambda option: option[0])
    return slots, chosen


def _openings(material: Material, count: int, structure: Structure) -> tuple[Structure, ...]:
    """Ways to open: where time is short, a selling point as the hook leaves room for another fact."""
    fact_first = structure.model_copy(update={"opens": "fact_hook"})
    if count == 2 or structure.opens == "fact_hook":
        return (fact_first,)
    tight = material.brief.seconds <= _TIGHT_SECONDS and material.points
    return (structure, fact_first) if tight else (structure,)


def wanted_seconds(material: Material) -> int:
    """The seconds asked for, or as many as the facts fill without talk for its own sake."""
    told = [point.texts[0] for point in (*material.points, *material.extras)]
    told += [quote.text for quote in (*material.reviews, *material.evidence)[:3]]
    told += [
        " ".join(entry.text for entry in entries)
        for entries in (material.steps, material.included)
        if breathes(entries)
    ]
    spoken = sum(estimate_seconds(text, material.language) + PAUSE + _LEAD_S for text in told)
    figures = _FIGURES_S * ((len(material.specs) >= 2) + ("now" in material.terms))
    return min(material.brief.seconds, round(_FRAME_S + spoken + figures))


def _off(chosen: tuple[Wording, ...], seconds: float) -> float:
    return abs(sum(wording.seconds for wording in chosen) / seconds - 1)


def _script(desk: Desk, slots: tuple[Slot, ...], chosen: tuple[Wording, ...], brief: Brief) -> Script:
    seconds = wanted_seconds(desk.material)
    short = () if seconds == brief.seconds else (_SHORTER.format(seconds=seconds, wanted=brief.seconds),)
    scenes = tuple(_scene(i, slot, w, desk.claims(w)) for i, (slot, w) in enumerate(zip(slots, chosen, strict=True)))
    said = " ".join(part for s in scenes for part in (s.narration, s.headline, s.subline, *s.items))
    notes = (*desk.material.notes, *unnamed(desk.material, brief, said), *short)
    return Script(
        language=brief.language,
        title=_title(desk.material, desk.material.brief),
        seconds=seconds,
        scenes=scenes,
        written_by=PlannerNote(planner=OfflinePlanner.name, notes=notes),
        seed=brief.seed,
    )


def _scene(number: int, slot: Slot, wording: Wording, claims: tuple[Claim, ...]) -> ScriptScene:
    return ScriptScene(
        id=f"{number + 1}-{slot.kind.replace('_', '-')}",
        role=wording.role,
        narration=wording.narration,
        headline=wording.headline,
        subline=wording.subline,
        items=wording.items,
        claims=claims,
    )


def _title(material: Material, brief: Brief) -> str:
    """The product's name in the script's language; as the seller gave it where there is no other."""
    stated = clean(brief.product.name) or brief.product.name
    whole_words = stated if len(stated) <= 100 else re.sub(r"[\w.]+$", "", stated[:101], flags=re.A).strip()[:100]
    return material.name.full or whole_words or stated[:100] or material.terms["title"]
