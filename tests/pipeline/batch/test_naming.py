"""Names of a batch's files: one for each row, whatever the pattern and the catalogue."""

from pathlib import PurePosixPath

import pytest

from domain.batch import BatchRow
from domain.errors import InputError
from pipeline.batch.naming import names_of


def row(number: int, external_id: str, title: str = "Mug", language: str = "en", variant: int = 1) -> BatchRow:
    values = {"id": number, "row": number, "line": number + 1, "external_id": external_id, "title": title}
    return BatchRow.model_validate({**values, "language": language, "variant": variant, "status": "completed"})


@pytest.mark.parametrize("pattern", ["{row}-{id}-{language}", "{title}", "{id}", "all", "{title}-{language}"])
def test_no_two_rows_have_the_same_name(pattern: str) -> None:
    rows = [row(1, "A 1"), row(2, "a-1"), row(3, "b", variant=2), row(4, "b", language="zh"), row(5, "mug-0002-en-1")]
    names = names_of(rows, pattern)
    assert len({name.casefold() for name in names.values()}) == len(rows)
    assert names == names_of(rows, pattern)
    assert all(len(PurePosixPath(name).parts) == 1 for name in names.values())


def test_the_usual_name() -> None:
    assert names_of([row(7, "A1"), row(8, "../../etc/passwd", variant=3)]) == {
        7: "0007-a1-en", 8: "0008-etc-passwd-en-3",
    }  # fmt: skip


@pytest.mark.parametrize("pattern", ["{price}", "{0}", "{id", "{id.__class__}", "{id:>9}", "{{id}}"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(InputError, match="is no pattern"):
        names_of([row(1, "a")], pattern)
