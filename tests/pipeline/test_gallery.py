"""The gallery: one picture at a time, each drawn once, none that is not in the ledger."""

import hashlib
import os
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Event

import pytest

from domain.brand import BrandKit
from domain.brief import Brief, ProductFacts
from domain.errors import LabelError, TemplateError
from pipeline.easel import Atelier
from pipeline.gallery import Gallery
from pipeline.settings import Settings
from pipeline.verifying import verify_labels
from tests.pipeline.fakes import draw_photo

BRIEF = Brief(
    product=ProductFacts(name="Stoneware mug", images=("asset:" + "a" * 64,)),
    language="en",
    seconds=6,
    template="spotlight",
)


class Drawing:
    """Writes the template's name, once it is let go."""

    def __init__(self) -> None:
        self.go, self.drawn, self.ended = Event(), list[str](), 0

    def begin(self) -> None:
        self.drawn.append("ready")

    def draw(self, brief: Brief, brand: BrandKit | None, out: Path) -> None:
        self.go.wait(10)
        self.drawn.append(brief.template)
        if brief.template == "how-to":
            raise TemplateError("how-to: slot 'steps[0]' is empty")
        out.write_bytes(brief.template.encode())

    def end(self) -> None:
        self.ended += 1


def asked(gallery: Gallery, template: str) -> "Future[bytes]":
    future = gallery.picture(BRIEF.model_copy(update={"template": template}), None)
    assert future is not None
    return future


def test_each_picture_is_drawn_once_in_order_and_errors_reach_who_asked(tmp_path: Path) -> None:
    drawing = Drawing()
    gallery = Gallery(drawing, tmp_path / "gallery", lambda sha256: True)
    gallery.expect()
    futures = [asked(gallery, name) for name in ("spotlight", "how-to", "unboxing", "spotlight")]
    drawing.go.set()
    assert futures[3].result(10) == futures[0].result(10) == b"spotlight"
    with pytest.raises(TemplateError):
        futures[1].result(10)
    assert futures[2].result(10) == b"unboxing"
    assert drawing.drawn == ["ready", "spotlight", "how-to", "unboxing"]
    assert asked(gallery, "spotlight").done()
    gallery.close()
    assert drawing.ended == 1


def test_nobody_waits_behind_too_many(tmp_path: Path) -> None:
    drawing = Drawing()
    gallery = Gallery(drawing, tmp_path, lambda sha256: True)
    given = [gallery.picture(BRIEF.model_copy(update={"seed": seed}), None) for seed in range(30)]
    assert given[0] is not None and given[-1] is None
    gallery.close()
    drawing.go.set()
    waiting = [one for one in given if one is not None]
    assert waiting[-1].cancelled()


def test_what_the_ledger_does_not_know_is_not_shown(tmp_path: Path) -> None:
    drawing, known = Drawing(), set[str]()
    drawing.go.set()
    gallery = Gallery(drawing, tmp_path, known.__contains__)
    with pytest.raises(LabelError):
        asked(gallery, "spotlight").result(10)
    known.add(hashlib.sha256(b"spotlight").hexdigest())
    assert asked(gallery, "spotlight").result(10) == b"spotlight"
    kept = next(tmp_path.glob("*.jpg"))
    kept.write_bytes(b"another")
    with pytest.raises(LabelError):
        asked(gallery, "spotlight").result(10)
    assert not kept.exists()


def test_pictures_of_yesterday_are_removed(tmp_path: Path) -> None:
    old, drawing = tmp_path / "old.jpg", Drawing()
    old.write_bytes(b"old")
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    drawing.go.set()
    asked(Gallery(drawing, tmp_path, lambda sha256: True), "spotlight").result(10)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"spotlight"]


@pytest.mark.slow
def test_a_template_is_drawn_with_the_sellers_photo_and_labelled(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", producer="Test-Shop")
    easel = Atelier(settings).easel
    draw_photo(tmp_path / "cup.jpg")
    photo = easel.studio.store.put_file(tmp_path / "cup.jpg")
    product = BRIEF.product.model_copy(update={"images": (f"asset:{photo.sha256}",)})
    brief = BRIEF.model_copy(update={"product": product})
    for name in ("still.jpg", "moving.webp"):
        easel.draw(brief, None, tmp_path / name)
        assert verify_labels(tmp_path / name, settings).passed, name
