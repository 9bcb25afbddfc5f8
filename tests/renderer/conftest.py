import pytest

from domain.fonts import FontBook
from media.fonts import load_font_book


@pytest.fixture(scope="session")
def fonts() -> FontBook:
    return load_font_book()
