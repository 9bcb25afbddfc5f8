"""The gate: every check of a policy on the finished bytes, failing closed."""

import hashlib
from pathlib import Path
from typing import TypeVar

from domain.errors import VitrineError
from domain.label import CheckResult, IncomingMark, LabelReport, Medium
from labeling.evidence import MarkedEvidence
from labeling.policy import Check, Finding, Policy

E = TypeVar("E", bound=MarkedEvidence)


def run_checks(policy: Policy[E], evidence: E) -> tuple[CheckResult, ...]:
    """Each check's result, in the policy's order; none is left out whatever happens in another."""
    return tuple(_result(check, evidence) for check in policy.checks)


def report(
    name: str,
    path: Path,
    media: Medium,
    policy: Policy[E],
    evidence: E,
    lineage: tuple[IncomingMark, ...] = (),
) -> LabelReport:
    """The report of the file at ``path``, under the ``name`` a person knows it by."""
    checks = run_checks(policy, evidence)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return LabelReport(
        file=name, sha256=digest, media=media, checks=checks, produce_id=_produce_id(evidence), lineage=lineage
    )


def _result(check: Check[E], evidence: E) -> CheckResult:
    try:
        finding = check.look(evidence)
    except VitrineError as error:
        finding = Finding(False, error.message)
    except Exception as error:  # noqa: BLE001 -- fail closed: whatever breaks a check fails it, and the report says so
        finding = Finding(False, f"the check broke off: {type(error).__name__}: {error}")
    return CheckResult(
        clause=check.clause, check=check.name, passed=finding.passed, measured=finding.measured, bound=check.bound
    )


def _produce_id(evidence: MarkedEvidence) -> str:
    try:
        value = evidence.aigc[0].fields.get("ProduceID") if evidence.aigc else ""
    except VitrineError:
        return ""
    return value if isinstance(value, str) else ""
