"""The pages on a slow phone: how soon each can be used, and what it weighs (four times slower CPU, fast 3G)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from api.app import create_app
from api.opening import open_front
from api.pages.routes import open_pages
from benchmarks.jobs import PRODUCER
from benchmarks.report import Figure
from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.terms import VERSION
from pipeline.settings import Settings

_CHROMIUM = Path("/usr/bin/chromium")
_QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
          "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip
_FAST_3G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
"""1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back."""
_EMAIL, _PASSWORD = "bench@example.com", "lemon harbour at noon"
_PAGES = {"sign in": "/login", "home": "/", "new video": "/new", "videos": "/videos", "verify": "/verify"}
_USABLE = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def page_figures(folder: Path) -> list[Figure]:
    """One figure for each page: milliseconds from a cold start until its scripts have run; and the heaviest."""
    if not _CHROMIUM.exists():
        return []
    found, weights = [], []
    with _serving(folder / "pages") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        for name, path in _PAGES.items():
            milliseconds, weight = _load(browser, url, path)
            found.append(Figure(f"page '{name}' usable on a slow phone", milliseconds, "ms", 1000, "at most"))
            weights.append(weight)
        browser.close()
    return [*found, Figure("heaviest page without pictures", max(weights) / 1000, "kB", 150, "at most")]


def _load(browser: Browser, url: str, path: str) -> tuple[float, int]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(f"{url}/login")  # the browser and the server have woken up, and nothing of this stays in the cache
    if path != "/login":
        page.locator("#email").fill(_EMAIL)
        page.locator("#password").fill(_PASSWORD)
        page.locator("#login button").click()
        page.wait_for_url(f"{url}/")
    sizes: list[int] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", _FAST_3G)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    kinds = ("document", "script", "stylesheet", "font", "fetch")
    page.on(
        "requestfinished",
        lambda one: sizes.append(one.sizes()["responseBodySize"] if one.resource_type in kinds else 0),
    )
    page.goto(url + path, wait_until="domcontentloaded", timeout=60_000)
    page.wait_for_timeout(2000)
    usable = float(page.evaluate(_USABLE))
    context.close()
    return usable, sum(sizes)


@contextmanager
def _serving(home: Path) -> Iterator[str]:
    front = open_front(Settings(home=home, producer=PRODUCER))
    front.terms.accept(front.accounts.create(NewAccount(_EMAIL, password=_PASSWORD)), VERSION, "127.0.0.1")
    server = uvicorn.Server(
        uvicorn.Config(create_app(front, open_pages()), host="127.0.0.1", port=0, log_level="warning")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
