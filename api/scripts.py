"""Scripts that come in edited: refused at the door, with a pointer to each word that must not be published."""

from api.problems import ApiError, Detail
from domain.job import Job
from domain.script import Script
from pipeline.script_check import Objection, objections, with_claims


def checked(script: Script, job: Job, at: str, scene: str = "") -> Script:
    """The script with the claims its words rest on.

    Raises ApiError when it states what its brief does not, or what the law forbids. ``at`` is where the script is
    in the body; with ``scene`` the body is that one scene, and only it is looked at.
    """
    if job.request.brief is None:
        return script
    script = with_claims(script, job.request.brief)
    found = objections(script, job.request.brief)
    if scene:
        found = tuple(one for one in found if one.finding.place == scene)
    if found:
        details = [_detail(one, at, whole=not scene) for one in found]
        raise ApiError(
            "unusable_input", str(found[0].finding), errors=details,
            hint=found[0].finding.suggestion or "say what the brief says, or leave it out",
        )  # fmt: skip
    return script


def _detail(found: Objection, at: str, *, whole: bool) -> Detail:
    """The pointer of one scene's field, when the body is that scene, begins behind ``/scenes/N``."""
    pointer = found.pointer if whole else "/" + found.pointer.split("/", 3)[3]
    return Detail(pointer=at + pointer, code=found.finding.rule, detail=str(found.finding))
