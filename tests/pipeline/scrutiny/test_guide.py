"""What the guide shows to copy is nothing that the checks complain about."""

import re
from pathlib import Path

import yaml

from templates.reading import read_template
from tests.pipeline.scrutiny.starter import STARTER, faults

GUIDE = (Path(__file__).parents[3] / "docs" / "templates.md").read_text("utf-8")


def test_the_guides_scene_is_fine_in_the_starter(tmp_path: Path) -> None:
    (scene,) = re.findall(r"```yaml scene\n(.*?)```", GUIDE, re.DOTALL)
    tree = yaml.safe_load(STARTER)
    tree["scenes"]["offer"] = [yaml.safe_load(scene), *tree["scenes"]["offer"]]
    (tmp_path / "template.yaml").write_text(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True), "utf-8")
    assert faults(read_template(tmp_path / "template.yaml", "mine")) == []
