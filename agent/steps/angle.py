"""The second step: which angle the story takes, and why."""

import random
from collections.abc import Mapping
from functools import cache

from pydantic import RootModel

from agent.data import load
from domain.base import Frozen
from domain.brief import Brief, Tone
from domain.errors import BriefError
from domain.plan import Option, RankedFact, Understanding
from domain.script import Script

_TASTE = 0.5
_DEEP_CUT = 0.2
_STRONG = 1.2


class AngleKind(Frozen):
    """A row of the table of angles."""

    id: str
    zh: str
    en: str
    direction: str
    needs: tuple[str, ...]
    opens: tuple[str, ...]
    tones: Mapping[Tone, float]
    base: float


class _Angles(RootModel[tuple[AngleKind, ...]]):
    pass


@cache
def angles() -> tuple[AngleKind, ...]:
    """Every angle there is."""
    return load("steps/angles.yaml", _Angles).root


def angle_kind(name: str) -> AngleKind:
    """The angle of this name; raises ``BriefError``."""
    found = next((kind for kind in angles() if kind.id == name), None)
    if found is None:
        raise BriefError(f"angle '{name}' is not known", hint=f"write one of {', '.join(kind.id for kind in angles())}")
    return found


def weigh_angles(brief: Brief, understanding: Understanding) -> tuple[Option, ...]:
    """The angles the facts allow, the one that suits best first; a seed changes close calls alone."""
    facts = _facts(brief, understanding)
    options = [_option(kind, brief, understanding) for kind in angles() if set(kind.needs) <= facts]
    return tuple(sorted(options, key=lambda option: -option.score))


def lead_of(angle: str, understanding: Understanding) -> str:
    """The field of the fact an angle leads with; empty where it leads with none."""
    kind = angle_kind(angle)
    if "proof" in kind.needs:
        return understanding.proofs[0].field if understanding.proofs else ""
    if "sale" in kind.needs:
        return "product.sale_price"
    return understanding.points[0].field if understanding.points else ""


def matches(script: Script, angle: str) -> bool:
    """Whether an offline script has what the angle opens with, told early."""
    kinds = [scene.id.partition("-")[2] for scene in script.scenes]
    early = {"fact-hook": 1, "problem": 2}
    return any(name in kinds[: early.get(name, len(kinds))] for name in angle_kind(angle).opens)


def _facts(brief: Brief, understanding: Understanding) -> set[str]:
    told = {
        "sale": brief.product.saving is not None,
        "proof": bool(understanding.proofs),
        "points": bool(understanding.points),
        "figure": _has_figure(understanding.points),
    }
    return {name for name, there in told.items() if there}


def _has_figure(points: tuple[RankedFact, ...]) -> bool:
    return bool(points) and "has a figure" in points[0].reason


def _option(kind: AngleKind, brief: Brief, understanding: Understanding) -> Option:
    score, reasons = kind.base, []
    if tone := kind.tones.get(brief.tone, 0.0):
        score, reasons = score + tone, [f"the tone is {brief.tone}"]
    product = brief.product
    if kind.id == "offer" and product.saving is not None and product.price:
        cut = float(product.saving / product.price)
        score, reasons = score + (0.8 if cut >= _DEEP_CUT else 0.0), [*reasons, f"{cut:.0%} off"]
    if kind.id == "proof":
        score += 0.2 * min(2, len(understanding.proofs) - 1)
        reasons.append(f"{len(understanding.proofs)} that can be quoted")
    if kind.id in ("fact", "problem") and understanding.points:
        strong = understanding.points[0].score >= _STRONG
        score, reasons = score + 0.3 * strong, [*reasons, f"“{understanding.points[0].text}” leads"]
    if kind.id == "everyday" and brief.audience:
        score, reasons = score + 0.3, [*reasons, f"told to {brief.audience}"]
    taste = _TASTE * random.Random(f"{brief.seed}{kind.id}").random()  # noqa: S311 (taste, not secrecy)
    return Option(angle=kind.id, score=round(score + taste, 2), reason="; ".join(reasons) or "it suits any product")
