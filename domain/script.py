"""The script: what is said and shown, scene by scene, each claim with its ground in the brief."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from domain.base import Frozen
from domain.brief import Language

Role = Literal["hook", "problem", "benefit", "proof", "offer", "cta"]
SceneId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]


class Claim(Frozen):
    """A stretch of the scene's text and the brief field it rests on.

    ``field`` is a path into the brief: ``product.sale_price``, ``product.selling_points[0]``,
    ``product.specs.容量``, ``product.reviews[0].text``, ``product.evidence[1].claim``,
    ``product.translations.en.name``.
    """

    text: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    field: Annotated[str, StringConstraints(pattern=r"^product\.\S.*$")]


class ScriptScene(Frozen):
    """One scene: the narration spoken, and the short text shown with it."""

    id: SceneId
    role: Role
    narration: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]
    headline: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    subline: Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)] = ""
    items: tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)], ...] = Field(
        default=(), max_length=6
    )
    claims: tuple[Claim, ...] = ()


class PlannerNote(Frozen):
    """Which planner wrote the script, and why it was not the one asked for."""

    planner: str
    model: str = ""
    fallback_reason: str = ""
    repairs: int = 0
    notes: tuple[str, ...] = ()
    input_tokens: int = 0
    output_tokens: int = 0


class Script(Frozen):
    """A whole script in one language, written for ``seconds`` of video."""

    language: Language
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    seconds: int
    scenes: tuple[ScriptScene, ...] = Field(min_length=2, max_length=12)
    written_by: PlannerNote
    seed: int

    @model_validator(mode="after")
    def _unique_ids(self) -> "Script":
        ids = [scene.id for scene in self.scenes]
        if len(set(ids)) != len(ids):
            raise ValueError("two scenes share an id")
        return self
