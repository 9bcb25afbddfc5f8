"""The check of a script that somebody edited: what must not be published is refused before anything is spent."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.claims import traced
from agent.finding import Finding
from agent.review import review_script
from domain.brief import Brief
from domain.script import Script, ScriptScene

_FIELDS = ("narration", "headline", "subline")


@dataclass(frozen=True)
class Objection:
    """A finding that blocks, and where it is: a JSON pointer into the script."""

    pointer: str
    finding: Finding


def with_claims(script: Script, brief: Brief) -> Script:
    """The script, naming the field of the brief under each statement that has one."""
    return traced(script, brief)


def objections(script: Script, brief: Brief) -> tuple[Objection, ...]:
    """What must not be published: claims nobody made, words the law forbids, obedience to foreign orders."""
    blocking = (finding for finding in review_script(script, brief) if finding.blocks)
    return tuple(Objection(_pointer(finding, script), finding) for finding in blocking)


def _pointer(finding: Finding, script: Script) -> str:
    for number, scene in enumerate(script.scenes):
        if scene.id == finding.place:
            return f"/scenes/{number}/{next(_places(finding.text, scene), 'narration')}"
    return f"/{finding.place}"


def _places(text: str, scene: ScriptScene) -> Iterator[str]:
    yield from (name for name in _FIELDS if text in getattr(scene, name))
    yield from (f"items/{number}" for number, item in enumerate(scene.items) if text in item)
