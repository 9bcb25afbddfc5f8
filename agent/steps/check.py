"""The fourth and fifth steps: whether what the script says holds, and whether it fills its time."""

from collections.abc import Iterator

from agent.adlaw.lint import lint_script
from agent.claims import ungrounded
from agent.fields import field_value
from agent.finding import Finding
from agent.timing import PAUSE, estimate_seconds, script_seconds
from domain.brief import Brief
from domain.plan import ClaimCheck, Objection, SceneTiming, TimingFit, TracedClaim
from domain.script import Script

_RATE = 0.15
"""How much faster or slower the voice may speak to fill the seconds wanted."""


def check_script(script: Script, brief: Brief) -> ClaimCheck:
    """Every claim with its ground, and what cannot be published as it stands."""
    objections = tuple(dict.fromkeys((*_unsupported(script, brief), *map(objection, lint_script(script, brief)))))
    claims = tuple(
        TracedClaim(
            scene=scene.id, text=claim.text, field=claim.field, stated=str(field_value(brief, claim.field) or "")
        )
        for scene in script.scenes
        for claim in scene.claims
    )
    passed = all(one.severity != "block" for one in objections)
    return ClaimCheck(passed=passed, objections=objections, claims=claims)


def objection(finding: Finding) -> Objection:
    """A finding as a value that is kept."""
    return Objection(
        place=finding.place,
        text=finding.text,
        reason=finding.reason,
        rule=finding.rule,
        severity=finding.severity,
        source=finding.source,
        suggestion=finding.suggestion,
    )


def fit_timing(script: Script) -> TimingFit:
    """How long each scene takes, and whether the voice can fill ``script.seconds`` by its rate alone."""
    scenes = tuple(
        SceneTiming(
            scene=scene.id,
            role=scene.role,
            seconds=round(estimate_seconds(scene.narration, script.language) + PAUSE, 2),
        )
        for scene in script.scenes
    )
    total = script_seconds(script)
    rate = total / script.seconds
    fits = abs(rate - 1) <= _RATE
    advice = "" if fits else f"ask for it {'shorter' if rate > 1 else 'longer'}, or for {max(6, round(total))} seconds"
    return TimingFit(
        fits=fits,
        wanted=script.seconds,
        estimated=round(total, 2),
        rate=round(rate, 3),
        scenes=scenes,
        advice=advice,
    )


def _unsupported(script: Script, brief: Brief) -> Iterator[Objection]:
    for problem in ungrounded(script, brief):
        yield Objection(
            place=problem.scene, text=problem.text, reason=problem.reason, rule="claim", severity="block",
            suggestion="leave it out, or state it in the brief where it is true",
        )  # fmt: skip
