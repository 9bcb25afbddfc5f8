"""A thing that is wrong in many shapes is told once, at its worst."""

from pipeline.scrutiny.faults import Fault, Found, told


def found(line: int, shape: str, thing: str, worth: float) -> Found:
    return Found(line, shape, Fault(("scenes",), thing, f"hides {worth:.0%}", "move it", worth))


def test_a_thing_is_told_once_by_line_with_its_worst_shape() -> None:
    every = [
        found(9, "9:16 zh", "the badge", 0.3),
        found(9, "1:1 zh", "the badge", 0.6),
        found(9, "1:1 zh", "the badge", 0.5),
        found(9, "9:16 en", "the shape", 0.4),
        found(4, "4:5 en", "the badge", 0.4),
    ]
    assert told(every) == [
        "line 4: 4:5 en: the badge hides 40%; move it",
        "line 9: 1:1 zh and 1 more: the badge hides 60%; move it",
        "line 9: 9:16 en: the shape hides 40%; move it",
    ]
