"""Everything a text is checked for before it may be published: claims, advertising law, obedience to foreign orders."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from agent.adlaw import categories_of, lint, markets_of
from agent.adlaw.lint import script_texts
from agent.claims import check_claims, ungrounded
from agent.finding import Finding
from agent.injection import check_obedience
from domain.brief import Brief
from domain.script import Script


def review(texts: Mapping[str, str], brief: Brief) -> tuple[Finding, ...]:
    """What is wrong with ``texts`` (name → text: a title, a caption, hashtags) for ``brief``; blocks come first."""
    return _sorted((*check_claims(texts, brief), *_law_and_order(texts, brief)))


def review_script(script: Script, brief: Brief) -> tuple[Finding, ...]:
    """What is wrong with a script's speech, screen texts and title, and what to see to in the brief's own steps,
    contents and comparison; blocks come first."""
    claims = (Finding(problem.scene, problem.text, problem.reason) for problem in ungrounded(script, brief))
    shown = (replace(found, severity="warn") for found in _law_and_order(shown_texts(brief), brief))
    return _sorted((*claims, *_law_and_order(script_texts(script), brief), *shown))


def shown_texts(brief: Brief) -> dict[str, str]:
    """What templates show of the brief as it stands, by field: no planner can write it otherwise, the seller can."""
    product = brief.product.localised(brief.language)
    rows = ("\n".join((row.point, row.ours, row.other)) for row in product.comparison)
    parts = {"product.steps": product.steps, "product.included": product.included, "product.comparison": tuple(rows)}
    return {place: "\n".join(texts) for place, texts in parts.items() if texts}


def warnings(found: Iterable[Finding]) -> tuple[str, ...]:
    """What the seller should see to before publishing, one line for each rule."""
    by_rule = {finding.rule: finding for finding in found if not finding.blocks}
    return tuple(f"check before publishing: {finding}" for finding in by_rule.values())


def _law_and_order(texts: Mapping[str, str], brief: Brief) -> tuple[Finding, ...]:
    categories = categories_of(brief)
    law = (finding for market in markets_of(brief) for finding in lint(texts, market, categories))
    return (*law, *check_obedience(texts, brief))


def _sorted(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: not finding.blocks))
