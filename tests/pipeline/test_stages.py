"""Stages: what is kept, what is made again, what is dropped."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from domain.base import Frozen
from pipeline.fingerprint import code_fingerprint
from pipeline.stages import Stages


class Number(Frozen):
    value: int


def counter() -> Iterator[Number]:
    return (Number(value=i) for i in range(99))


def test_the_same_inputs_are_worked_once(tmp_path: Path) -> None:
    numbers = counter()
    first = Stages(tmp_path, "code")
    assert first.run("plan", Number, ["a", Number(value=1)], lambda: next(numbers)).value == 0
    again = Stages(tmp_path, "code")
    assert again.run("plan", Number, ["a", Number(value=1)], lambda: next(numbers)).value == 0
    assert [(r.name, r.reused) for r in first.records + again.records] == [("plan", False), ("plan", True)]


def test_other_inputs_name_or_code_are_other_work(tmp_path: Path) -> None:
    numbers = counter()
    stages, other = Stages(tmp_path, "code"), Stages(tmp_path, "newer code")
    values = [
        stages.run("plan", Number, ["a"], lambda: next(numbers)),
        stages.run("plan", Number, ["b"], lambda: next(numbers)),
        stages.run("speak", Number, ["a"], lambda: next(numbers)),
        stages.run("plan", Number, ["a", "b"], lambda: next(numbers)),
        stages.run("plan", Number, [["a"], "b"], lambda: next(numbers)),
        other.run("plan", Number, ["a"], lambda: next(numbers)),
    ]
    assert [number.value for number in values] == [0, 1, 2, 3, 4, 5]


def test_a_damaged_or_hollow_value_is_made_again(tmp_path: Path) -> None:
    numbers = counter()
    stages = Stages(tmp_path, "code")
    stages.run("plan", Number, [], lambda: next(numbers))
    stages.file("plan", [], ".json").write_text('{"value": ')
    assert stages.run("plan", Number, [], lambda: next(numbers)).value == 1
    assert stages.run("plan", Number, [], lambda: next(numbers), whole=lambda n: n.value > 1).value == 2


def test_passing_values_last_until_the_job_ends(tmp_path: Path) -> None:
    numbers = counter()
    killed = Stages(tmp_path, "code")
    killed.run("plan", Number, [], lambda: next(numbers), keep=lambda n: False)
    resumed = Stages(tmp_path, "code")
    assert resumed.run("plan", Number, [], lambda: next(numbers), keep=lambda n: False).value == 0
    resumed.finish()
    assert Stages(tmp_path, "code").run("plan", Number, [], lambda: next(numbers)).value == 1


def test_nothing_temporary_stays_in_the_work_folder(tmp_path: Path) -> None:
    Stages(tmp_path, "code").run("plan", Number, [], lambda: Number(value=1))
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".json"]


def test_the_fingerprint_follows_every_source(tmp_path: Path) -> None:
    package = tmp_path / "agent"
    package.mkdir()
    (package / "a.py").write_text("x = 1")
    before = code_fingerprint(tmp_path)
    assert code_fingerprint(tmp_path) == before
    (package / "prompt.md").write_text("write")
    with_prompt = code_fingerprint(tmp_path)
    (package / "a.py").write_text("x = 2")
    assert len({before, with_prompt, code_fingerprint(tmp_path)}) == 3


def test_folders_of_other_jobs_come_and_go_meanwhile(tmp_path: Path) -> None:
    over = Event()

    def another_job() -> None:
        while not over.is_set():
            for number in range(20):
                (tmp_path / f"seal-{number}").mkdir()
            for number in range(20):
                (tmp_path / f"seal-{number}").rmdir()

    Stages(tmp_path, "code").run("plan", Number, ["a"], lambda: Number(value=1))
    with ThreadPoolExecutor(1) as pool:
        pool.submit(another_job)
        try:
            for _ in range(200):
                assert Stages(tmp_path, "code").run("plan", Number, ["a"], lambda: Number(value=2)).value == 1
        finally:
            over.set()
