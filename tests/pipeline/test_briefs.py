"""Briefs from files: every mistake names the field, the reason and the remedy."""

from pathlib import Path

import pytest

from domain.brief import Brief
from domain.errors import BriefError
from pipeline.briefs import load_brand_kit, load_brief, override

GOOD = "product:\n  name: 保温杯\n  images: [a.jpg]\n"
OPTIONS = {"seconds": "--seconds", "aspects": "--aspect"}


def load(folder: Path, text: str, name: str = "brief.yaml") -> Brief:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load_brief(path)


def refusal(folder: Path, text: str, name: str = "brief.yaml") -> BriefError:
    with pytest.raises(BriefError) as caught:
        load(folder, text, name)
    return caught.value


def test_a_short_brief_takes_the_defaults(tmp_path: Path) -> None:
    brief = load(tmp_path, GOOD)
    assert (brief.product.name, brief.seconds, brief.aspects, brief.language) == ("保温杯", 20, ("9:16",), "zh")


def test_the_same_brief_as_json(tmp_path: Path) -> None:
    text = '{"product": {"name": "保温杯", "images": ["a.jpg"], "price": 129.00, "currency": "CNY"}, "seconds": 12}'
    assert load(tmp_path, text, "brief.json") == load(
        tmp_path, GOOD + "  price: 129.00\n  currency: CNY\nseconds: 12\n"
    )


def test_every_example_is_a_valid_brief() -> None:
    paths = sorted(Path("examples/briefs").glob("*.yaml"))
    assert paths
    assert all(load_brief(path).product.name for path in paths)


def test_an_aspect_asked_for_twice_counts_once(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD + "aspects: [1:1, 9:16, 1:1]\n").aspects == ("1:1", "9:16")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (GOOD + "secnds: 9\n", "secnds (line 4) is not a known field", "did you mean 'seconds'?"),
        (
            GOOD + "  colour: red\n",
            "product.colour (line 4) is not a known field",
            "known: after, before, brand, category",
        ),
        (GOOD + "seconds: 36000\n", "seconds (line 4) is '36000', more than 60", "6 to 60"),
        (GOOD + "seconds: 3\n", "less than 6", "6 to 60"),
        (GOOD + "seconds: 20.5\n", "not a plain number", "6 to 60"),
        (GOOD + "seconds: ten hours\n", "seconds (line 4) is 'ten hours'", "6 to 60"),
        ("product:\n  name: ''\n  images: [a.jpg]\n", "product.name (line 2) is empty", "write the product's name"),
        ("product:\n  name: '   '\n  images: [a.jpg]\n", "product.name (line 2) is empty", "write the product's name"),
        ("product:\n  name:\n  images: [a.jpg]\n", "product.name (line 2) is empty", "write the product's name"),
        ("product:\n  images: [a.jpg]\n", "product.name (line 1) is missing", "write the product's name"),
        ("product:\n  name: x\n", "needs at least one image or video", "product.images"),
        ("seconds: 9\n", "product is missing", "begin with 'product:'"),
        ("product: x\n", "product (line 1) is 'x', not fields", "begin with 'product:'"),
        (GOOD + "  price: -3\n", "product.price (line 4) is '-3', less than 0", "0 or more"),
        (GOOD + "  price: NaN\n", "product.price (line 4) is 'NaN', not a number", "0 or more"),
        (GOOD + "  price: .inf\n", "product.price (line 4) is '.inf', not a plain number", "0 or more"),
        (GOOD + "  price: 1e400\n", "product.price (line 4) is '1e400'", "0 or more"),
        (GOOD + "  price: ¥129\n", "product.price (line 4) is '¥129'", "0 or more"),
        (GOOD + "  price: 5\n  sale_price: 9\n", "sale_price 9 above price 5", "before the discount"),
        (GOOD + "  currency: yuan\n", "product.currency (line 4) is 'yuan'", "ISO 4217"),
        (GOOD + "  currency: RMB\n", "'RMB', which is not an ISO 4217 code", "write CNY"),
        (GOOD + "  currency: QQQ\n", "'QQQ', which is not an ISO 4217 code", "such as CNY"),
        (GOOD + f"  description: {'x' * 10_000}\n", "has 10000 characters, 2000 are allowed", "shorten it"),
        (GOOD + "  selling_points: one\n", "is 'one', not a list", "as a list"),
        (GOOD + "  reviews: [{author: a, rating: 9, text: b}]\n", "reviews[0].rating (line 4) is '9'", "1 to 5"),
        (GOOD + "  translations: {fr: {name: x}}\n", "key 'fr'", "'zh' or 'en'"),
        (GOOD + "language: fr\n", "language (line 4) is 'fr', which is not offered", "'zh' or 'en'"),
        (GOOD + "aspects: [4:3]\n", "aspects[0] (line 4) is '4:3'", "9:16"),
        (GOOD + "aspects: []\n", "aspects (line 4) has 0 entries", "9:16"),
        (GOOD + "platforms: [weibo]\n", "is 'weibo', which is not offered", "douyin"),
        (GOOD + "template: ../../etc\n", "template (line 4) is '../../etc'", "vitrine templates"),
        (GOOD + "tone: loud\n", "tone (line 4) is 'loud'", "'warm'"),
        (GOOD + "seed: -1\n", "seed (line 4) is '-1'", "repeatable"),
    ],
)
def test_one_mistake(tmp_path: Path, text: str, message: str, hint: str) -> None:
    error = refusal(tmp_path, text)
    assert message in error.message
    assert str(tmp_path / "brief.yaml") in error.message
    assert hint in error.hint


def test_many_mistakes_make_one_message(tmp_path: Path) -> None:
    text = "product:\n  nme: x\n  price: -1\n  images: []\n  currency: ab\nseconds: 0\ntone: x\n"
    error = refusal(tmp_path, text)
    assert "has 6 problems" in error.message
    assert "did you mean 'name'?" in error.message
    assert "and 1 more" in error.message


def test_json_types_are_checked_too(tmp_path: Path) -> None:
    error = refusal(tmp_path, '{"product": {"name": 316, "images": ["a.jpg"]}}', "brief.json")
    assert "product.name is '316', not text" in error.message


def test_override_replaces_and_checks(tmp_path: Path) -> None:
    brief = load(tmp_path, GOOD)
    assert override(brief, {"seconds": 9, "aspects": None}, OPTIONS).seconds == 9
    with pytest.raises(BriefError, match="--seconds is '36000', more than 60") as caught:
        override(brief, {"seconds": 36000}, OPTIONS)
    assert "6 to 60" in caught.value.hint
    with pytest.raises(BriefError, match="--aspect is '4:3'"):
        override(brief, {"aspects": ("4:3",)}, OPTIONS)


def test_brand_kit_mistake_names_the_kit(tmp_path: Path) -> None:
    kit = tmp_path / "brand.yaml"
    kit.write_text("primary: red\n")
    with pytest.raises(BriefError, match=r"brand kit '.*brand.yaml': primary \(line 1\) is 'red'") as caught:
        load_brand_kit(kit)
    assert "#RRGGBB" in caught.value.hint
