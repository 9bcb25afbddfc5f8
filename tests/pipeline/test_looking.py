"""Looking: what is shown of a brief is what would be made of it."""

import re
from pathlib import Path

import pytest

from agent.offline import OfflinePlanner
from domain.brief import Language
from domain.layers import CaptionLayer
from domain.timeline import Timeline
from media.fonts import load_font_book
from pipeline.briefs import load_brief
from pipeline.looking import rehearse_brief
from pipeline.plan_steps import Forgetful, WritersRoom, take_steps
from tests.pipeline.fakes import open_fake_studio

EARBUDS = Path(__file__).resolve().parents[2] / "examples/briefs/earbuds.yaml"
"""Planned in steps, its selling points change places."""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_script_is_the_one_that_making_the_video_would_write(tmp_path: Path, language: Language) -> None:
    brief = load_brief(EARBUDS).model_copy(update={"language": language})
    studio = open_fake_studio(tmp_path, load_font_book()).studio
    script = take_steps(brief, WritersRoom((OfflinePlanner(),)), Forgetful(), until="script").script
    assert script
    shown = rehearse_brief(brief, EARBUDS.parent, studio)
    assert said(shown) == letters("".join(scene.narration for scene in script.scenes))


def said(timeline: Timeline) -> str:
    captions = [layer for scene in timeline.scenes for layer in scene.layers if isinstance(layer, CaptionLayer)]
    return letters(
        "".join(word.text for layer in captions for page in layer.pages for line in page.lines for word in line)
    )


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)
