"""Take the screenshots of README and docs from the running product, with the sample brief.

    python scripts/page_pictures.py

starts `vitrine serve` over a temporary home, goes the way from the owner's link to a finished video in Debian's
Chromium, and writes docs/images/page-*.jpg.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

IMAGES = Path("docs/images")
_CHROMIUM = "/usr/bin/chromium"
_QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
_MADE_MS = 300_000


def main() -> None:
    with TemporaryDirectory() as home, serving(Path(home)) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
        set_up(page, link)
        _keep(page, "page-home")
        make_sample(page)
        _keep(page, "page-making")
        page.locator(".player video").wait_for(timeout=_MADE_MS)
        page.wait_for_timeout(1500)
        page.set_viewport_size({"width": 1280, "height": 900})
        _keep(page, "page-video")
        browser.close()


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The one-time link of a server of its own, which has stopped at the end."""
    environment = {**os.environ, "VITRINE_HOME": str(home), "VITRINE_PRODUCER": "Vitrine-Demo", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "cli", "serve", "--port", str(_free_port()), "--no-browser"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            yield re.findall(r"http\S+", said)[0]
        finally:
            server.terminate()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def set_up(page: Page, link: str) -> None:
    """The owner's account, from the link to the home page."""
    for _ in range(50):  # the link is printed before the server listens
        try:
            page.goto(link)
            break
        except Exception:  # noqa: BLE001 Playwright has one error for all that may be too early
            page.wait_for_timeout(200)
    page.get_by_label("E-mail address").fill("you@example.com")
    page.get_by_label("Choose a password").fill("a thermos on the table")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Create my account").click()
    page.get_by_role("link", name="Make a video").wait_for()


def make_sample(page: Page) -> None:
    """The sample brief, sent; shot on the way."""
    page.get_by_role("link", name="Try it with our thermos").click()
    page.locator(".tile[aria-label]").nth(1).wait_for()
    _keep(page, "page-new")
    page.get_by_role("button", name="Make the video").click()
    page.wait_for_url(re.compile("/videos/vid_"))
    page.wait_for_timeout(12_000)


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"{name}.jpg", type="jpeg", quality=82)
    print(f"{name}.jpg {(IMAGES / f'{name}.jpg').stat().st_size}")


if __name__ == "__main__":
    main()
