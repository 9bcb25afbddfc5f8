"""Which scenes a script has, and in which order."""

from dataclasses import dataclass
from typing import Literal

from agent.material import Material
from domain.script import Role

Kind = Literal[
    "hook",
    "fact_hook",
    "problem",
    "introduce",
    "benefit",
    "moment",
    "summary",
    "review",
    "evidence",
    "specs",
    "offer",
    "cta",
]

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
_SECONDS_PER_SCENE = 3.6


@dataclass(frozen=True)
class Slot:
    """A scene to write: its kind, and which of the material's points, quotes or moments it is about."""

    kind: Kind
    index: int = 0

    @property
    def role(self) -> Role:
        return _ROLES[self.kind]


def scene_counts(seconds: int) -> tuple[int, ...]:
    """Numbers of scenes to try for a length, the likeliest first; a script has 2 to 12."""
    likely = min(12, max(2, round(seconds / _SECONDS_PER_SCENE)))
    nearby = (likely, likely - 1, likely + 1, likely - 2, likely + 2, likely - 3, likely + 3)
    return tuple(count for count in nearby if 2 <= count <= 12)


def outline(material: Material, count: int, *, fact_first: bool) -> tuple[Slot, ...]:
    """The ``count`` scenes most worth having, in the order they are told.

    ``fact_first`` opens with the first selling point instead of a question.
    """
    lead = Slot("fact_hook") if fact_first and material.points else Slot("hook")
    wanted = [lead, Slot("cta"), *_by_worth(material, skip=int(lead.kind == "fact_hook"))]
    return _told(wanted[:count])


def _by_worth(material: Material, skip: int) -> list[Slot]:
    """The scenes between hook and call to action, the more useful ones first."""
    tellings = len(material.points) + len(material.extras)
    benefits = [Slot("benefit", i) for i in range(skip, tellings)][:_MOST_BENEFITS] or [Slot("introduce")]
    offer = [Slot("offer")] if "now" in material.terms else []
    proofs = _proofs(material)
    summary = [Slot("summary")] if len(material.points) >= 3 else []
    specs = [Slot("specs")] if material.specs else []
    moments = [Slot("moment", i) for i in range(12)]
    first = [*benefits[:1], *offer, *benefits[1:2], *proofs[:1], Slot("problem"), *benefits[2:3]]
    then = [*moments[:1], *proofs[1:2], *benefits[3:4], *specs, *benefits[4:], *summary, *proofs[2:], *moments[1:]]
    return [*first, *then]


def _proofs(material: Material) -> list[Slot]:
    reviews = [Slot("review", i) for i in range(len(material.reviews))]
    evidence = [Slot("evidence", i) for i in range(len(material.evidence))]
    return [*reviews[:1], *evidence[:1], *reviews[1:2], *evidence[1:]]


_ORDER: tuple[Kind, ...] = (
    "hook",
    "fact_hook",
    "problem",
    "introduce",
    "benefit",
    "summary",
    "evidence",
    "review",
    "specs",
    "offer",
    "cta",
)


def _told(slots: list[Slot]) -> tuple[Slot, ...]:
    """Story order: moments of daily life stand between the benefits and what follows them."""
    moments = [slot for slot in slots if slot.kind == "moment"]
    ordered = sorted((s for s in slots if s.kind != "moment"), key=lambda slot: (_ORDER.index(slot.kind), slot.index))
    opening = sum(slot.kind in {"hook", "fact_hook", "problem", "introduce"} for slot in ordered)
    benefits = sum(slot.kind == "benefit" for slot in ordered)
    early, late = opening + min(2, benefits), opening + benefits
    return (*ordered[:early], *moments[:1], *ordered[early:late], *moments[1:], *ordered[late:])
