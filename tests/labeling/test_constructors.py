import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SEALED = {"LabelledVideo", "LabelledImage", "LabelledAudio", "LabelledText", "LabelledBundle", "GrantedCopy"}
OWN = {"agent", "api", "cli", "domain", "labeling", "media", "pipeline", "presenter", "renderer", "templates"}


def constructions(source: str) -> Iterator[str]:
    """Each way a sealed type is built, replaced, copied or made a subclass of in a piece of code."""
    tree = ast.parse(source)
    aliases = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            names = [named(node.func)] + [
                named(a) for a in node.args if named(node.func) in ("partial", "map", "replace")
            ]
            yield from (aliases.get(name, name) for name in names if aliases.get(name, name) in SEALED)
            if named(node.func) in ("__new__", "cast") and any(named(argument) in SEALED for argument in node.args):
                yield f"{named(node.func)} of a sealed type"
        if isinstance(node, ast.ClassDef) and any(aliases.get(named(b), named(b)) in SEALED for b in node.bases):
            yield f"class {node.name}"


def named(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_only_the_seal_builds_sealed_types() -> None:
    found = {
        str(path.relative_to(ROOT)): list(constructions(path.read_text("utf-8")))
        for package in OWN
        for path in sorted((ROOT / package).rglob("*.py"))
    }
    assert {path: what for path, what in found.items() if what} == {
        "labeling/seal.py": ["LabelledVideo", "LabelledImage"],
        "labeling/seal_audio.py": ["LabelledAudio"],
        "labeling/seal_bundle.py": ["LabelledBundle"],
        "labeling/seal_granted.py": ["GrantedCopy"],
        "labeling/seal_text.py": ["LabelledText"],
    }


@pytest.mark.parametrize(
    "code",
    [
        "LabelledVideo(path, report)",
        "domain.label.LabelledImage(path, report)",
        "from domain.label import LabelledVideo as V\nV(path, report)",
        "partial(LabelledVideo, path)",
        "object.__new__(LabelledVideo)",
        "cast(LabelledVideo, thing)",
        "class Mine(LabelledVideo): pass",
    ],
)
def test_the_search_sees_every_usual_way(code: str) -> None:
    assert list(constructions(code))


def test_the_search_lets_uses_pass() -> None:
    assert list(constructions("def export(video: LabelledVideo) -> None: print(video.path)")) == []


def test_no_setting_turns_the_labels_off() -> None:
    """The seal and the gate read no environment, and take no flag that could skip a check."""
    for path in sorted((ROOT / "labeling").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        uses = {named(node) for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)}
        assert not uses & {"environ", "getenv", "argv"}, path.name
        arguments = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for arg in node.kwonlyargs}
        assert not {name for name in arguments if name.startswith(("skip", "no_", "disable", "unsafe", "force"))}, path
