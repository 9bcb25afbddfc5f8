"""What is worked on in the pages: a script that waits, and a catalogue that becomes a batch."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.api.house import House
from tests.api.test_videos import SCRIPT
from tests.media.makers import clip
from tests.pages.browser import CHROMIUM, DESKTOP, PHONE, Watch, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.filterwarnings("default"),
]
CATALOGUE = """\
id,name,price,currency,images,seconds
A,Stoneware mug,59,CNY,cup.jpg,12
B,,49,CNY,cup.jpg,
C,Jug,much,CNY,cup.jpg,
"""


def test_a_script_is_edited_refused_mended_and_approved(browser: Browser, house: House, server: str) -> None:
    ada = house.front.accounts.find("ada@example.com")
    video = house.submit(ada).id
    house.change(video, "requires_action", script=SCRIPT, stage="preview")
    page = sign_in(browser.new_context(locale="zh-CN", viewport=PHONE), server)  # type: ignore[arg-type]
    page.goto(f"{server}/videos/{video}")
    offer = page.get_by_role("region", name="优惠")
    expect(page.locator(".timing span")).to_have_count(2)
    before = page.locator(".timing").get_attribute("aria-label")
    offer.get_by_label("口播").fill("")
    page.get_by_role("button", name="开始生成").click()
    expect(offer.locator("#offer-narration-error")).to_have_text("此处不能为空。")
    offer.get_by_label("口播").fill("第一名的保温杯，只要 49 元。")
    page.get_by_role("button", name="开始生成").click()
    expect(offer.get_by_label("口播")).to_have_attribute("aria-invalid", "true")
    expect(offer.locator("#offer-narration-error")).not_to_be_empty()
    assert house.front.desk.get(video, ada.id).status == "requires_action"
    offer.get_by_label("口播").fill("现在下单，只要 99 元。")
    expect(page.locator(".timing")).not_to_have_attribute("aria-label", str(before))
    page.get_by_role("button", name="开始生成").click()
    expect(page.locator(".stages [aria-current=step]")).to_have_text("排队等候")
    house.change(video, "in_progress")
    expect(page.locator(".stages [aria-current=step]")).to_have_text("撰写脚本")
    expect(page.locator(".stages")).to_contain_text("打标识并核验")
    expect(page.locator(".head .badge")).to_have_text("生成中")
    request = house.front.desk.get(video, ada.id).request
    assert request.script is not None
    assert [scene.narration for scene in request.script.scenes] == ["还在喝凉水？", "现在下单，只要 99 元。"]


def test_a_catalogue_is_looked_at_started_watched_and_its_results_fetched(
    browser: Browser, house: House, server: str, photo: Path, tmp_path: Path
) -> None:
    watch, shop = Watch(), tmp_path / "shop.csv"
    shop.write_text(CATALOGUE)
    page = sign_in(browser.new_context(locale="en-US", viewport=DESKTOP, accept_downloads=True), server)  # type: ignore[arg-type]
    page.goto(f"{server}/new")
    page.locator("#files").set_input_files(photo)
    expect(page.locator(".tile[aria-label]")).to_have_count(1)
    watch.over(page)
    page.goto(f"{server}/batches")
    expect(page.locator("#empty")).to_be_visible()
    page.locator("#drop input").set_input_files(shop)
    expect(page.locator("#plan .error li")).to_have_count(2)
    page.get_by_text("Columns, read as Vitrine").click()
    expect(page.locator("#plan li", has_text="name → Name")).to_be_visible()
    page.get_by_role("button", name="Make 1 video").click()
    page.wait_for_url(re.compile("/batches/bat_"))
    row = page.get_by_role("row", name="Stoneware mug")
    link = row.get_by_role("link", name="Stoneware mug")
    link.wait_for(timeout=15_000)
    house.publish((link.get_attribute("href") or "").rpartition("/")[2])
    expect(row).to_contain_text("Ready", timeout=15_000)
    expect(page.get_by_text("1 of 3 ready · 2 with errors")).to_be_visible()
    page.get_by_label("State").select_option("invalid")
    expect(page.locator("table.rows tbody tr")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="Results as CSV").click()
    download.value.save_as(tmp_path / "results.csv")
    rows = list(csv.DictReader((tmp_path / "results.csv").read_text("utf-8-sig").splitlines()))
    assert [one["_status"] for one in rows] == ["completed", "invalid", "invalid"]
    page.goto(f"{server}/batches")
    expect(page.locator("#list a")).to_have_count(1)
    assert watch.said == []


def test_finished_videos_play_beside_each_other(browser: Browser, house: House, server: str, tmp_path: Path) -> None:
    ada = house.front.accounts.find("ada@example.com")
    for number, seconds in enumerate((1, 2, 2)):
        film = clip(tmp_path / f"{number}.mp4", count=12 * seconds, size=(90, 160), moov_first=True)
        house.publish(house.submit(ada).id, film=film.read_bytes())
    page = sign_in(browser.new_context(locale="en-US", viewport=DESKTOP), server)  # type: ignore[arg-type]
    page.goto(f"{server}/videos")
    page.get_by_role("link", name="Compare").click()
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    expect(page.locator("#stage")).to_be_hidden()
    for box in boxes.all():
        box.check()
    films = page.locator("#players video")
    expect(films).to_have_count(3)
    expect(page.locator("#time")).to_have_text("0:00 / 0:02")
    page.get_by_role("button", name="Play all").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.get_by_role("button", name="Play all")).to_be_visible(timeout=15_000)
    page.wait_for_function("() => [...document.querySelectorAll('#players video')].every((film) => film.ended)")
    page.locator("#seek").fill("0.5")
    expect(page.locator("#time")).to_have_text("0:00 / 0:02")
    assert [round(film.evaluate("(film) => film.currentTime"), 1) for film in films.all()] == [0.5] * 3
    page.get_by_label("Sound").nth(1).check()
    assert [film.evaluate("(film) => film.muted") for film in films.all()] == [True, False, True]
    page.reload()
    expect(films).to_have_count(3)


def test_a_video_that_loads_slowly_plays_with_the_others_as_soon_as_it_can(
    browser: Browser, house: House, server: str, tmp_path: Path
) -> None:
    film = clip(tmp_path / "film.mp4", count=24, size=(90, 160), moov_first=True).read_bytes()
    slow, quick = (house.submit(house.front.accounts.find("ada@example.com")).id for _ in range(2))
    for name in (slow, quick):
        house.publish(name, film=film)
    page = sign_in(browser.new_context(locale="en-US", viewport=DESKTOP), server)  # type: ignore[arg-type]
    held: list[Route] = []
    page.route(f"**/v1/videos/{slow}/content", lambda route: held.append(route), times=1)
    page.goto(f"{server}/compare?v={slow}&v={quick}")
    expect(page.locator("#time")).to_have_text("0:00 / 0:02")  # of the quick one
    page.get_by_role("button", name="Play all").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    held[0].continue_()
    page.wait_for_function("() => [...document.querySelectorAll('#players video')].every((film) => film.ended)")


def test_a_short_video_that_ends_early_stays_at_its_end(
    browser: Browser, house: House, server: str, tmp_path: Path
) -> None:
    ada = house.front.accounts.find("ada@example.com")
    names = []
    for number, seconds in enumerate((1, 2)):  # the newest comes first
        film = clip(tmp_path / f"{number}.mp4", count=12 * seconds, size=(90, 160), moov_first=True)
        names.append(house.submit(ada).id)
        house.publish(names[-1], film=film.read_bytes())
    page = sign_in(browser.new_context(locale="en-US", viewport=DESKTOP), server)  # type: ignore[arg-type]
    page.goto(f"{server}/compare?v={names[0]}&v={names[1]}")
    ended = "() => [...document.querySelectorAll('#players video')].map((film) => film.ended)"
    expect(page.locator("#time")).to_have_text("0:00 / 0:02")
    long = page.locator("#players video").first
    page.locator("#seek").fill("0.7")
    long.evaluate("(film) => { film.playbackRate = 0.2; }")  # the short one runs ahead of it
    page.get_by_role("button", name="Play all").click()
    page.wait_for_function("() => document.querySelector('#players video').currentTime > 0.9")
    assert page.evaluate(ended) == [False, True]
    page.locator("#seek").fill("0.2")  # both go on from there
    long.evaluate("(film) => { film.playbackRate = 1; }")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function(f"() => ({ended})().every((over) => over)")
