"""The pages in Chinese: nothing on them is an English sentence, neither notes, errors, checks nor refusals."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.offline import OfflinePlanner
from agent.planner import plan_script
from api.pages.routes import SIGNED
from domain.errors import AssetError, DatabaseError, RenderError, SpeechError, StorageError, TemplateError, VitrineError
from domain.job import Output
from labeling.policies import image_policy, text_policy, video_policy
from labeling.regimes import Regime
from pipeline.briefs import load_brief
from pipeline.jobs.failures import TIME_LIMIT, WORKER_LOST, as_job_error
from pipeline.store.jobs import OutputRow
from templates.casting import _REMEDIES
from templates.choose import choose_template
from tests.api.house import House
from tests.pages.browser import CHROMIUM, PHONE, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.filterwarnings("default"),
]
ENGLISH = re.compile(r"(?:\b[A-Za-z][a-z']*\b[ ,]+){2}[a-z']+\b")
"""Three words in a row, the later ones in small letters: names and codes are none."""
TEXTS = """() => { const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (const details of document.querySelectorAll("details")) details.open = true;
  while (walk.nextNode()) { const text = walk.currentNode.textContent.trim();
    if (text && !walk.currentNode.parentElement.closest("code, pre, script, style, [lang=en]")) found.push(text); }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.push(one.getAttribute(name) ?? "");
  return found; }"""
REGIMES: tuple[Regime, ...] = ("CN", "EU", "US-CA")
ERRORS: tuple[VitrineError, ...] = (
    *(TemplateError(f"how-to: slot '{need}' is empty", hint=hint) for need, hint in list(_REMEDIES.items())[4:7]),
    AssetError("clip cup.mp4 cannot be decoded: Invalid data found", hint="export it as H.264 MP4"),
    RenderError("the process that draws and encodes ended 2 times: Killed",
                hint="try another photo or clip; raise job_memory_mb if it was memory"),
    SpeechError("the embedded voice was silent on '——'", hint="write the line in words"),
    StorageError("outputs: the disk is full", hint="free some space and try again"),
    DatabaseError("jobs.sqlite: the database is locked", hint="try again"),
)  # fmt: skip
UNHEARD = RenderError("segment 3 went astray for no known reason", hint="do something about it")
NOTES = [
    "script by the offline planner",
    "script by the llm planner (gpt-x), 812 + 420 tokens",
    "script by the offline planner, because none is configured",
    "2 selling points were left out: too long for one breath, or barred in advertising",
    "selling point “说明书见 https://example.com” holds a web address: it was left out",
    "selling point “保温，见 https://example.com” holds a web address: that part was left out",
    "the product is called “Thermos 水杯”: its name “Thermos Pro Max” is not in zh",
    "the product is not named: its name “水杯” is too long to be said in one breath",
    "the brand is not named: “北叶” would read as a claim that the brief does not make",
    "the brand is not named: “北叶” finds no room in the script",
    "on screen the name “水杯” is shortened to “杯”: it is too long to stand below a headline",
    "these emoji are not shown: 🔥 👍",
    "clip turn.mp4 is not shown: no scene of template gift-guide that this script has takes one; "
    "most other templates do, made for clips are lookbook and spotlight",
    "clip turn.mp4 is not shown: this script has too few scenes in which template lookbook shows a clip; "
    "ask for more seconds, or give more selling points",
    "template spotlight: the brief asks for it",
    "template spotlight: variants take turns with the templates that suit",
    "template spotlight: it suits what all variants have in common",
    "voice espeak-zh (espeak)",
    "the video is 18.2 s long, 20 s were asked for: the text sets its length",
    "presenter mei is not shown: template spotlight has no place for one",
    "the brief's facts fill 14 s, not 20 s: add selling points, specifications or reviews for more",
]


def test_no_page_note_error_or_check_speaks_english(
    browser: Browser, house: House, server: str, tmp_path: Path
) -> None:
    ada = house.front.accounts.find("ada@example.com")
    made, failed = house.submit(ada).id, house.submit(ada).id
    house.publish(made)
    house.change(made, "completed", notes=[*NOTES, *_reasons()])
    _publish_labels(house, made)
    page = sign_in(browser.new_context(locale="zh-CN", viewport=PHONE), server)  # type: ignore[arg-type]
    for path in SIGNED:
        page.goto(server + path.replace("{video}", made).replace("{batch}", "bat_none"))
        page.wait_for_load_state("networkidle")
        _is_chinese(page, path)
    page.goto(f"{server}/videos/{made}")
    expect(page.locator("#labels li")).not_to_have_count(0)
    _is_chinese(page, "a finished video")
    expect(page.locator("details [lang=en]")).to_have_count(0)
    for error in (*map(as_job_error, ERRORS), TIME_LIMIT, WORKER_LOST):
        house.change(failed, "failed", error=error.model_dump())
        page.goto(f"{server}/videos/{failed}")
        expect(page.locator(".notice")).to_contain_text("没能生成")
        _is_chinese(page, error.message)
        expect(page.locator("details [lang=en]")).to_have_count(0)
    house.change(failed, "failed", error=as_job_error(UNHEARD).model_dump())
    page.goto(f"{server}/videos/{failed}")
    expect(page.locator(".notice")).to_contain_text("绘制或编码失败")
    expect(page.locator("details [lang=en]").first).to_have_text(UNHEARD.message)
    _is_chinese(page, "an error without a translation")
    _refused(page, server, tmp_path)


def _refused(page: Page, server: str, folder: Path) -> None:
    """Files that nobody can read, and a catalogue without a name."""
    (folder / "broken.jpg").write_bytes(b"no photo")
    (folder / "shop.csv").write_text("colour,size\nred,2\n")
    for path, zone, said in (("/new", "#files", "不是可以读取的"), ("/verify", "input[type=file]", "无法检查")):
        page.goto(server + path)
        page.locator(zone).set_input_files(folder / "broken.jpg")
        expect(page.locator("#main")).to_contain_text(said)
        _is_chinese(page, f"a broken file at {path}")
    page.goto(f"{server}/batches")
    page.locator("#drop input").set_input_files(folder / "shop.csv")
    expect(page.locator("#problem")).to_contain_text("没有商品名称列")
    _is_chinese(page, "a catalogue without names")


def _is_chinese(page: Page, what: str) -> None:
    said = [text for text in page.evaluate(TEXTS) if ENGLISH.search(text)]
    assert said == [], what


def _reasons() -> list[str]:
    """Why the offline planner chooses which template, for every example and what it notes."""
    found = []
    for path in sorted(Path("examples/briefs").glob("*.yaml")):
        brief = load_brief(path).model_copy(update={"template": "auto"})
        script = plan_script(brief, [OfflinePlanner()])
        name, why = choose_template(brief, script)
        found += [f"template {name}: {why}", *script.written_by.notes]
    return found


def _publish_labels(house: House, video: str) -> None:
    """A label report with every check there is, none of which holds."""
    policies = {"video": video_policy(REGIMES), "cover": image_policy(REGIMES), "captions": text_policy("srt")}
    report = {
        name: {"checks": [
            {"clause": one.clause, "check": one.name, "bound": one.bound, "measured": "", "passed": False}
            for one in policy.checks  # type: ignore[attr-defined] # each of its own kind
        ]}
        for name, policy in policies.items()
    }  # fmt: skip
    file = house.home / "labels.json"
    file.write_text(json.dumps(report))
    blob = house.front.shelf.storage.put("outputs", file)
    output = Output(
        job=video, name=file.name, kind="labels", mime="application/json", sha256=blob.sha256, size=blob.size,
        created=house.front.now(),
    )  # fmt: skip
    with house.front.database.session() as session:
        owner = house.front.accounts.find("ada@example.com").id
        session.add(OutputRow(**output.model_dump(exclude={"job"}), job_id=video, owner=owner))
