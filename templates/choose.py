"""Choosing: which template suits a brief and its script, and why."""

from dataclasses import dataclass

from domain.brand import BrandKit
from domain.brief import Brief
from domain.plan import ASKED_FOR
from domain.script import Script
from templates.casting import over_limit
from templates.catalogue import load_template, template_names
from templates.slots import FLAGS, Slots, holds, product_slots, scene_slots
from templates.spec import TemplateSpec


@dataclass(frozen=True)
class _Score:
    name: str
    points: float
    reasons: tuple[str, ...]


def choose_template(brief: Brief, script: Script) -> tuple[str, str]:
    """The template's name and the reason in words: the one asked for, else the one that suits best.

    A template whose own needs the brief cannot meet is never chosen automatically.
    """
    if brief.template != "auto":
        return brief.template, ASKED_FOR
    slots = _slots(brief, script)
    scores, specs = _scores(brief, script, slots)
    best = scores[0]
    why = ", ".join(best.reasons) or "it suits any product"
    passed = ", ".join(spec.name for spec in specs if not _possible(spec, slots))
    return best.name, f"{why}; {passed} left out for lack of what it needs" if passed else why


def suited_templates(brief: Brief, script: Script) -> tuple[str, ...]:
    """Every template that may be chosen for a brief and its script, the one that suits best first."""
    return tuple(score.name for score in _scores(brief, script, _slots(brief, script))[0])


def _scores(brief: Brief, script: Script, slots: Slots) -> tuple[list[_Score], list[TemplateSpec]]:
    """The possible templates from the best on, and all that the script's texts fit into."""
    specs = [load_template(name) for name in template_names()]
    specs = [spec for spec in specs if not any(over_limit(spec, said, script.language) for said in _said(script))]
    scores = [_score(spec, brief, script, slots) for spec in specs if _possible(spec, slots)]
    return sorted(scores, key=lambda score: (score.points, score.name), reverse=True), specs


def _said(script: Script) -> list[Slots]:
    return [
        {"headline": s.headline, "subline": s.subline, "narration": s.narration}
        | {f"items[{i}]": item for i, item in enumerate(s.items)}
        for s in script.scenes
    ]


def _slots(brief: Brief, script: Script) -> Slots:
    """Everything that any scene could fill in."""
    product = brief.product.localised(script.language)
    slots = product_slots(product, BrandKit(), script.language)
    for scene in script.scenes:
        slots |= scene_slots(scene, 1, product)
    slots |= {"video": "yes"} if product.videos else {}
    slots |= {"presenter": "yes"} if brief.presenter not in ("auto", "none") else {}
    slots |= {"before": "yes", "after": "yes"} if product.before and product.after else {}
    return slots


def _possible(spec: TemplateSpec, slots: Slots) -> bool:
    """Whether its needs are met; whether a photo is on white or not is only known once it is probed."""
    return holds(
        [
            need
            for need in spec.needs
            if need.lstrip("!") not in FLAGS - {"sale", "video", "before", "after", "reviews"}
        ],
        slots,
    )


def _score(spec: TemplateSpec, brief: Brief, script: Script, slots: Slots) -> _Score:
    suits = spec.suits
    roles = {scene.role for scene in script.scenes}
    category = brief.product.category.casefold()
    found = [
        *((points, f"the tone is {tone}") for tone, points in suits.tones.items() if tone == brief.tone),
        *((points, f"the script has a {role} scene") for role, points in suits.roles.items() if role in roles),
        *((points, f"there is a {slot}") for slot, points in suits.slots.items() if holds([slot], slots)),
        *(
            (points, f"the category is {word}")
            for word, points in suits.categories.items()
            if word.casefold() in category
        ),
    ]
    return _Score(spec.name, sum(points for points, _ in found), tuple(why for points, why in found if points > 0))
