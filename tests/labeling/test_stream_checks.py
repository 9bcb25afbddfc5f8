from pathlib import Path

import pytest

from domain.render import Render
from labeling.aigc import write_aigc
from labeling.checks.stream import unchanged
from labeling.evidence import VideoEvidence
from labeling.mp4_write import stamp_mp4
from labeling.watch import Marks
from labeling.xmp import SOURCE_TYPE, merge_packet


@pytest.fixture
def stamped(tmp_path: Path, render: Render) -> Path:
    packet = merge_packet(None, {SOURCE_TYPE: "t"})
    stamp_mp4(render.path, tmp_path / "stamped.mp4", write_aigc("Shop", "1"), packet)
    return tmp_path / "stamped.mp4"


def look(path: Path, render: Render) -> tuple[bool, str]:
    finding = unchanged(render.path).look(VideoEvidence(path, Marks(None, (), 1080)))
    return finding.passed, finding.measured


def test_stamping_changes_no_media(stamped: Path, render: Render) -> None:
    assert look(stamped, render) == (True, "the same")


def test_one_other_media_byte_is_seen(stamped: Path, render: Render) -> None:
    data = bytearray(stamped.read_bytes())
    data[data.index(b"mdat") + 99] ^= 1
    stamped.write_bytes(data)
    assert look(stamped, render) == (False, "other bytes")


def test_a_chunk_that_points_elsewhere_is_seen(stamped: Path, render: Render) -> None:
    data = bytearray(stamped.read_bytes())
    data[data.index(b"stco") + 15] ^= 1
    stamped.write_bytes(data)
    assert look(stamped, render) == (False, "other chunk offsets")


def test_media_of_another_length_is_seen(stamped: Path, render: Render) -> None:
    shorter = stamped.read_bytes()
    at = shorter.index(b"mdat") - 4
    size = int.from_bytes(shorter[at : at + 4]) - 8
    stamped.write_bytes(shorter[:at] + size.to_bytes(4) + shorter[at + 4 : at + size])
    assert look(stamped, render) == (False, "other bytes")
