import pytest

from agent.naming import find_noun, name_product, short_name
from agent.wording import fits_headline
from domain.brief import Language, ProductFacts


def named(name: str, brand: str = "", language: Language = "zh", category: str = "") -> tuple[str, str]:
    product = ProductFacts(name=name, brand=brand, category=category, images=("a",))
    found = name_product(product, product, language)
    return found.full, short_name(found, language)


@pytest.mark.parametrize(
    ("name", "brand", "full"),
    [
        ("316 不锈钢保温杯", "北叶 NORDLEAF", "北叶 316 不锈钢保温杯"),
        ("北叶保温杯", "北叶", "北叶保温杯"),
        ("北叶316不锈钢保温杯大容量便携男女学生车载水杯高颜值情侣款刻字定制礼物", "北叶", "北叶 316 不锈钢保温杯"),
        ("【官方】法式复古碎花连衣裙 女夏季收腰显瘦长裙", "", "法式复古碎花连衣裙"),
        ("字" * 120, "某牌", "某牌"),
        ("销量第一的保温杯", "", "保温杯"),
    ],
)
def test_chinese_names_are_shortened_at_whole_words(name: str, brand: str, full: str) -> None:
    assert named(name, brand)[0] == full


@pytest.mark.parametrize(
    ("name", "brand", "full", "short"),
    [
        ("Face Serum", "NORDLEAF", "NORDLEAF Face Serum", "NORDLEAF Face Serum"),
        ("Pebble Wireless Earbuds", "北叶 NORDLEAF", "NORDLEAF Pebble Wireless Earbuds", "Pebble Wireless Earbuds"),
        (
            "Stainless Steel Vacuum Insulated Water Bottle with Carry Loop Lid, 500ml, Leakproof for Office School Gym",
            "ACME",
            "ACME Vacuum Insulated Water Bottle",
            "ACME Water Bottle",
        ),
        ("保温杯", "北叶 NORDLEAF", "NORDLEAF bottle", "NORDLEAF bottle"),
        ("X" * 120, "", "", ""),
    ],
)
def test_english_names_keep_their_head_noun(name: str, brand: str, full: str, short: str) -> None:
    assert named(name, brand, "en") == (full, short)


@pytest.mark.parametrize(
    "name", ["保温杯", "Glass", "字" * 120, "A" * 120, "帆布 托特包 " * 10, "🔥", "Two words " * 11]
)
def test_a_short_name_fits_a_headline_or_is_empty(name: str) -> None:
    for language in ("zh", "en"):
        short = named(name, "", language)[1]  # type: ignore[arg-type]  # both are languages
        assert short == "" or fits_headline(short, language)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Desk Charger Clips", "Oak Knife Holder", "Reusable Coffee Filter"])
def test_what_serves_another_thing_is_not_that_thing(name: str) -> None:
    assert find_noun(name) is None


@pytest.mark.parametrize(
    ("chinese", "english"), [("无线鼠标", "mouse"), ("理线盒", "cable box"), ("真丝衬衫", "shirt"), ("挂钟", "clock")]
)
def test_a_kind_has_its_own_word_in_the_other_language(chinese: str, english: str) -> None:
    product = ProductFacts(name=chinese, images=("a",))
    assert name_product(product, product, "en").noun == english


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("陶瓷马克杯", "马克杯"),
        ("电热水壶", "电热水壶"),
        ("Coffee Mug", "mug"),
        ("Glass Water Bottle with Straw", "water bottle"),
        ("咖啡豆收纳盒", "收纳盒"),
        ("不粘锅", "不粘锅"),
        ("锅铲", ""),
        ("Penguin", ""),
    ],
)
def test_the_kind_is_the_head_of_the_name(text: str, word: str) -> None:
    found = find_noun(text)
    assert (found[1] if found else "") == word
