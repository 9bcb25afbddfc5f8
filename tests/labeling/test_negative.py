"""The faults that must never leave, each by its name, each failing the gate with its own clauses.

Faults of the picture go through sealing itself; those of metadata and credentials are written into a
finished file, which is held to the gate's policy.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pytest

from domain.errors import LabelError
from domain.label import LabelReport
from domain.layers import TextLayer
from domain.render import Render
from labeling.aigc import write_aigc
from labeling.c2pa_sign import Claim, Ingredient
from labeling.certificates import SigningIdentity
from labeling.checks.metadata import first_writing
from labeling.checks.stream import unchanged
from labeling.evidence import VideoEvidence
from labeling.gate import report
from labeling.policies import video_policy
from labeling.request import SealRequest
from labeling.seal import seal_video
from labeling.watch import expected_marks
from labeling.xmp import AIGC
from tests.labeling.conftest import NOW, SAFE, Drawn
from tests.labeling.films import SMALL
from tests.labeling.forge import ffmpeg, forged, signed_as
from tests.labeling.pen import Pen, resized, reworded

CODE = "001191110102MACQD9K64010000"
GOOD = write_aigc("Vitrine-Demo", "42")


@dataclass(frozen=True)
class Bench:
    """What faulty files are made with."""

    folder: Path
    render: Render
    draw: Drawn
    mark: TextLayer
    sealed: Path
    signer: SigningIdentity
    photo: Ingredient
    pen: Pen
    request: SealRequest

    def gate(self, path: Path) -> set[str]:
        """The clauses that a finished file fails at the gate."""
        marks = expected_marks(SMALL.width, SMALL.height, SAFE[SMALL], "zh", self.pen, self.pen.mask)
        policy = video_policy().and_also(first_writing(), unchanged(self.render.path))
        return failed(report(path.name, path, "video", policy, VideoEvidence(path, marks, self.signer.root)))

    def sealing(self, shown: Callable[[int], TextLayer | None]) -> set[str]:
        """The clauses that sealing a film with this mark fails; nothing may be delivered."""
        with pytest.raises(LabelError, match="label checks"):
            seal_video(self.draw(shown), self.request, self.folder / "v.mp4")
        assert not (self.folder / "v.mp4").exists()
        (note,) = self.request.quarantine.glob("*.labels.json")
        return failed(LabelReport.model_validate_json(note.read_text("utf-8")))

    def stamped(self, **fields: str) -> set[str]:
        """The clauses that a file with these AIGC values fails."""
        text = json.dumps(json.loads(GOOD) | fields, ensure_ascii=False)
        return self.gate(forged(self.render, self.folder / "f.mp4", text, self.signer, self.photo))

    def produced_by(self, producer: str) -> set[str]:
        return self.stamped(ContentProducer=producer, ContentPropagator=producer)


def failed(found: LabelReport) -> set[str]:
    return {check.clause.split()[0] for check in found.failed}


def without_tags_flag(bench: Bench) -> set[str]:
    return bench.gate(
        ffmpeg(bench.render.path, bench.folder / "f.mp4", "-c", "copy", "-metadata", f"AIGC={GOOD}")
    )  # fmt: skip


def twice(bench: Bench) -> set[str]:
    return bench.gate(forged(bench.render, bench.folder / "f.mp4", GOOD, bench.signer, bench.photo, **{AIGC: GOOD}))


def edited_after_signing(bench: Bench) -> set[str]:
    data = bench.sealed.read_bytes()
    path = bench.folder / "f.mp4"
    path.write_bytes(data.replace(b'"Label":"1"', b'"Label":"2"', 1))
    return bench.gate(path)


def remuxed(bench: Bench) -> set[str]:
    return bench.gate(ffmpeg(bench.sealed, bench.folder / "f.mp4", "-c", "copy"))


def created_without_source_type(bench: Bench) -> set[str]:
    manifest = json.loads(json.dumps(Claim("Mug", "video/mp4", "0.1.0", NOW, ()).manifest()))
    del manifest["assertions"][0]["data"]["actions"][0]["digitalSourceType"]
    return bench.gate(signed_as(bench.render, bench.folder / "f.mp4", manifest, bench.signer))


FAULTS: Mapping[str, tuple[Callable[[Bench], set[str]], set[str]]] = MappingProxyType(
    {
        "no use_metadata_tags": (without_tags_flag, {"M1", "M2"}),
        "fontsize exactly 5 %": (lambda bench: bench.sealing(lambda n: resized(bench.mark, 18)), {"V3"}),
        "label for 1.9 s": (lambda bench: bench.sealing(lambda n: bench.mark if n < 57 else None), {"V2", "V6"}),
        "no label": (lambda bench: bench.sealing(lambda n: None), {"V1", "V2", "V3", "V4", "V6"}),
        "AI only": (lambda bench: bench.sealing(lambda n: reworded(bench.mark, "AI")), {"V4"}),
        "duplicate AIGC": (twice, {"M2"}),
        "Chinese in a value": (lambda bench: bench.produced_by("北叶"), {"M5", "M6"}),
        "space in a value": (lambda bench: bench.stamped(ReservedCode2="two words"), {"M6"}),
        "code of 22 characters": (lambda bench: bench.produced_by(CODE[:22]), {"M5"}),
        "bad checksum": (lambda bench: bench.produced_by(f"{CODE[:21]}5{CODE[22:]}"), {"M5"}),
        "edit after signing": (edited_after_signing, {"C1"}),
        "remux by ffmpeg": (remuxed, {"M1", "M2", "S1", "C1"}),
        "created without source type": (created_without_source_type, {"S1", "C1", "C2"}),
        "missing producer": (lambda bench: bench.produced_by(""), {"M5"}),
    }
)
"""Each fault, and the clauses that must be among those it fails."""

ONLY = {
    "fontsize exactly 5 %",
    "AI only",
    "duplicate AIGC",
    "space in a value",
    "bad checksum",
    "code of 22 characters",
}
"""Faults that fail nothing else."""


@pytest.fixture
def bench(
    tmp_path: Path, render: Render, draw_render: Drawn, zh_mark: TextLayer, sealed_video: Path,
    signer: SigningIdentity, photo: Ingredient, pen: Pen, request_for: SealRequest,
) -> Bench:  # fmt: skip
    return Bench(tmp_path, render, draw_render, zh_mark, sealed_video, signer, photo, pen, request_for)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_fails_the_gate_with_its_clauses(name: str, bench: Bench) -> None:
    make, clauses = FAULTS[name]
    found = make(bench)
    assert clauses <= found
    if name in ONLY:
        assert found == clauses


def test_the_same_file_without_a_fault_passes(bench: Bench) -> None:
    assert bench.stamped() == set()


def test_sealing_without_a_producer_stops_before_a_byte_is_written(bench: Bench) -> None:
    with pytest.raises(LabelError, match="ContentProducer"):
        seal_video(bench.render, replace(bench.request, producer=""), bench.folder / "v.mp4")
    assert list(bench.folder.iterdir()) == []


def test_the_writer_refuses_to_sign_a_creation_without_its_source_type(bench: Bench) -> None:
    """Only a claim that we do not build can lack it: ours always states one of the two."""
    for ingredients in ((), (bench.photo,)):
        actions = json.dumps(Claim("Mug", "video/mp4", "0.1.0", NOW, ingredients).manifest())
        assert '"digitalSourceType"' in actions
