"""Check that the documentation says what the program does; prints every gap and exits with 1 if there is one.

Commands, options, settings, templates, fields and dependencies must be written down, links must lead
somewhere, and commands shown in code blocks must be ones that the command line takes.
"""

import re
import shlex
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

import yaml
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Exit, TyperException
from typer.main import get_command

from cli.app import app
from domain.brand import BrandKit
from domain.brief import Brief, ProductFacts, ProductTranslation
from domain.timeline import Timeline
from labeling.policies import audio_policy, bundle_policy, image_policy, text_policy, video_policy
from labeling.regimes import Regime
from pipeline.settings import PREFIX, Settings
from templates.catalogue import template_names

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
_VARIABLE = re.compile(rf"\b{PREFIX}([A-Z_]+)\b")


def problems(root: Path) -> list[str]:
    """Everything that is wrong with the documentation below ``root``, one line each."""
    pages = {path: path.read_text(encoding="utf-8") for path in _pages(root)}
    return [*coverage(root), *links(pages), *code_blocks(pages, root)]


def _pages(root: Path) -> list[Path]:
    return [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md")), *sorted(root.glob("examples/*.md"))]


# --- what must be written down -------------------------------------------------------------------


def coverage(root: Path) -> Iterator[str]:
    """What the program has and its page does not name."""
    yield from _unnamed(root / "docs/cli.md", "command or option", command_words())
    yield from _unnamed(root / "docs/settings.md", "setting", Settings.model_fields)
    yield from _unnamed(root / "docs/brief.md", "field", brief_fields())
    yield from _unnamed(root / "docs/timeline.md", "field", Timeline.model_fields)
    yield from _unnamed(root / "docs/templates.md", "template", template_names())
    yield from _unnamed(root / "docs/labels.md", "check", check_numbers())
    yield from _unnamed(root / "docs/dependencies.md", "dependency", dependencies(root))
    yield from _unnamed(root / "docs/adr/README.md", "decision", (p.name for p in root.glob("docs/adr/0*.md")))


def _unnamed(page: Path, what: str, words: Iterable[str]) -> Iterator[str]:
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    for word in words:
        if not re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text):
            yield f"{page.name}: {what} '{word}' is not described"


def commands() -> dict[str, TyperCommand]:
    """The commands of the command line by name; those of a group as "group name"."""
    group = get_command(app)
    if not isinstance(group, TyperGroup):
        raise TypeError("the application has only one command")
    return dict(_commands_of(group))


def _commands_of(group: TyperGroup, above: str = "") -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands_of(command, f"{above}{name} ")
            if command.invoke_without_command:
                yield f"{above}{name}", command
        elif isinstance(command, TyperCommand):
            yield f"{above}{name}", command


def command_words() -> Iterator[str]:
    """Every command and every long option."""
    yield from (option for option in _options(get_command(app)))
    for name, command in commands().items():
        yield f"vitrine {name}"
        yield from _options(command)


def _options(command: object) -> Iterator[str]:
    for parameter in getattr(command, "params", []):
        yield from (option for option in parameter.opts if option.startswith("--"))


def brief_fields() -> set[str]:
    """Every field a brief or a brand kit may have."""
    models = (Brief, ProductFacts, ProductTranslation, BrandKit)
    return {name for model in models for name in model.model_fields}


def check_numbers() -> set[str]:
    """The number of every label check of any file."""
    every: tuple[Regime, ...] = get_args(Regime)
    policies = (video_policy(every), image_policy(every), audio_policy(every), text_policy("vtt"), bundle_policy(every))
    checks = [check for policy in policies for check in policy.checks]
    return {check.clause.split()[0] for check in checks}


def dependencies(root: Path) -> set[str]:
    """Every package that pyproject.toml names."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [*project["dependencies"], *(p for group in project["optional-dependencies"].values() for p in group)]
    return {re.split(r"[\[<>=!~ ]", line)[0] for line in named}


# --- links ---------------------------------------------------------------------------------------


def links(pages: dict[Path, str]) -> Iterator[str]:
    """Links in Markdown to files or headings that are not there."""
    for page, text in pages.items():
        for target in _LINK.findall(_BLOCK.sub("", text)):
            if re.match(r"^[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            file = (page.parent / name).resolve() if name else page.resolve()
            if not file.exists():
                yield f"{page}: link to '{target}' leads nowhere"
            elif anchor and anchor not in _anchors(file.read_text(encoding="utf-8")):
                yield f"{page}: there is no heading '#{anchor}' in {file.name}"


def _anchors(text: str) -> set[str]:
    headings = _HEADING.findall(_BLOCK.sub("", text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


# --- code blocks ---------------------------------------------------------------------------------


def code_blocks(pages: dict[Path, str], root: Path) -> Iterator[str]:
    """Commands, briefs and settings shown in the documentation that the program would refuse."""
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page, text in pages.items():
        for kind, code in _BLOCK.findall(text):
            yield from (f"{page}: {problem}" for problem in _block_problems(kind, code, targets, root))
        for name in _VARIABLE.findall(text):
            if name.lower() not in Settings.model_fields:
                yield f"{page}: {PREFIX}{name} is not a setting"


def _block_problems(kind: str, code: str, targets: set[str], root: Path) -> Iterator[str]:
    if kind in ("sh", "bash", "console"):
        for line in code.replace("\\\n", " ").splitlines():
            yield from _command_problems(line.removeprefix("$ ").split(" #")[0].strip(), targets, root)
    elif kind == "yaml" and code.startswith("product:"):
        try:
            Brief.model_validate(yaml.load(code, Loader=yaml.BaseLoader))  # noqa: S506 plain text only
        except ValidationError as error:
            yield f"the brief shown is refused: {error.errors()[0]['loc']} {error.errors()[0]['msg']}"
    elif kind == "toml":
        yield from (f"'{name}' is not a setting" for name in tomllib.loads(code) if name not in Settings.model_fields)


def _command_problems(line: str, targets: set[str], root: Path) -> Iterator[str]:
    words = [word for word in shlex.split(line) if not re.match(r"^[A-Z_]+=", word)]
    if words[:1] == ["make"]:
        yield from (f"'{line}': make has no target '{word}'" for word in words[1:] if word not in targets)
    if not words or Path(words[0]).name != "vitrine":
        return
    examples = (word for word in words if word.startswith("examples/"))
    yield from (f"'{line}': there is no '{word}'" for word in examples if not (root / word).exists())
    if words[1:] in (["--version"], ["--help"], ["COMMAND", "--help"]):
        return
    known = commands()
    length = next((size for size in (3, 2) if " ".join(words[1:size]) in known), 0)
    if not length:
        yield f"'{line}': no such command"
        return
    name = " ".join(words[1:length])
    try:
        known[name].make_context(name, words[length:])
    except Exit:
        return
    except TyperException as error:
        yield f"'{line}': {error.format_message()}"


def main() -> int:
    """Print what is wrong below the current folder; 1 if anything is."""
    found = problems(Path())
    for problem in found:
        print(problem)
    print(f"docs: {len(found)} problems" if found else "docs: every command, setting, field, template and link holds")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
