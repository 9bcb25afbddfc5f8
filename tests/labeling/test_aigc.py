import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import LabelError
from labeling.aigc import KEYS, charset_holds, looks_like_aigc, parse_fields, read_copy, write_aigc

CODE = "001191110102MACQD9K64010000"


def test_the_metadata_is_written_exactly() -> None:
    assert write_aigc(CODE, "7f9c") == (
        f'{{"Label":"1","ContentProducer":"{CODE}","ProduceID":"7f9c","ReservedCode1":"",'
        f'"ContentPropagator":"{CODE}","PropagateID":"7f9c","ReservedCode2":""}}'
    )


@pytest.mark.parametrize("producer", ["", "North Leaf", "北叶", 'a"b', "a\\b", "tab\t"])
def test_a_producer_outside_the_character_set_is_never_written(producer: str) -> None:
    with pytest.raises(LabelError, match="ContentProducer"):
        write_aigc(producer, "7f9c")


@pytest.mark.parametrize(
    ("value", "holds"),
    [("", True), ("A-Za~!#[]", True), ('say"it"', True), ("a b", False), ("叶", False), ("back\\slash", False)],
)
def test_the_character_set_of_annex_e(value: str, holds: bool) -> None:
    assert charset_holds(value) is holds


def test_both_forms_are_read() -> None:
    bare = write_aigc("Shop", "1")
    assert read_copy("here", bare).fields["ProduceID"] == "1"
    assert not read_copy("here", bare).wrapped
    wrapped = read_copy("here", json.dumps({"AIGC": json.loads(bare)}))
    assert wrapped.wrapped
    assert tuple(wrapped.fields) == KEYS
    assert read_copy("here", json.dumps({"AIGC": bare})).fields["Label"] == "1"


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"Label":"1","Label":"2"}', "[" * 100_000, '{"a":' * 100_000, "x" * 70_000]
)
def test_what_is_no_object_reads_as_empty(text: str) -> None:
    assert parse_fields(text) == {}


@given(st.text(max_size=200) | st.recursive(st.text(), lambda inner: st.dictionaries(st.text(), inner)).map(json.dumps))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(read_copy("anywhere", text).fields, dict)


def test_keyless_metadata_is_recognised_by_its_fields() -> None:
    assert looks_like_aigc('{"Label":"1","ContentProducer":"x"}')
    assert looks_like_aigc('{"AIGC":{}}')
    assert not looks_like_aigc('{"Label":"1"}')
    assert not looks_like_aigc("a comment about AIGC")
