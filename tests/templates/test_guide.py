"""Every example of the guide is read into a working template and composed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from templates.catalogue import catalogue_folder, load_template
from tests.templates import material as m

ROOT = Path(__file__).parents[2]
EXAMPLES = re.findall(r"```yaml (\w+)\n(.*?)```", (ROOT / "docs" / "templates.md").read_text("utf-8"), re.DOTALL)
BASE = (catalogue_folder() / "feature-list" / "template.yaml").read_text("utf-8")


def places() -> dict[str, Any]:
    """All places that the examples of the guide name."""
    return {name: place for kind, text in EXAMPLES if kind == "places" for name, place in yaml.safe_load(text).items()}


def with_example(kind: str, example: Any) -> dict[str, Any]:
    """A working template with the example of that kind in it."""
    tree: dict[str, Any] = yaml.safe_load(BASE)
    tree["labels"]["now"] = {"zh": "现价", "en": "Now"}
    scene = tree["scenes"]["cta"][0]
    if kind in ("palette", "slots", "effects"):
        tree[kind] = {**tree.get(kind, {}), **example}
    elif kind == "top":
        tree |= example
    elif kind == "layouts":
        scene["layouts"] = example
    elif kind == "places":
        scene["places"] |= example
    elif kind == "layers":
        plain = {"id": "plain", "look": "plain", "background": "paper", "layout": "poster", "places": places()}
        tree["scenes"]["cta"] = [plain | {"layers": [layer]} for layer in example][:1]
        tree["scenes"]["cta"][0]["layers"] = example
    else:
        tree["scenes"]["offer"].insert(0, example)
    return tree


def test_the_guide_has_examples() -> None:
    assert {kind for kind, _ in EXAMPLES} == {
        "palette",
        "slots",
        "effects",
        "top",
        "layouts",
        "scene",
        "places",
        "layers",
    }


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_of_the_guide_is_read_and_composed(number: int, tmp_path: Path) -> None:
    kind, text = EXAMPLES[number]
    tree = with_example(kind, yaml.safe_load(text))
    (tmp_path / "template.yaml").write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), "utf-8")
    spec = load_template(tmp_path)
    if kind != "layers":  # several layers of one example stand in the same place
        assert m.composed(spec).frames
