"""Debian's Chromium over a real server, and what it complained about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
PASSWORD = "correct horse battery"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
SHIFTS = """() => new Promise((done) => { let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((one) => { if (!one.hadRecentInput) sum += one.value; }))
    .observe({ type: "layout-shift", buffered: true }); setTimeout(() => done(sum), 300); })"""


@dataclass
class Watch:
    """What went wrong or elsewhere while a page was open."""

    said: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    weights: dict[str, int] = field(default_factory=dict)

    def over(self, page: Page) -> None:
        page.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", self._note)
        page.on("requestfinished", self._weigh)

    def _note(self, request: Request) -> None:
        if request.url.startswith("http"):
            self.hosts.add(urlsplit(request.url).netloc)

    def _weigh(self, request: Request) -> None:
        kind = request.resource_type
        if kind in ("document", "script", "stylesheet", "font", "fetch"):
            self.weights[request.url] = request.sizes()["responseBodySize"]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def sign_in(context: BrowserContext, server: str) -> Page:
    """A page of a context where Ada is signed in."""
    answer = context.request.post(f"{server}/v1/session", data={"email": "ada@example.com", "password": PASSWORD})
    assert answer.status == 201
    return context.new_page()
