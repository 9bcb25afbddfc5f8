from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.errors import LabelError
from labeling.aigc import AigcCopy
from labeling.c2pa_read import Credentials
from labeling.checks.metadata import first_writing, metadata_checks
from labeling.checks.provenance import provenance_checks
from labeling.gate import report, run_checks
from labeling.policies import image_policy, video_policy
from labeling.policy import Check, Finding, Policy
from labeling.sight import Sighting

NO_CREDENTIALS = Credentials()


@dataclass(frozen=True)
class FakeEvidence:
    """What a file would show."""

    aigc: tuple[AigcCopy, ...] = ()
    aigc_place: str = "here"
    xmp_source_types: tuple[str, ...] = ()
    credentials: Credentials = NO_CREDENTIALS
    sightings: tuple[Sighting, ...] = ()
    short_side: int = 1080


def passing(number: str) -> Check[FakeEvidence]:
    return Check(f"{number} rule", "name", "bound", lambda evidence: Finding(True, "fine"))


def breaking(number: str, error: Exception) -> Check[FakeEvidence]:
    def look(evidence: FakeEvidence) -> Finding:
        raise error

    return Check(f"{number} rule", "name", "bound", look)


def test_a_policy_without_checks_is_an_error() -> None:
    with pytest.raises(LabelError, match="without checks"):
        Policy(())


def test_two_checks_of_one_number_are_an_error() -> None:
    with pytest.raises(LabelError, match="two checks of one number"):
        Policy((passing("A1"),)).and_also(passing("A1"))


@pytest.mark.parametrize("error", [LabelError("no such thing"), ZeroDivisionError("x"), MemoryError(), KeyError("k")])
def test_a_check_that_breaks_fails_and_the_others_still_run(error: Exception) -> None:
    policy = Policy((breaking("A1", error), passing("A2")))
    first, second = run_checks(policy, FakeEvidence())
    assert not first.passed
    assert first.measured
    assert second.passed


def test_an_interrupt_is_not_swallowed() -> None:
    def look(evidence: FakeEvidence) -> Finding:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_checks(Policy((Check("A1 rule", "name", "bound", look),)), FakeEvidence())


def test_a_report_carries_number_hash_and_every_check(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abc")
    evidence = FakeEvidence(aigc=(AigcCopy("here", "", {"ProduceID": "42"}),))
    found = report("known.mp4", path, "video", Policy((passing("A1"), breaking("A2", ValueError("no")))), evidence)
    assert (found.file, found.produce_id, found.passed) == ("known.mp4", "42", False)
    assert found.sha256.startswith("ba7816bf")
    assert [check.clause for check in found.failed] == ["A2 rule"]


def test_the_policies_cover_every_clause_of_the_facts() -> None:
    def numbers(policy: Policy) -> list[str]:  # type: ignore[type-arg]  # either kind
        return [check.clause.split()[0] for check in policy.checks]

    common = ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "S1", "C1", "C2"]
    assert numbers(video_policy()) == ["V1", "V2", "V3", "V4", "V5", "V6", *common, "M11", "F1", "F2", "F3", "F4", "F5"]
    assert numbers(image_policy()) == ["I1", "I2", "I3", "I4", "I5", *common, "M11"]
    words = " ".join(f"{c.clause} {c.name} {c.bound}" for c in video_policy().checks).lower()
    assert "complian" not in words


def test_nothing_passes_on_nothing() -> None:
    policy = Policy((*metadata_checks("TC260"), first_writing(), *provenance_checks()))
    assert not [result.clause for result in run_checks(policy, FakeEvidence()) if result.passed]
