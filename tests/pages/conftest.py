"""A browser for each module, and servers without a worker, with Ada's account."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from pipeline.accounts.accounts import NewAccount
from pipeline.accounts.terms import VERSION
from tests.api.house import House
from tests.api.server import running
from tests.pages.browser import PASSWORD, chromium
from tests.pages.house import open_pages_house
from tests.pipeline.fakes import draw_photo


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    draw_photo(tmp_path / "cup.jpg")
    return tmp_path / "cup.jpg"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_pages_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def server(house: House, browser: Browser) -> Iterator[str]:
    """Where a server of the test's own is, with Ada's account."""
    with _served(house, browser) as address:
        yield address


@pytest.fixture(scope="module")
def shared(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a server with Ada's account is, for tests that do not care what is on it."""
    with open_pages_house(tmp_path_factory.mktemp("shared")) as opened, _served(opened, browser) as address:
        yield address


@contextmanager
def _served(house: House, browser: Browser) -> Iterator[str]:
    ada = house.front.accounts.create(NewAccount("ada@example.com", "Ada", PASSWORD))
    house.front.terms.accept(ada, VERSION, "127.0.0.1")
    with running(house.app) as address:
        yield address
        for context in browser.contexts:  # the server waits for streams that a page still hears
            context.close()
