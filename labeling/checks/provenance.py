"""Content credentials and the digital source type: intact, and saying the same thing twice."""

from labeling.c2pa_read import TOLERATED
from labeling.c2pa_sign import COMPOSITE, GENERATED
from labeling.evidence import Evidence
from labeling.policy import Check, Finding


def provenance_checks() -> tuple[Check[Evidence], ...]:
    """S1 and C1–C2."""
    return (
        Check("S1 IPTC 2025.1", "digital source type in XMP and in the credentials", "AI, the same in both", _agree),
        Check("C1 C2PA 2.x", "content credentials", "Valid or Trusted", _valid),
        Check("C2 C2PA 2.x, EU Code of Practice 1.1.1", "first action and its source type", "c2pa.created", _created),
    )


def _agree(evidence: Evidence) -> Finding:
    xmp, claimed = set(evidence.xmp_source_types), set(evidence.credentials.source_types)
    known = len(xmp) == 1 and xmp <= {GENERATED, COMPOSITE}
    said = f"XMP: {_short(xmp)}; credentials: {_short(claimed)}"
    return Finding(known and xmp == claimed, said)


def _valid(evidence: Evidence) -> Finding:
    found = evidence.credentials
    if not found.state:
        return Finding(False, "none found")
    bad = [code for code in found.failures if code not in TOLERATED]
    identity = "" if found.state == "Trusted" else ", signer unknown: integrity, not identity"
    return Finding(
        found.state in ("Valid", "Trusted") and not bad,
        f"{found.state}: {', '.join(bad)}" if bad else f"{found.state} ({found.issuer}){identity}",
    )


def _created(evidence: Evidence) -> Finding:
    found = evidence.credentials
    stated = bool(found.actions) and found.actions[0] == "c2pa.created" and bool(found.source_types)
    return Finding(stated, ", ".join(found.actions) or "no actions")


def _short(types: set[str]) -> str:
    return ", ".join(sorted(value.rpartition("/")[2] for value in types)) or "none"
