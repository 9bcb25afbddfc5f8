"""A portrait filmed by an engine over real HTTP, and what is shown, said and kept when the engine fails."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.base import Point
from domain.brief import Brief
from domain.errors import BriefError, SettingsError
from domain.fonts import FontBook
from domain.layers import PortraitLayer, PresenterLayer
from domain.portrait import FacePoints
from domain.presenter import Consent
from domain.timeline import Timeline
from media.fonts import load_font_book
from pipeline.export import Labels
from pipeline.make import Edit, Made, Order, make
from pipeline.settings import Settings
from pipeline.wiring import lip_sync
from presenter.duix import DuixEngine, Waiting
from presenter.filming import EnginePlace
from presenter.patience import Patience, Persistence
from tests.media.makers import clip, encoded, picture, tone
from tests.pipeline.fakes import FakeStudio, draw_photo, open_fake_studio
from tests.presenter import duix_server as day
from tests.presenter.duix_server import Answer, Service

POINTS = FacePoints(
    left_eye=Point(x=0.4, y=0.4), right_eye=Point(x=0.6, y=0.4), mouth=Point(x=0.5, y=0.6), mouth_width=0.2,
    chin=Point(x=0.5, y=0.72),
)  # fmt: skip
CONSENT = Consent(person="Li Lei", scope="product videos, spoken by an engine", given=date(2026, 11, 1))
GOOD = (day.at(20), day.done(day.clip_of))


class Shop:
    """A studio with a portrait and an engine, its service, and the folder of one brief."""

    def __init__(self, folder: Path, fake: FakeStudio, service: Service) -> None:
        self.folder, self.fake, self.service, self.now = folder, fake, service, 0.0
        persistence = Persistence(Patience(tries=2), self.sleep, lambda: 0.5)
        engine = DuixEngine(
            EnginePlace(service.url, service.folder), Waiting(answer_s=5), persistence, lambda: self.now
        )
        self.studio = replace(fake.studio, lip_sync=engine)

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def make(self, **changes: object) -> Made:
        values = {"product": {"name": "Stone Mug", "images": ["a.jpg"]}, "language": "en", "seconds": 6}
        brief = Brief.model_validate({**values, "template": "presenter", "presenter": "li-lei", **changes})
        return make(Order(brief, self.folder, self.folder / "out"), self.studio, lambda stage, done: None)

    @property
    def timeline(self) -> Timeline:
        return self.fake.renderer.timelines[-1]

    def shown(self) -> list[PortraitLayer | PresenterLayer]:
        layers = [layer for scene in self.timeline.scenes for layer in scene.layers]
        return [layer for layer in layers if isinstance(layer, PortraitLayer | PresenterLayer)]


Shops = Callable[..., Shop]


@pytest.fixture(scope="module")
def fonts() -> FontBook:
    return load_font_book()


@pytest.fixture
def shop(tmp_path: Path, fonts: FontBook) -> Iterator[Shops]:
    draw_photo(tmp_path / "a.jpg")
    (tmp_path / "me.png").write_bytes(encoded(".png", picture(240, 320)))
    (tmp_path / "shared").mkdir()
    fake = open_fake_studio(tmp_path / "home", fonts)
    fake.studio.portraits.add("li-lei", tmp_path / "me.png", CONSENT, POINTS)
    with ExitStack() as stack:
        yield lambda *queries, submits=(day.accept,): Shop(
            tmp_path, fake, stack.enter_context(day.running(tmp_path / "shared", submits, queries))
        )


def test_the_clip_becomes_the_portraits_footage(shop: Shops) -> None:
    there = shop(*GOOD)
    made = there.make()
    layers = there.shown()
    assert layers
    clips = {layer.take.asset for layer in layers if isinstance(layer, PortraitLayer) and layer.take}
    assert len(clips) == 1
    assert clips < there.timeline.used_assets()
    takes = [layer.take for layer in layers if isinstance(layer, PortraitLayer) and layer.take]
    assert [take.start_ms for take in takes] == sorted(take.start_ms for take in takes)
    assert all(take.begins > 0 for take in takes)
    assert "presenter li-lei (portrait, with consent, filmed by the lip-sync engine)" in made.notes
    assert made.exports[0].report.fallbacks == ()
    assert list((there.folder / "shared").rglob("*.*")) == []


def test_the_engine_is_asked_once_for_the_same_voice(shop: Shops) -> None:
    there = shop(*GOOD)
    there.make()
    again = there.make(aspects=["1:1"])
    assert len(there.service.orders) == 1
    assert [record.reused for record in again.stages if record.name == "lip-sync"] == [True]


@pytest.mark.parametrize("change", [{"presenter": "mei"}, {"presenter": "none"}, {"template": "spotlight"}])
def test_it_is_not_asked_where_no_portrait_presents(shop: Shops, change: dict[str, str]) -> None:
    there = shop(*GOOD)
    there.make(**change)
    assert there.service.orders == []


def a_sound(service: Service, code: str) -> None:
    tone(service.folder / "temp" / f"{code}-r.wav", "pcm_s16le", 5.0).rename(service.folder / f"temp/{code}-r.mp4")


def a_short_clip(service: Service, code: str) -> None:
    clip(service.folder / "temp" / f"{code}-r.mp4")


FAILURES = [
    ((day.at(5), day.at(20)), "stuck at 20 %"),
    ((day.status(500),), "it answers 500"),
    ((day.raw(b"{}"),), "not understood"),
    ((day.done(day.half_a_clip),), "damaged or incomplete"),
    ((day.done(day.clip_with_a_hole),), "cannot be used"),
    ((day.done(day.bytes_of(b"")),), "empty"),
    ((day.done(day.bytes_of(b"#EXTM3U\nfile:///etc/hostname\n")),), "not a"),
    ((day.done(a_sound),), "audio"),
    ((day.done(a_short_clip),), "clip is 1.0 s long"),
]


@pytest.mark.parametrize(("queries", "reason"), FAILURES, ids=[reason for _, reason in FAILURES])
def test_a_character_speaks_where_the_engine_fails_and_result_and_labels_say_so(
    shop: Shops, queries: tuple[Answer, ...], reason: str
) -> None:
    there = shop(*queries)
    made = there.make()
    layers = there.shown()
    assert layers
    assert all(isinstance(layer, PresenterLayer) for layer in layers)
    (note,) = [note for note in made.notes if "instead of li-lei, because" in note]
    assert reason in note
    written = Labels.model_validate_json(made.exports[0].labels.read_bytes())
    assert written.fallbacks == (note,)
    assert list((there.folder / "shared").rglob("*.*")) == []


def test_a_failure_is_not_kept(shop: Shops) -> None:
    there = shop(day.gave_up, *GOOD)
    assert isinstance((there.make(), there.shown())[1][0], PresenterLayer)
    assert isinstance((there.make(), there.shown())[1][0], PortraitLayer)


def test_a_revoked_portrait_is_shown_no_more_from_a_kept_timeline_or_clip(shop: Shops) -> None:
    there = shop(*GOOD)
    there.make()
    kept = there.timeline
    there.studio.portraits.revoke("li-lei")
    with pytest.raises(BriefError, match="withdrew the consent"):
        there.make()
    with pytest.raises(BriefError, match="withdrew the consent"):
        make(Edit(kept, there.folder / "again"), there.studio, lambda stage, done: None)
    assert len(there.service.orders) == 1


def test_it_is_off_until_address_and_folder_are_set(tmp_path: Path) -> None:
    assert lip_sync(Settings(home=tmp_path)) is None
    with pytest.raises(SettingsError, match="lipsync_base_url or lipsync_folder is empty"):
        lip_sync(Settings(home=tmp_path, lipsync_enabled=True, lipsync_base_url="http://127.0.0.1:8383"))
    engine = lip_sync(
        Settings(home=tmp_path, lipsync_enabled=True, lipsync_base_url="http://h:1", lipsync_folder=tmp_path)
    )
    assert engine
    assert engine.place == EnginePlace("http://h:1", tmp_path)
