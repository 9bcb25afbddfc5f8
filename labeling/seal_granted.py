"""Sealing the one copy that 标识办法 art. 9 allows: no visible mark, every other label, and a line in the log.

This is the only module that builds a ``GrantedCopy``.
"""

from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.errors import LabelError
from domain.grant import Grant
from domain.label import GrantedCopy
from domain.render import Render
from labeling.checks.metadata import first_writing, unique
from labeling.checks.provenance import ingredients
from labeling.checks.stream import unchanged
from labeling.evidence import VideoEvidence
from labeling.formats import format_named
from labeling.gate import report
from labeling.incoming import lineage_of
from labeling.policies import hidden_mark_policy
from labeling.policy import Check, Finding
from labeling.release import release, stamp_and_sign, workspace
from labeling.request import SealRequest
from labeling.seal import check_render
from labeling.watch import Marks


class GrantLog(Protocol):
    """The log of grants, which keeps who had what and whether a grant was used."""

    def used(self, number: str) -> bool:
        """Whether the copy of a grant was taken."""

    def record_copy(self, grant: Grant, produce_id: str, sha256: str) -> None:
        """Write down, for good, that the copy leaves. Raises StorageError; then it must not."""


def seal_granted(render: Render, request: SealRequest, grant: Grant, log: GrantLog, out: Path) -> GrantedCopy:
    """Labels a render of the unmarked timeline with everything but the visible mark and puts it at ``out``.

    The log's line is on the disk before the file has its name. Raises LabelError naming the failed
    clauses (a grant that ended or was used is one), StorageError when log or ``out`` cannot be written.
    """
    number, kind = str(request.new_id()), format_named("mp4")
    if out.suffix.lower() != ".mp4":
        raise LabelError(f"{out.name} is not an MP4", hint="name it .mp4")
    with workspace(out, number) as (_, stamped, sealed):
        check_render(render)
        stamp_and_sign(render.path, stamped, sealed, kind, number, request, grant.number)
        policy = hidden_mark_policy(request.regimes).and_also(
            _holds(grant, log, request.created),
            first_writing(),
            unique(request.ledger.claim, number),
            unchanged(render.path),
            ingredients(request.titles),
        )
        # Looked at for damage only: there is no mark to find.
        evidence = VideoEvidence(sealed, Marks(None, (), min(render.width, render.height)), request.signer.root)
        lineage = lineage_of(request.ingredients, request.signer.root)
        found = report(out.name, sealed, "video", policy, evidence, lineage)
        if found.passed:
            log.record_copy(grant, number, found.sha256)
        release(sealed, found, request, out, keep=False)  # without its mark it may lie nowhere
    return GrantedCopy(out, found)


def _holds(grant: Grant, log: GrantLog, now: datetime) -> Check[VideoEvidence]:
    """The grant names applicant, agreement and reason, is in force, and was not used."""

    def look(evidence: VideoEvidence) -> Finding:
        if log.used(grant.number):
            return Finding(False, f"{grant.number} was used")
        said = f"{grant.number}, {grant.application.applicant}, agreement {grant.application.agreement}"
        return Finding(grant.granted <= now < grant.ends, f"{said}, {grant.granted:%Y-%m-%d} to {grant.ends:%Y-%m-%d}")

    return Check("Z1 标识办法 art. 9", "grant of a copy without the visible mark", "in force, not used", look)
