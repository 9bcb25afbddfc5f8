"""A product page as the brief: its photos, its notes, and a file that loads."""

import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from domain.errors import BriefError
from pipeline.briefs import load_brief
from pipeline.page_brief import brief_from_page
from tests.media.web import Site, page, serve


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with serve(tmp_path) as running:
        done, photo = cv2.imencode(".jpg", np.full((64, 64, 3), 120, np.uint8))
        assert done
        running.pages["/a.jpg"] = page(photo.tobytes(), "image/jpeg")
        running.pages["/b.jpg"] = page(b"<svg/>", "image/jpeg")
        yield running


def put(site: Site, **changes: object) -> str:
    offer = {"price": "129", "priceCurrency": "CNY"}
    product = {
        "@type": "Product",
        "name": "保温杯",
        "image": ["/a.jpg", "/b.jpg", "/gone.jpg"],
        "offers": offer,
        **changes,
    }
    text = f'<html><script type="application/ld+json">{json.dumps(product)}</script></html>'
    site.pages["/p"] = page(text.encode(), "text/html")
    return site.url("/p")


def test_a_page_becomes_a_brief_with_photos_that_loads_again(site: Site, tmp_path: Path) -> None:
    found = brief_from_page(put(site), site.fetcher())
    assert found.brief.language == "zh"
    assert [photo.url for photo in found.photos] == [site.url("/a.jpg")]
    assert [note.partition(":")[0] for note in found.notes] == ["photo 2 was left out", "photo 3 was left out"]
    file = tmp_path / "out" / "brief.yaml"
    found.write(file)
    assert load_brief(file) == found.brief
    assert (file.parent / found.brief.product.images[0]).read_bytes() == found.photos[0].data


def test_what_does_not_fit_is_noted_and_a_price_without_a_currency_is_left_out(site: Site) -> None:
    found = brief_from_page(put(site, name="Very long name " * 20, offers={"price": "5"}), site.fetcher())
    assert len(found.brief.product.name) <= 120
    assert found.brief.product.price is None
    assert any("name was shortened" in note for note in found.notes)
    assert any("names no currency" in note for note in found.notes)


def test_a_page_without_photos_makes_no_brief(site: Site) -> None:
    with pytest.raises(BriefError, match="no photo"):
        brief_from_page(put(site, image=["/gone.jpg"]), site.fetcher())


def test_a_page_cannot_name_where_its_photos_are_kept(site: Site) -> None:
    found = brief_from_page(put(site, name="../../etc/passwd"), site.fetcher())
    assert found.photos[0].name == "etc-passwd/photo-1.jpg"
