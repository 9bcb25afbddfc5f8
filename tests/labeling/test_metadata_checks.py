import json

import pytest

from labeling.aigc import read_copy, write_aigc
from labeling.c2pa_read import Credentials
from labeling.c2pa_sign import COMPOSITE, GENERATED
from labeling.checks.metadata import first_writing, metadata_checks, unique
from labeling.checks.provenance import provenance_checks
from labeling.gate import run_checks
from labeling.policy import Policy
from tests.labeling.test_policy import FakeEvidence

CODE = "001191110102MACQD9K64010000"
GOOD = json.loads(write_aigc(CODE, "42"))
POLICY = Policy((*metadata_checks("TC260"), first_writing()))


def failed(*texts: str) -> set[str]:
    evidence = FakeEvidence(aigc=tuple(read_copy("here", text) for text in texts))
    return {c.clause.split()[0] for c in run_checks(POLICY, evidence) if not c.passed}


def changed(**fields: object) -> str:
    return json.dumps(GOOD | fields, ensure_ascii=False)


def without(*keys: str) -> str:
    return json.dumps({key: value for key, value in GOOD.items() if key not in keys})


@pytest.mark.parametrize(
    "producer", [CODE, "001191110108335469089C10100", "001191330106MA2CFLDG4R10001", "Vitrine-Demo"]
)
def test_what_we_and_real_producers_write_passes(producer: str) -> None:
    assert failed(write_aigc(producer, "42")) == set()


@pytest.mark.parametrize(
    ("texts", "clauses"),
    [
        ((), {"M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8", "M9"}),
        ((changed(), changed()), {"M2"}),
        ((without("ReservedCode2"),), {"M3"}),
        ((changed(ReservedCode1={"SecurityData": 1}),), {"M3"}),
        ((changed(Extra="x"),), {"M3"}),
        ((changed(Label="4"),), {"M4"}),
        ((changed(Label="AIGC"),), {"M4"}),
        ((changed(Label=1),), {"M3", "M4"}),
        ((changed(ContentProducer="", ContentPropagator=""),), {"M5", "M7"}),
        ((without("ContentProducer"),), {"M3", "M5", "M9"}),
        ((changed(ContentProducer="北叶", ContentPropagator="北叶"),), {"M5", "M6"}),
        ((changed(ContentProducer="North Leaf", ContentPropagator="North Leaf"),), {"M5", "M6"}),
        ((changed(ContentProducer=CODE[:22], ContentPropagator=CODE[:22]),), {"M5"}),
        ((changed(ContentProducer=CODE[:21] + "5" + CODE[22:]),), {"M5", "M9"}),
        ((changed(ReservedCode1="two words"),), {"M6"}),
        ((changed(ProduceID="", PropagateID=""),), {"M7"}),
        ((changed(ContentPropagator="Other"),), {"M9"}),
        ((changed(PropagateID="43"),), {"M9"}),
        (("not json",), {"M3", "M4", "M5", "M6", "M7"}),
    ],
)
def test_each_fault_fails_its_own_clauses(texts: tuple[str, ...], clauses: set[str]) -> None:
    assert failed(*texts) == clauses


def test_another_place_fails_the_place_clause_only() -> None:
    evidence = FakeEvidence(aigc=(read_copy("moov/meta/keys+ilst", changed()),))
    assert [c.clause.split()[0] for c in run_checks(POLICY, evidence) if not c.passed] == ["M8"]


def test_a_number_is_claimed_once_and_must_be_the_one_issued() -> None:
    taken: set[str] = set()

    def claim(number: str) -> bool:
        fresh = number not in taken
        taken.add(number)
        return fresh

    evidence = FakeEvidence(aigc=(read_copy("here", changed()),))
    assert run_checks(Policy((unique(claim, "42"),)), evidence)[0].passed
    assert not run_checks(Policy((unique(claim, "42"),)), evidence)[0].passed
    assert not run_checks(Policy((unique(claim, "43"),)), evidence)[0].passed


GOOD_CLAIM = Credentials("Trusted", (), ("c2pa.created", "c2pa.placed"), (COMPOSITE,), ("a.jpg",), "Shop")


@pytest.mark.parametrize(
    ("credentials", "xmp", "clauses"),
    [
        (GOOD_CLAIM, (COMPOSITE,), set()),
        (Credentials("Valid", ("signingCredential.untrusted",), ("c2pa.created",), (GENERATED,)), (GENERATED,), set()),
        (Credentials(), (COMPOSITE,), {"S1", "C1", "C2"}),
        (GOOD_CLAIM, (), {"S1"}),
        (GOOD_CLAIM, (GENERATED,), {"S1"}),
        (GOOD_CLAIM, (COMPOSITE, GENERATED), {"S1"}),
        (
            Credentials("Valid", (), ("c2pa.created",), ("http://x/digitalCapture",)),
            ("http://x/digitalCapture",),
            {"S1"},
        ),
        (Credentials("Valid", (), ("c2pa.created",), ()), (COMPOSITE,), {"S1", "C2"}),
        (Credentials("Valid", (), ("c2pa.opened",), (COMPOSITE,)), (COMPOSITE,), {"C2"}),
        (
            Credentials("Invalid", ("assertion.bmffHash.mismatch",), ("c2pa.created",), (COMPOSITE,)),
            (COMPOSITE,),
            {"C1"},
        ),
        (Credentials("Valid", ("claimSignature.mismatch",), ("c2pa.created",), (COMPOSITE,)), (COMPOSITE,), {"C1"}),
    ],
)
def test_each_fault_of_the_credentials_fails_its_own_clauses(
    credentials: Credentials, xmp: tuple[str, ...], clauses: set[str]
) -> None:
    evidence = FakeEvidence(credentials=credentials, xmp_source_types=xmp)
    results = run_checks(Policy(provenance_checks()), evidence)
    assert {c.clause.split()[0] for c in results if not c.passed} == clauses
