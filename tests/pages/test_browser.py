"""The pages in a real browser: from the owner's link to a downloaded, verified video, and every page by itself."""

import re
import threading
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.opening import open_front, owner_link
from api.pages.routes import SIGNED, open_pages
from pipeline.jobs.opening import open_database, open_worker
from pipeline.settings import Settings
from pipeline.verifying import verify_labels
from tests.api.server import running
from tests.pages.browser import CHROMIUM, DESKTOP, PASSWORD, PHONE, SHIFTS, Watch, sign_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
    pytest.mark.filterwarnings("default"),
]
OUT = Path("out/pages")
HEAVIEST = 150_000
"""Bytes a page may weigh without pictures, films and sounds."""
SETTLED = (
    "Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))"
)
"""When colours that fade from one theme to the other have done so."""
CONTRAST = {"runOnly": ["color-contrast"]}
Theme = Literal["light", "dark"]


def test_from_the_owners_link_to_a_verified_file(browser: Browser, tmp_path: Path, photo: Path) -> None:
    settings = Settings(home=tmp_path / "home", producer="Test-Shop", free_space_mb=0)
    front = open_front(settings)
    worker = open_worker(settings, open_database(settings))
    worker.start()
    watch = Watch()
    try:
        with running(create_app(front, open_pages())) as server:
            page = browser.new_context(locale="en-US", viewport=DESKTOP, accept_downloads=True).new_page()  # type: ignore[arg-type]
            watch.over(page)
            page.goto(owner_link(front).replace(front.public_url, server))
            page.get_by_role("button", name="Create my account").click()
            expect(page.locator("#terms-error")).to_have_text("Please accept the terms first.")
            page.get_by_label("E-mail address").fill("ada@example.com")
            page.get_by_label("Choose a password").fill(PASSWORD)
            page.get_by_role("checkbox").check()
            page.get_by_role("button", name="Create my account").click()
            page.get_by_role("link", name="Make a video").click()
            page.locator("#files").set_input_files(photo)
            page.get_by_label("What is it called?").fill("Stoneware mug")
            page.get_by_label("What makes it good?").fill("Holds 300 ml")
            page.locator("#seconds").fill("6")
            page.get_by_label("TikTok").check()
            expect(page.locator(".tile[aria-label]")).to_have_count(1)
            page.get_by_role("button", name="Make the video").click()
            page.wait_for_url(re.compile("/videos/vid_"))
            page.reload()  # progress is the server's, not the tab's
            expect(page.locator(".stages [aria-current=step]")).to_have_count(1)
            page.locator(".player video").wait_for(timeout=240_000)
            expect(page.locator("#labels .badge")).to_have_text(re.compile(r"^(\d+) of \1 checks hold$"))
            expect(page.get_by_role("tab", name="TikTok")).to_be_visible()
            OUT.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=OUT / "video.png", full_page=True)
            with page.expect_download() as download:
                page.get_by_role("link", name="Download video").click()
            film = tmp_path / "film.mp4"
            download.value.save_as(film)
            page.goto(f"{server}/verify")
            page.locator("input[type=file]").set_input_files(film)
            expect(page.locator("#results .badge")).to_have_text("Every check holds", timeout=60_000)
    finally:
        threading.Thread(target=worker.stop, args=(5,)).start()
    assert verify_labels(film, settings).passed
    assert watch.said == []
    assert len(watch.hosts) == 1


def test_signing_in_uploads_that_are_refused_and_fields_that_do_not_hold(
    browser: Browser, shared: str, tmp_path: Path
) -> None:
    page = browser.new_context(locale="en-US").new_page()
    page.goto(f"{shared}/new")
    page.get_by_label("E-mail address").fill("ada@example.com")
    page.get_by_label("Password").fill("no password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("No account has this address and password.")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{shared}/new")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo")
    page.locator("#files").set_input_files(broken)
    expect(page.locator(".tile.refused")).to_contain_text("“broken.jpg” is not a photo or clip")
    page.get_by_role("button", name="Remove broken.jpg").click()
    expect(page.locator(".tile")).to_have_count(0)
    page.get_by_label("Price", exact=True).fill("80")
    page.get_by_role("textbox", name="Sale price").fill("99")
    page.get_by_role("button", name="Make the video").click()
    expect(page.locator("#files-error")).to_have_text("Add at least one photo or clip of the product.")
    expect(page.locator("#name-error")).to_have_text("Tell us what the product is called.")
    expect(page.locator("#sale_price-error")).to_have_text("The sale price is above the price.")
    page.get_by_label("What is it called?").fill("Mug")
    expect(page.locator("#name-error")).to_be_empty()
    page.reload()
    expect(page.get_by_label("What is it called?")).to_have_value("Mug")


def test_a_brief_by_keyboard_alone(browser: Browser, shared: str, photo: Path) -> None:
    page = sign_in(browser.new_context(locale="en-US"), shared)
    page.goto(shared)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    _tab_to(page, ".hero a.main")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{shared}/new")
    page.locator("#files").set_input_files(photo)  # the system's file dialogue is the browser's own
    _tab_to(page, "#name")
    page.keyboard.type("Mug")
    _tab_to(page, "#go")
    expect(page.locator(".tile[aria-label]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/videos/vid_"))
    expect(page.get_by_role("heading", name="Mug")).to_be_visible()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element is focused."""
    wanted = page.locator(selector)
    for _ in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"no way to {selector}")


@pytest.mark.parametrize(("language", "themes"), [("en", ("dark", "light")), ("zh", ("light", "dark"))])
def test_every_page_is_accessible_light_and_does_not_jump(
    browser: Browser, shared: str, language: str, themes: tuple[Theme, Theme]
) -> None:
    """Each page on a phone in one theme, then wider and in the other, where only its colours can be at fault."""
    context = browser.new_context(
        locale="zh-CN" if language == "zh" else "en-US", viewport=PHONE, color_scheme=themes[0]
    )
    page, axe = sign_in(context, shared), Axe()
    OUT.mkdir(parents=True, exist_ok=True)
    for path, name in {**SIGNED, "/login": "login", "/terms": "terms"}.items():
        watch, single = Watch(), context.new_page()
        watch.over(single)
        single.goto(
            shared + path.replace("{video}", "vid_none").replace("{batch}", "bat_none"), wait_until="networkidle"
        )
        assert single.evaluate(SHIFTS) < 0.02, name
        for theme, size, options in ((themes[0], PHONE, None), (themes[1], DESKTOP, CONTRAST)):
            single.set_viewport_size(size)
            single.emulate_media(color_scheme=theme)
            single.evaluate(SETTLED)
            assert single.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
            found = axe.run(single, options=options).response["violations"]
            grave = [one for one in found if one["impact"] in ("serious", "critical")]
            nodes = [(one["id"], node["html"][:120]) for one in grave for node in one["nodes"][:3]]
            assert not nodes, (name, theme, nodes)
            single.screenshot(path=OUT / f"{name}-{language}-{theme}.png", full_page=name not in ("docs",))
        assert [line for line in watch.said if "404" not in line] == [], name
        assert sum(watch.weights.values()) <= HEAVIEST, (name, watch.weights)
        assert len(watch.hosts) == 1
        single.close()
    page.close()
    context.close()
