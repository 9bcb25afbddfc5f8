"""Which scenes a script has, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agent.grammar import Structure
from agent.listed import breathes
from agent.material import Material
from agent.points import quantities
from domain.brief import Language
from domain.script import Role

Kind = Literal[
    "hook",
    "fact_hook",
    "problem",
    "introduce",
    "benefit",
    "moment",
    "summary",
    "evidence",
    "review",
    "specs",
    "steps",
    "included",
    "comparison",
    "offer",
    "cta",
]
"""What a scene is about."""

_ROLES: dict[Kind, Role] = {
    "hook": "hook",
    "fact_hook": "hook",
    "problem": "problem",
    "introduce": "benefit",
    "benefit": "benefit",
    "moment": "benefit",
    "summary": "benefit",
    "review": "proof",
    "evidence": "proof",
    "specs": "proof",
    "steps": "benefit",
    "included": "benefit",
    "comparison": "benefit",
    "offer": "offer",
    "cta": "cta",
}
_MOST_BENEFITS = 7
_MOST_MOMENTS = 3
_LIKED = 0.7
"""What a scene that makes a structure what it is gains over its own worth."""
_SECONDS_PER_SCENE: dict[Language, float] = {"zh": 3.5, "en": 4.2}


@dataclass(frozen=True)
class Slot:
    """A scene to write: its kind, and which of the material's points, quotes or moments it is about."""

    kind: Kind
    index: int = 0

    @property
    def role(self) -> Role:
        return _ROLES[self.kind]


def scene_counts(seconds: int, language: Language) -> tuple[int, ...]:
    """Numbers of scenes to try for a length, the likeliest first; a script has 2 to 12."""
    likely = min(12, max(2, round(seconds / _SECONDS_PER_SCENE.get(language, _SECONDS_PER_SCENE["en"]))))
    nearby = (likely, likely - 1, likely + 1, likely - 2, likely + 2, likely - 3, likely + 3)
    return tuple(count for count in nearby if 2 <= count <= 12)


@dataclass(frozen=True)
class Outline:
    """The scenes of a script in the order they are told; ``missed`` is the worth of those it has no room for."""

    slots: tuple[Slot, ...]
    missed: float


_ABOUT: Mapping[str, Kind] = {
    "testimonial": "review",
    "how-to": "steps",
    "gift-guide": "included",
    "unboxing": "included",
    "comparison": "comparison",
}
"""What templates show, and their videos had better tell."""
_POINT_OF_IT = 6.0
"""What a scene gains that its template is about."""


def structures(material: Material) -> tuple[Structure, ...]:
    """The story structures that a brief's facts and tone allow; for a template about buyers' words, those that like
    them."""
    allowed = tuple(structure for structure in material.grammar.structures if _suits(structure, material))
    quoting = tuple(structure for structure in allowed if "review" in structure.likes)
    return quoting if quoting and subject(material) == "review" else allowed


def subject(material: Material) -> Kind | None:
    """What the template that a brief asks for is about."""
    return _ABOUT.get(material.brief.template)


def _suits(structure: Structure, material: Material) -> bool:
    held = {
        "points": len(material.points) >= 3,
        "figure": len(material.points) >= 3 and bool(quantities(material.points[0].texts[0], material.language)),
        "review": bool(material.reviews),
        "evidence": bool(material.evidence),
        "specs": len(material.specs) >= 2,
        "price": "now" in material.terms,
        "sale": "sale" in material.terms,
    }
    in_tone = not structure.tones or material.brief.tone in structure.tones
    return in_tone and all(held[need] for need in structure.needs)


def outline(material: Material, count: int, structure: Structure) -> Outline:
    """The ``count`` scenes most worth having, told in the structure's order."""
    opening = material.points[:1] if structure.opens == "fact_hook" else ()
    lead = Slot("fact_hook") if opening and not opening[0].unread else Slot("hook")
    wanted = _by_worth(material, structure, skip=int(lead.kind == "fact_hook"))
    chosen = [lead, Slot("cta"), *(slot for slot, _ in wanted[: count - 2])]
    missed = sum(worth for slot, worth in wanted[count - 2 :] if slot.kind != "moment")
    return Outline(_told(chosen, structure), missed)


def _by_worth(material: Material, structure: Structure, skip: int) -> list[tuple[Slot, float]]:
    """The scenes between hook and call to action with what each is worth to a buyer, the worthier first."""
    tellings = len(material.points) + len(material.extras)
    benefits = [Slot("benefit", i) for i in range(skip, min(tellings, skip + _MOST_BENEFITS))]
    options = [
        *((slot, _BENEFIT_WORTH[slot.index]) for slot in benefits),
        *([] if benefits else [(Slot("introduce"), 3.0)]),
        *zip(_proofs(material), _PROOF_WORTH, strict=False),
        *([(Slot("offer"), 4.0 if "sale" in material.terms else 2.0)] if "now" in material.terms else []),
        *([(Slot("specs"), 0.62)] if len(material.specs) >= 2 else []),
        *((Slot(kind), 0.5) for kind in _lists(material)),
        *([(Slot("summary"), 0.38)] if _can_be_summed_up(material) else []),
        (Slot("problem"), 0.55),
        *((Slot("moment", i), 0.41 if i == 0 else 0.2 - 0.01 * i) for i in range(_MOST_MOMENTS)),
    ]
    gains = dict.fromkeys(structure.likes, _LIKED) | {subject(material): _POINT_OF_IT}
    liked = [(slot, worth + (gains.get(slot.kind, 0.0) if slot.index == 0 else 0.0)) for slot, worth in options]
    told = [(slot, worth) for slot, worth in liked if _named(slot, structure) is not None]
    return sorted(told, key=lambda option: -option[1])


_BENEFIT_WORTH = (5.0, 3.9, 1.7, 1.2, 1.0, 0.9, 0.8, 0.7)
"""By place among the selling points; facts outweigh every line that states none."""
_LISTS: frozenset[Kind] = frozenset(("steps", "included", "comparison"))
_PROOF_WORTH = (1.3, 0.65, 0.4, 0.3)


def _lists(material: Material) -> list[Kind]:
    """Of what the brief lists, what can be told, or at least pointed at because the template shows it."""
    about = subject(material)
    held: list[tuple[Kind, bool, bool]] = [
        ("steps", bool(material.steps), breathes(material.steps)),
        ("included", bool(material.included), breathes(material.included)),
        ("comparison", material.compared is not None, False),
    ]
    return [kind for kind, there, told in held if there and (told or kind == about)]


def _can_be_summed_up(material: Material) -> bool:
    return len(material.points) >= 4 and not any(point.foreign for point in material.points[:4])


def _proofs(material: Material) -> list[Slot]:
    reviews = [Slot("review", i) for i in range(len(material.reviews))]
    evidence = [Slot("evidence", i) for i in range(len(material.evidence))]
    return [*reviews[:1], *evidence[:1], *reviews[1:2], *evidence[1:]]


def _told(slots: list[Slot], structure: Structure) -> tuple[Slot, ...]:
    """The hook, the structure's order, the call to action."""
    skipped = min((slot.index for slot in slots if slot.kind == "benefit"), default=0)
    return tuple(sorted(slots, key=lambda slot: (_place(slot, structure, skipped), slot.index)))


def _place(slot: Slot, structure: Structure, skipped: int) -> int:
    if slot.kind in {"hook", "fact_hook"}:
        return -1
    named = _named(Slot("benefit", slot.index - skipped) if slot.kind == "benefit" else slot, structure)
    return len(structure.order) if named is None else named


def _named(slot: Slot, structure: Structure) -> int | None:
    """Where the structure places a scene: by its number, else by its kind, a list where specifications are; ``None``
    where it has no such scene."""
    names = (f"{slot.kind}{slot.index + 1}", slot.kind, *(["specs"] if slot.kind in _LISTS else []))
    return next((structure.order.index(name) for name in names if name in structure.order), None)
