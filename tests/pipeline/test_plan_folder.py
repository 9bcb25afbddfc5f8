"""Plans as folders: steps kept, edits used, what changed taken anew, and a video made from them."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.offline import OfflinePlanner
from domain.brief import Brief
from domain.errors import BriefError
from domain.plan import STEPS
from domain.post import PostKits
from media.fonts import load_font_book
from pipeline.make import Order, make
from pipeline.plan_folder import PlanFolder
from pipeline.plan_steps import WritersRoom, take_steps
from pipeline.revising import revise
from tests.pipeline.fakes import draw_photo, open_fake_studio

EXAMPLES = Path(__file__).parents[2] / "examples" / "briefs"
WRITERS = WritersRoom((OfflinePlanner(),))


def brief(**changes: object) -> Brief:
    stated = yaml.safe_load((EXAMPLES / "thermos.yaml").read_text(encoding="utf-8"))
    stated["product"]["images"], stated["product"]["videos"] = ["a.jpg"], []
    return Brief.model_validate({**stated, "brand_kit": None, **changes})


def planned(folder: Path, source: Brief, until: Any = STEPS[-1]) -> PlanFolder:
    kept = PlanFolder(folder)
    done = take_steps(source, WRITERS, kept, until)
    kept.open(source, done.conversation)
    return kept


def change(file: Path, **values: object) -> None:
    told = json.loads(file.read_text(encoding="utf-8"))
    told["value"].update(values)
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_each_step_is_a_file_and_a_second_run_changes_none(tmp_path: Path) -> None:
    planned(tmp_path, brief(), "script")
    assert sorted(files(tmp_path)) == ["1-understand.json", "2-angle.json", "3-script.json", "brief.json"]
    planned(tmp_path, brief())
    before = files(tmp_path)
    assert {"4-claims.json", "5-timing.json", "6-post-kit.json"} < before.keys()
    assert planned(tmp_path, brief()).notes == []
    assert files(tmp_path) == before


def test_an_edited_step_is_used_and_what_follows_is_taken_anew(tmp_path: Path) -> None:
    planned(tmp_path, brief())
    change(tmp_path / "2-angle.json", angle="proof")
    again = planned(tmp_path, brief())
    assert again.notes[:2] == ["angle: your edit is used", "script: taken anew, because an earlier step changed"]
    assert any(scene.role == "proof" for scene in again.script().scenes)


def test_an_edited_script_outlives_a_change_before_it_and_its_checks_follow(tmp_path: Path) -> None:
    kept = planned(tmp_path, brief())
    scenes = json.loads(kept.script().model_dump_json())["scenes"]
    scenes[0]["narration"] = "保温 48 小时。"
    change(tmp_path / "3-script.json", scenes=scenes)
    change(tmp_path / "2-angle.json", angle="proof")
    again = PlanFolder(tmp_path)
    done = take_steps(brief(), WRITERS, again)
    assert "script: your edit is used" in again.notes
    assert done.check
    assert not done.check.passed


@pytest.mark.parametrize(
    ("edit", "reason"),
    [({"angle": "loud"}, "angle 'loud'"), ({"template": "nope"}, "template 'nope'"), ({"angel": "x"}, "angel")],
)
def test_a_wrong_edit_is_named(tmp_path: Path, edit: dict[str, object], reason: str) -> None:
    planned(tmp_path, brief(), "angle")
    change(tmp_path / "2-angle.json", **edit)
    with pytest.raises(Exception, match=reason):
        planned(tmp_path, brief())


def test_a_folder_without_a_plan(tmp_path: Path) -> None:
    with pytest.raises(BriefError, match=r"brief\.json"):
        PlanFolder(tmp_path).brief()
    planned(tmp_path, brief(), "angle")
    with pytest.raises(BriefError, match="no script yet"):
        revise(PlanFolder(tmp_path), "shorter", WRITERS)


def test_a_revised_script_is_what_the_video_is_made_from(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg")
    fake = open_fake_studio(tmp_path / "home", load_font_book())
    source = brief(platforms=["douyin", "tiktok"])
    before = planned(tmp_path / "plan", source).script()
    done = revise(PlanFolder(tmp_path / "plan"), "换个开头", WRITERS)
    assert done.changed == (before.scenes[0].id,)
    made = make(
        Order(source, tmp_path, tmp_path / "out", plan=PlanFolder(tmp_path / "plan")),
        fake.studio,
        lambda stage, done: None,
    )
    assert fake.planner.calls == 0
    told = json.loads((tmp_path / "out/script.json").read_text(encoding="utf-8"))
    assert told["scenes"] == json.loads(done.script.model_dump_json())["scenes"]
    assert any(note.startswith("template ") for note in made.notes)
    kits = PostKits.model_validate_json((tmp_path / "out/post-kit.json").read_bytes())
    assert [kit.platform for kit in kits.kits] == ["douyin", "tiktok"]
    assert {"video length", "video size"} <= {rule.rule for rule in kits.kits[0].rules}
    text = (tmp_path / "out/post-douyin.txt").read_text(encoding="utf-8")
    assert text.startswith("AI生成")
    assert "自主声明 = 内容由AI生成" in text


def test_a_script_that_must_not_be_published_makes_no_video(tmp_path: Path) -> None:
    draw_photo(tmp_path / "a.jpg")
    fake = open_fake_studio(tmp_path / "home", load_font_book())
    kept = planned(tmp_path / "plan", brief())
    scenes = json.loads(kept.script().model_dump_json())["scenes"]
    scenes[1]["headline"] = "全网第一"
    change(tmp_path / "plan/3-script.json", scenes=scenes)
    with pytest.raises(BriefError, match="cannot be published"):
        make(Order(brief(), tmp_path, tmp_path / "out", plan=kept), fake.studio, lambda stage, done: None)
    assert not (tmp_path / "out").exists()
