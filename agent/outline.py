"""Which scenes a script has, and in which order."""

from dataclasses import dataclass
from typing import Literal, get_args

from agent.material import Material
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
    "offer",
    "cta",
]
"""In the order they are told; moments of daily life stand among the benefits."""

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
    "offer": "offer",
    "cta": "cta",
}
_MOST_BENEFITS = 7
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
    likely = min(12, max(2, round(seconds / _SECONDS_PER_SCENE[language])))
    nearby = (likely, likely - 1, likely + 1, likely - 2, likely + 2, likely - 3, likely + 3)
    return tuple(count for count in nearby if 2 <= count <= 12)


@dataclass(frozen=True)
class Outline:
    """The scenes of a script in story order; ``missed`` is the worth of those it has no room for."""

    slots: tuple[Slot, ...]
    missed: float


def outline(material: Material, count: int, *, fact_first: bool) -> Outline:
    """The ``count`` scenes most worth having, told in order.

    ``fact_first`` opens with the first selling point instead of a question.
    """
    lead = Slot("fact_hook") if fact_first and material.points else Slot("hook")
    wanted = _by_worth(material, skip=int(lead.kind == "fact_hook"))
    chosen = [lead, Slot("cta"), *(slot for slot, _ in wanted[: count - 2])]
    missed = sum(worth for slot, worth in wanted[count - 2 :] if slot.kind != "moment")
    return Outline(_told(chosen), missed)


def _by_worth(material: Material, skip: int) -> list[tuple[Slot, float]]:
    """The scenes between hook and call to action with what each is worth to a buyer, the worthier first."""
    tellings = len(material.points) + len(material.extras)
    benefits = [Slot("benefit", i) for i in range(skip, min(tellings, skip + _MOST_BENEFITS))]
    options = [
        *((slot, _BENEFIT_WORTH[slot.index]) for slot in benefits),
        *([] if benefits else [(Slot("introduce"), 3.0)]),
        *zip(_proofs(material), _PROOF_WORTH, strict=False),
        *([(Slot("offer"), 4.0 if "sale" in material.terms else 2.0)] if "now" in material.terms else []),
        *([(Slot("specs"), 0.62)] if len(material.specs) >= 2 else []),
        *([(Slot("summary"), 0.38)] if len(material.points) >= 4 else []),
        (Slot("problem"), 0.55),
        *((Slot("moment", i), 0.41 if i == 0 else 0.2 - 0.01 * i) for i in range(12)),
    ]
    return sorted(options, key=lambda option: -option[1])


_BENEFIT_WORTH = (5.0, 3.0, 1.5, 1.2, 1.0, 0.9, 0.8, 0.7)
"""By place among the selling points; facts outweigh every line that states none."""
_PROOF_WORTH = (1.3, 0.65, 0.4, 0.3)


def _proofs(material: Material) -> list[Slot]:
    reviews = [Slot("review", i) for i in range(len(material.reviews))]
    evidence = [Slot("evidence", i) for i in range(len(material.evidence))]
    return [*reviews[:1], *evidence[:1], *reviews[1:2], *evidence[1:]]


_ORDER: tuple[Kind, ...] = get_args(Kind)


def _told(slots: list[Slot]) -> tuple[Slot, ...]:
    """Story order: moments of daily life stand between the benefits and what follows them."""
    moments = [slot for slot in slots if slot.kind == "moment"]
    ordered = sorted((s for s in slots if s.kind != "moment"), key=lambda slot: (_ORDER.index(slot.kind), slot.index))
    opening = sum(slot.kind in {"hook", "fact_hook", "problem", "introduce"} for slot in ordered)
    benefits = sum(slot.kind == "benefit" for slot in ordered)
    early, late = opening + min(2, benefits), opening + benefits
    return (*ordered[:early], *moments[:1], *ordered[early:late], *moments[1:], *ordered[late:])
