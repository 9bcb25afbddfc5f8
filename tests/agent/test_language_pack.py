"""Another language is a data file: the planner writes in a made-up one from ``pack.yaml`` alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = """
from agent.offline import OfflinePlanner
from agent.review import review_script
from domain.brief import Brief
brief = Brief.model_validate({
    "product": {
        "name": "Bora Vasu", "category": "water bottle", "price": "30", "sale_price": "25", "currency": "EUR",
        "selling_points": ["Tena kalo 12 h", "Lida simpla", "Ligera na mana"],
        "specs": {"Volu": "500 ml", "Pesu": "290 g"},
        "reviews": [{"author": "Mira", "rating": 5, "text": "Bona vasu"}], "images": ["a.jpg"],
    },
    "language": "qy", "seconds": 20,
})
scripts = [OfflinePlanner().plan(brief.model_copy(update={"seed": seed})) for seed in range(4)]
assert not [found for script in scripts for found in review_script(script, brief) if found.blocks]
print("[" + ",".join(script.model_dump_json() for script in scripts) + "]")
"""


@pytest.mark.slow
def test_a_language_is_a_data_file(tmp_path: Path) -> None:
    for package in ("agent", "domain"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("pack.yaml"), tmp_path / "agent/phrases/qy.yaml")
    names = tmp_path / "domain/brief.py"  # the public format names the languages there are
    names.write_text(names.read_text(encoding="utf-8").replace('Literal["zh", "en"]', 'Literal["zh", "en", "qy"]'))
    done = subprocess.run(
        [sys.executable, "-c", CODE], cwd=tmp_path, capture_output=True, text=True, env={}, check=False
    )
    assert done.returncode == 0, done.stderr
    scripts = json.loads(done.stdout)
    texts = [" ".join(scene["narration"] for scene in script["scenes"]) for script in scripts]
    assert all("Tena kalo 12 h" in text and "€25" in text for text in texts)
    assert any("vasu" in text for text in texts)
    assert len(set(texts)) == len(texts)
    ours = {"the", "this", "you", "it", "and", "buyer", "now", "hours", "euros"}
    assert not [word for text in texts for word in text.lower().split() if word.strip(".,:?") in ours]
