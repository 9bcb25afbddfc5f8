"""The application with its pages, over a temporary folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.app import create_app
from api.pages.routes import open_pages
from tests.api.house import House, open_house


@contextmanager
def open_pages_house(home: Path) -> Iterator[House]:
    with open_house(home) as house:
        house.app = create_app(house.front, open_pages())
        yield house
