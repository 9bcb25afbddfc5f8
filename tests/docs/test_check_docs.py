"""The documentation check can fail: each kind of gap is found in a made-up project."""

from pathlib import Path

import pytest

from scripts.check_docs import code_blocks, commands, coverage, links


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs/adr").mkdir(parents=True)
    (tmp_path / "Makefile").write_text("demo:\n\techo\ntest: demo\n")
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["numpy>=2"]\n[project.optional-dependencies]\ndev = ["ruff[x]==1"]\n'
    )
    return tmp_path


def block(kind: str, code: str) -> str:
    return f"```{kind}\n{code}\n```\n"


def gaps(project: Path, text: str) -> list[str]:
    return list(code_blocks({project / "README.md": text}, project))


def test_what_no_page_names_is_found(project: Path) -> None:
    found = "\n".join(coverage(project))
    for gap in (
        "command or option 'vitrine make'", "option '--aspect'", "setting 'producer'", "field 'selling_points'",
        "template 'spotlight'", "dependency 'numpy'", "dependency 'ruff'", "check 'V1'", "field 'overlays'",
    ):  # fmt: skip
        assert gap in found


def test_a_word_inside_another_does_not_count(project: Path) -> None:
    (project / "docs/settings.md").write_text("homework crf_x")
    found = "\n".join(coverage(project))
    assert "setting 'home'" in found
    assert "setting 'crf'" in found


def test_links_that_lead_nowhere(project: Path) -> None:
    (project / "there.md").write_text("# A Heading, 1\n")
    page = project / "README.md"
    page.write_text(
        "# Here\n[a](there.md) [b](there.md#a-heading-1) [c](gone.md) [d](there.md#no)\n"
        "[e](https://x.example) [f](#here)\n"
    )
    assert [line.split(": ", 1)[1] for line in links({page: page.read_text()})] == [
        "link to 'gone.md' leads nowhere",
        "there is no heading '#no' in there.md",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "vitrine make brief.yaml --template auto --aspect 1:1 --seconds 9",
        "VITRINE_PRODUCER=ACME vitrine make brief.yaml  # as in a shell",
        ".venv/bin/vitrine verify out/mug.mp4 --json",
        "vitrine --version",
        "make test",
        "ls -la",
    ],
)
def test_commands_that_work(project: Path, line: str) -> None:
    assert gaps(project, block("sh", line)) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("vitrine mkae brief.yaml", "no such command"),
        ("vitrine render", "Missing argument"),
        ("vitrine make brief.yaml --colour red", "No such option"),
        ("vitrine make examples/no.yaml", "there is no 'examples/no.yaml'"),
        ("make lunch", "make has no target 'lunch'"),
    ],
)
def test_commands_that_do_not(project: Path, line: str, reason: str) -> None:
    (found,) = gaps(project, block("sh", line))
    assert reason in found


def test_briefs_settings_and_variables_are_checked(project: Path) -> None:
    assert gaps(project, block("yaml", "product:\n  name: x\n  images: [a.jpg]\nsecs: 9"))
    assert not gaps(project, block("yaml", "product:\n  name: x\n  images: [a.jpg]\nseconds: 9"))
    assert gaps(project, block("toml", 'prodcer = "x"'))
    assert gaps(project, "Set VITRINE_PRODUCR.")
    assert not gaps(project, "Set VITRINE_PRODUCER.")


def test_commands_of_groups_and_groups_that_are_commands_are_found() -> None:
    assert set(commands()) >= {"make", "verify", "ledger find", "presenters", "presenters add"}
    assert "ledger" not in commands()
