"""The steps of planning, each one's result a value that a person can read, edit and go on from."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.base import Frozen
from domain.brief import Language
from domain.script import Role, SceneId

Step = Literal["understand", "angle", "script", "claims", "timing", "post-kit"]
STEPS: tuple[Step, ...] = ("understand", "angle", "script", "claims", "timing", "post-kit")
"""In the order they are taken."""

AngleName = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,40}$")]


class RankedFact(Frozen):
    """A fact worth telling: its words, the field it stands in, how much it should matter to this audience, and why."""

    text: str
    field: str
    score: float
    reason: str


class Understanding(Frozen):
    """What the planner understood of the product. The order of ``points`` is the order they are told in: reorder them.

    ``figures`` are the measures found in the facts, written one way; prices are as they are shown.
    """

    product: str
    brand: str = ""
    kind: str = ""
    category: str = ""
    audience: str = ""
    language: Language
    price: str = ""
    sale_price: str = ""
    saving: str = ""
    figures: tuple[str, ...] = ()
    points: tuple[RankedFact, ...] = ()
    proofs: tuple[RankedFact, ...] = ()
    left_out: tuple[str, ...] = ()


class Option(Frozen):
    """An angle that was considered, and what spoke for it."""

    angle: AngleName
    score: float
    reason: str


ASKED_FOR = "asked for in the brief"
"""Why a template was taken that the brief names."""


class Angle(Frozen):
    """How the story opens and what it leads with, and the template it is told in. Change ``angle`` or ``template``.

    ``lead`` is the field of the fact told first, empty where none is.
    """

    angle: AngleName
    reason: str
    lead: str = ""
    template: str
    template_reason: str = ""
    others: tuple[Option, ...] = ()


class Objection(Frozen):
    """A stretch of text that must not be published (``block``) or that the seller should look at (``warn``)."""

    place: str
    text: str
    reason: str
    rule: str
    severity: Literal["block", "warn"]
    source: str = ""
    suggestion: str = ""


class TracedClaim(Frozen):
    """A stretch of a scene's text, the field it rests on, and what stands there."""

    scene: SceneId
    text: str
    field: str
    stated: str


class ClaimCheck(Frozen):
    """What the script states and whether it holds; made anew from the script, so editing it changes nothing."""

    passed: bool
    objections: tuple[Objection, ...] = ()
    claims: tuple[TracedClaim, ...] = ()


class SceneTiming(Frozen):
    """How long a scene is likely to be spoken, its pause included."""

    scene: SceneId
    role: Role
    seconds: float


class TimingFit(Frozen):
    """Whether the script fills the seconds wanted; ``rate`` is how fast the voice has to speak to fill them.

    Made anew from the script, so editing it changes nothing.
    """

    fits: bool
    wanted: int
    estimated: float
    rate: Annotated[float, Field(gt=0)]
    scenes: tuple[SceneTiming, ...]
    advice: str = ""
