"""`vitrine templates`: the list, and a labelled sheet."""

from pathlib import Path

import cv2
import pytest

from templates.catalogue import template_names
from tests.cli.conftest import Vitrine


def test_the_list_names_every_template(vitrine: Vitrine) -> None:
    shown = vitrine("templates")
    assert shown.code == 0
    assert all(name in shown.out for name in template_names())


@pytest.mark.slow
def test_a_preview_is_a_labelled_picture(vitrine: Vitrine, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_PRODUCER", "ACME")
    name, out = template_names()[0], place / "sheets/a.jpg"
    shown = vitrine("templates", "--preview", name, "--aspect", "1:1", "--language", "en", "--out", out)
    assert shown.code == 0, shown.err
    assert [path.name for path in out.parent.iterdir()] == ["a.jpg"]
    height, width, _ = cv2.imread(str(out)).shape
    assert width > height > 400
    checked = vitrine("verify", out)
    assert checked.code == 0, checked.out
