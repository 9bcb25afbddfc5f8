"""Fixtures: a pen, certificates, sealed files made once per session."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from domain.asset import Asset
from domain.base import Box
from domain.layers import TextLayer
from domain.render import Render
from labeling.c2pa_sign import Ingredient
from labeling.certificates import SigningIdentity, create_chain, load_signer
from labeling.encode import encode_jpeg
from labeling.mark import mark_layer
from labeling.request import SealRequest
from labeling.seal import seal_image, seal_video
from tests.labeling.films import SMALL, Frame, Size, backdrop, encode, moving, render_of
from tests.labeling.pen import Pen

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ISSUED = datetime(2024, 1, 1, tzinfo=UTC)
SAFE = {SMALL: Box(x=20, y=50, w=290, h=450), Size(1080, 1920): Box(x=60, y=150, w=870, h=1350)}


@dataclass
class MemoryLedger:
    """The numbers taken so far."""

    taken: set[str] = field(default_factory=set)

    def claim(self, produce_id: str) -> bool:
        fresh = produce_id not in self.taken
        self.taken.add(produce_id)
        return fresh


@pytest.fixture(scope="session")
def pen() -> Pen:
    return Pen()


@pytest.fixture(scope="session")
def signer(tmp_path_factory: pytest.TempPathFactory) -> SigningIdentity:
    folder = tmp_path_factory.mktemp("certificates")
    create_chain(folder / "own", "Example Shop", ISSUED)
    return load_signer(folder / "own")


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Ingredient:
    path = tmp_path_factory.mktemp("photos") / "mug.jpg"
    path.write_bytes(encode_jpeg(backdrop(Size(320, 240))))
    asset = Asset(sha256="a" * 64, kind="image", name="mug.jpg", mime="image/jpeg", width=320, height=240)
    return Ingredient(asset, path)


@pytest.fixture
def request_for(tmp_path: Path, pen: Pen, signer: SigningIdentity, photo: Ingredient) -> SealRequest:
    return make_request(tmp_path, pen, signer, photo)


def make_request(folder: Path, pen: Pen, signer: SigningIdentity, photo: Ingredient) -> SealRequest:
    numbers = count(1)
    return SealRequest(
        title="Mug",
        version="0.1.0",
        producer="Vitrine-Demo",
        language="zh",
        safe=SAFE[SMALL],
        signer=signer,
        ingredients=(photo,),
        paint=pen.mask,
        measure=pen,
        new_id=lambda: UUID(int=next(numbers)),
        ledger=MemoryLedger(),
        created=NOW,
        quarantine=folder / "quarantine",
    )


Drawn = Callable[..., Render]


@pytest.fixture(scope="session")
def draw_render(tmp_path_factory: pytest.TempPathFactory, pen: Pen) -> Drawn:
    """Renders of small films; ``layer`` is what stands on frame n, or None."""

    def draw(
        layer: Callable[[int], TextLayer | None], frames: int = 66, size: Size = SMALL, rate: int = 30, **options: str
    ) -> Render:
        def stamp(frame: Frame, number: int) -> Frame:
            shown = layer(number)
            return pen.stamp(frame, shown) if shown else frame

        path = tmp_path_factory.mktemp("renders") / "render.mp4"
        encode(path, moving(backdrop(size), frames, stamp), size, rate, **options)
        return render_of(path, size, frames)

    return draw


@pytest.fixture(scope="session")
def zh_mark(pen: Pen) -> TextLayer:
    return mark_layer(SMALL.width, SMALL.height, SAFE[SMALL], "zh", pen)


@pytest.fixture(scope="session")
def render(draw_render: Drawn, zh_mark: TextLayer) -> Render:
    return draw_render(lambda n: zh_mark)


@pytest.fixture(scope="session")
def sealed_video(
    tmp_path_factory: pytest.TempPathFactory, render: Render, pen: Pen, signer: SigningIdentity, photo: Ingredient
) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    return seal_video(render, make_request(folder, pen, signer, photo), folder / "video.mp4").path


@pytest.fixture(scope="session")
def sealed_image(
    tmp_path_factory: pytest.TempPathFactory, zh_mark: TextLayer, pen: Pen, signer: SigningIdentity, photo: Ingredient
) -> Path:
    folder = tmp_path_factory.mktemp("sealed")
    picture = pen.stamp(backdrop(SMALL), zh_mark)
    return seal_image(picture, make_request(folder, pen, signer, photo), folder / "cover.jpg").path
