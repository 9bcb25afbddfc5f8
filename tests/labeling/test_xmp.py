import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import LabelError
from labeling.xmp import AIGC, SOURCE_TYPE, merge_packet, read_packet

FOREIGN = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:T="http://www.tc260.org.cn/ns/AIGC/1.0/"
 dc:format="image/jpeg" T:AIGC="attribute">
<T:AIGC>element</T:AIGC></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def test_a_new_packet_says_what_was_set_under_the_usual_prefixes() -> None:
    packet = merge_packet(None, {AIGC: '{"Label":"1"}', SOURCE_TYPE: "http://example.invalid/t"})
    read = read_packet(packet)
    assert read.aigc == ((AIGC, '{"Label":"1"}'),)
    assert read.source_types == ("http://example.invalid/t",)
    assert b"TC260:AIGC=" in packet
    assert b"Iptc4xmpExt:DigitalSourceType=" in packet


def test_attributes_and_elements_both_count() -> None:
    assert [value for _, value in read_packet(FOREIGN).aigc] == ["attribute", "element"]


def test_merging_replaces_ours_and_keeps_the_rest() -> None:
    merged = merge_packet(FOREIGN, {AIGC: "new"})
    assert read_packet(merged).aigc == ((AIGC, "new"),)
    assert b"image/jpeg" in merged


def test_the_property_is_found_under_another_namespace() -> None:
    other = FOREIGN.replace(b"http://www.tc260.org.cn/ns/AIGC/1.0/", b"http://example.invalid/")
    assert read_packet(other).aigc[0] == ("{http://example.invalid/}AIGC", "attribute")


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"\xff\xfe<\0a\0",
        b"<a",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<!-- x --><!DOCTYPE a><a/>",
        b"<a>&unknown;</a>",
        b"<a/>" + b" " * 2**20,
    ],
)
def test_what_is_no_plain_packet_is_an_error(packet: bytes) -> None:
    with pytest.raises(LabelError, match="XMP"):
        read_packet(packet)


@pytest.mark.parametrize("packet", [b"<a/>", b"<a>" * 50_000 + b"</a>" * 50_000])
def test_a_packet_without_rdf_cannot_be_merged(packet: bytes) -> None:
    with pytest.raises(LabelError, match="rdf:RDF"):
        merge_packet(packet, {AIGC: "x"})


@given(st.binary(max_size=300) | st.text(alphabet="<>/a:x=\"' &;!-[]", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_packet(data)
    except LabelError as error:
        assert "XMP" in error.message
