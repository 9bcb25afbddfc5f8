"""Content credentials and the digital source type: intact, and saying the same thing twice."""

from labeling.c2pa_read import TOLERATED
from labeling.c2pa_sign import COMPOSITE, GENERATED
from labeling.evidence import Evidence
from labeling.policy import Check, Finding

_INTACT = ("timeStamp.trusted", "timeStamp.validated", "timeStamp.untrusted")
"""States of a time stamp whose own signature holds, whoever runs the service."""


def provenance_checks() -> tuple[Check[Evidence], ...]:
    """S1 and C1–C2."""
    return (
        Check("S1 IPTC 2025.1", "digital source type in XMP and in the credentials", "AI, the same in both", _agree),
        Check("C1 C2PA 2.x", "content credentials", "Valid or Trusted", _valid),
        Check("C2 C2PA 2.x, EU Code of Practice 1.1.1", "first action and its source type", "c2pa.created", _created),
    )


def ingredients(titles: tuple[str, ...]) -> Check[Evidence]:
    """Every photo and clip in the picture is named as an ingredient, its own credentials with it."""

    def look(evidence: Evidence) -> Finding:
        found = evidence.credentials.ingredients
        return Finding(sorted(found) == sorted(titles), ", ".join(found) or "none")

    bound = f"the {len(titles)} in the picture" if titles else "none"
    return Check("C3 C2PA 2.x, EU Code of Practice 1.2", "ingredients", bound, look)


def eu_checks() -> tuple[Check[Evidence], ...]:
    """E1: what the EU regime adds."""
    return (Check("E1 EU Code of Practice 1.1.1", "time stamp of the credentials", "RFC 3161, intact", _stamped),)


def california_checks() -> tuple[Check[Evidence], ...]:
    """U1: what the California regime adds."""
    return (
        Check(
            "U1 Cal. Bus. & Prof. Code §22757.3(b)",
            "latent disclosure",
            "provider, system, version, time, number",
            _disclosed,
        ),
    )


def _stamped(evidence: Evidence) -> Finding:
    found = evidence.credentials
    intact = bool(found.stamped) and found.stamp_state in _INTACT
    return Finding(intact, f"{found.stamped} ({found.stamp_state})" if found.stamped else "none")


def _disclosed(evidence: Evidence) -> Finding:
    found = evidence.credentials.disclosure
    absent = [name for name in ("provider", "system", "version", "created", "id") if not found.get(name)]
    said = f"lacks {', '.join(absent)}" if absent else " ".join(found[n] for n in ("provider", "system", "version"))
    return Finding(not absent, said)


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
