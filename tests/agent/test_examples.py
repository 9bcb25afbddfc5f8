import pytest
import yaml

from agent.wording import has_hanzi, speaks
from domain.brand import BrandKit
from domain.brief import Language
from tests.agent.briefs import EXAMPLES, NAMES, example


@pytest.mark.parametrize("name", NAMES)
def test_an_example_names_files_that_are_there(name: str) -> None:
    source = example(name)
    files = (*source.product.images, *source.product.videos, source.brand_kit or "")
    assert [file for file in files if not (EXAMPLES / file).is_file()] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_an_example_has_its_texts_in_both_languages(name: str, language: Language) -> None:
    product = example(name).product.localised(language)
    texts = (product.name, *product.selling_points, *product.specs, *(review.text for review in product.reviews))
    assert [text for text in texts if not speaks(text, language)] == []
    assert has_hanzi(product.name) == (language == "zh")


def test_a_translation_gives_the_place_its_texts_come_from() -> None:
    product = example("thermos").product
    assert product.path("name", "zh") == "product.name"
    assert product.path("name", "en") == "product.translations.en.name"
    assert product.path("price", "en") == "product.price"
    assert product.localised("zh") == product


def test_the_brand_kit_has_its_logo() -> None:
    folder = EXAMPLES.parent / "brands"
    kit = BrandKit.model_validate(yaml.safe_load((folder / "nordleaf.yaml").read_text(encoding="utf-8")))
    assert kit.logo is not None
    assert (folder / kit.logo).is_file()
