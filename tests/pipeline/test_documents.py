"""Reading strangers' YAML and JSON: what is refused, and that scalars stay text."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import BriefError, InputError, TimelineError
from pipeline.documents import BRIEF, TIMELINE, read_document


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_yaml_scalars_stay_what_was_typed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "a: 2024-01-01\nb: 129.10\nc: no\nd: 9:16\ne: .nan\nf: ~\ng: '~'\nh:\n")
    assert dict(read_document(path).value) == {
        "a": "2024-01-01", "b": "129.10", "c": "no", "d": "9:16", "e": ".nan", "f": None, "g": "~", "h": None,
    }  # fmt: skip


def test_lines_name_the_key(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a.yaml", "product:\n  name: x\n  images:\n    - a.jpg\n    - b.jpg\n"))
    assert document.lines["product", "name"] == 2
    assert document.lines["product", "images", 1] == 5


def test_json_keeps_decimals_exact(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "a.json", '{"price": 0.10}')).value["price"] == Decimal("0.10")


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_document(write(tmp_path, "a.yaml", b"\xef\xbb\xbfa: 1")).value == {"a": "1"}


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.yaml", b"", "is empty"),
        ("a.yaml", b" \n\t\n", "is empty"),
        ("a.yaml", b"# nothing but a remark\n", "is empty"),
        ("a.yaml", b"\x89PNG\r\n\x1a\n\x00\x00", "not a UTF-8 text file"),
        ("a.yaml", "a: 北".encode("utf-16"), "not a UTF-8 text file"),
        ("a.yaml", b"a: 1\nb: " + "北叶".encode("gb18030"), "not UTF-8 text (line 2)"),
        ("a.yaml", b"a: " + b"x" * 1_000_000, "larger than 1000 kB"),
        ("a.yaml", "- 1\n- 2", "holds a list"),
        ("a.yaml", "hello", "holds a single value"),
        ("a.yaml", "a: &x 1\nb: *x", "line 1: anchors and aliases"),
        ("a.yaml", "a: &x [1]\nb: [*x, *x]", "anchors and aliases"),
        ("a.yaml", "a: 1\nb: 2\na: 3", "line 3: key 'a' stands twice"),
        ("a.yaml", "a:\n  b: 1\n  b: 2", "line 3: key 'b' stands twice"),
        ("a.yaml", "? [a]\n: b", "a key is a list"),
        ("a.yaml", "a: !!python/object/apply:os.system [ls]", "tag"),
        ("a.yaml", "a: 1\n---\nb: 2", "second document"),
        ("a.yaml", "a: [1", "not valid YAML"),
        ("a.yaml", "a: b: c", "line 1"),
        ("a.yaml", "a: \x07", "not valid YAML"),
        ("a.yaml", "[" * 100_000, "nests deeper"),
        ("a.yaml", 'a: "\\0"', "U+0000"),
        ("a.json", "{", "not valid JSON"),
        ("a.json", "[" * 100_000, "nests deeper"),
        ("a.json", '{"a":' * 50 + "1" + "}" * 50, "nests deeper"),
        ("a.json", '{"a": 1, "a": 2}', "key 'a' stands twice"),
        ("a.json", '{"a": NaN}', "NaN is not a number"),
        ("a.json", '{"a": -Infinity}', "-Infinity is not a number"),
        ("a.json", '{"a": ' + "9" * 5000 + "}", "not a number anybody means"),
        ("a.json", '{"a": {"b": "x\\u0000"}}', "a.b has the invisible character U+0000"),
        ("a.json", '{"a": "\\ud800"}', "U+D800"),
        ("a.json", '{"\\u0007": 1}', "U+0007"),
        ("a.yaml", "a: Stone \u202eMug", "a has the invisible character U+202E"),
        ("a.yaml", 'a: "Stone \\u2066Mug"', "a has the invisible character U+2066"),
        ("a.json", '{"a": ["\\u202a"]}', "a.0 has the invisible character U+202A"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    path = write(tmp_path, name, content)
    with pytest.raises(BriefError) as caught:
        read_document(path)
    assert reason in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("path", [Path("/dev/zero"), Path("/tmp"), Path("/nowhere/b.yaml"), Path("x" * 5000)])  # noqa: S108 a folder that is always there
def test_what_is_not_a_file(path: Path) -> None:
    with pytest.raises(BriefError) as caught:
        read_document(path)
    assert caught.value.hint


def test_the_kind_chooses_the_error(tmp_path: Path) -> None:
    with pytest.raises(TimelineError, match="timeline"):
        read_document(write(tmp_path, "t.json", "[]"), TIMELINE)


@settings(deadline=None)  # files are written; how fast is the machine's affair
@given(st.binary(max_size=300), st.sampled_from(["a.yaml", "a.json"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    path = write(tmp_path_factory.getbasetemp(), name, data)
    try:
        assert isinstance(read_document(path).value, dict)
    except InputError as error:
        assert error.hint


@settings(deadline=None)  # files are written; how fast is the machine's affair
@given(st.dictionaries(st.text("abc_", min_size=1), st.lists(st.text("ab: #'\n北"), max_size=3), max_size=4))
def test_json_is_read_back(tmp_path_factory: pytest.TempPathFactory, value: dict[str, list[str]]) -> None:
    path = write(tmp_path_factory.getbasetemp(), "b.json", json.dumps(value))
    assert read_document(path, BRIEF).value == value
