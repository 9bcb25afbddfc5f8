"""A house for each test, with one account and a client that holds its key."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from domain.account import Account
from tests.api.house import House, open_house
from tests.pipeline.fakes import draw_photo


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as opened:
        yield opened


@pytest.fixture
def ada(house: House) -> Account:
    return house.account("ada@example.com")


@pytest.fixture
async def client(house: House, ada: Account) -> AsyncIterator[httpx.AsyncClient]:
    async with house.client(house.key(ada)) as opened:
        yield opened


@dataclass(frozen=True)
class Photo:
    """A photo's bytes and its name."""

    name: str
    data: bytes


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Photo:
    path = tmp_path_factory.mktemp("photo") / "cup.jpg"
    draw_photo(path)
    return Photo("cup.jpg", path.read_bytes())
