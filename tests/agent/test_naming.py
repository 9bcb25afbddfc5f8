import pytest

from agent.claims import ungrounded
from agent.naming import find_noun, name_product, short_name
from agent.offline import OfflinePlanner
from agent.wording import fits_headline
from domain.brief import Language, ProductFacts
from tests.agent.briefs import brief


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


@pytest.mark.parametrize(
    ("title", "brand", "category", "full"),
    [
        (
            "SoundCore Liberty 4 NC Wireless Earbuds with Adaptive Noise Cancelling and 50h Playtime, USB-C, Black",
            "Anker",
            "Earbuds",
            "SoundCore Liberty 4 NC Earbuds",
        ),
        (
            "Logitech MX Master 3S Wireless Performance Mouse - Ultra-Fast Scrolling, Ergo, 8K DPI, USB-C, Graphite",
            "Logitech",
            "Computer mice",
            "Logitech MX Master 3S Mouse",
        ),
        (
            "Ninja AF101 Air Fryer that Crisps, Roasts, Reheats, & Dehydrates, for Quick, Easy Meals, Black/Grey",
            "Ninja",
            "Kitchen",
            "Ninja AF101 Air Fryer",
        ),
        (
            "Portable Neck Fan Rechargeable Bladeless 4000mAh USB Personal Hands Free Cooling Hanging Neck Fan",
            "JISULIFE",
            "Fans",
            "JISULIFE Portable Neck Fan",
        ),
        (
            "Portable Scalp Massager Shampoo Brush Silicone Hair Scrubber Soft Bristles Wet Dry Head Scrubber",
            "FREATECH",
            "Beauty > Scalp massagers",
            "FREATECH Portable Scalp Massager",
        ),
        (
            "Ultraleichter wasserdichter Wanderrucksack 40 Liter mit Regenhülle und Rückenbelüftung für Damen",
            "Bergfuchs",
            "Rucksäcke",
            "Bergfuchs Wanderrucksack",
        ),
    ],
)
def test_a_marketplace_title_is_called_by_its_head(title: str, brand: str, category: str, full: str) -> None:
    assert named(title, brand, "en", category)[0] == full


@pytest.mark.parametrize(
    ("title", "brand", "category", "full"),
    [
        (
            "2024新款夏季薄款防晒衣女防紫外线透气冰丝防晒服户外骑行皮肤衣长袖外套",
            "蕉下",
            "女装 > 防晒衣",
            "蕉下夏季薄款防晒衣",
        ),
        ("抖音同款加厚大号透明收纳箱家用衣服玩具零食杂物储物箱带盖滑轮整理箱特大号", "", "收纳", "加厚大号透明收纳箱"),
        ("韩版ins风高级感轻奢小众设计锆石项链女锁骨链百搭学生简约冷淡风", "潮宏基", "饰品", "潮宏基项链"),
        ("解压神器减压发泄捏捏乐慢回弹可爱学生上课无聊小玩意生日礼物女生儿童", "捏趣", "捏捏乐", "捏趣捏捏乐"),
    ],
)
def test_a_stacked_chinese_title_is_called_by_its_head(title: str, brand: str, category: str, full: str) -> None:
    assert named(title, brand, "zh", category)[0] == full


STACKED = "Stainless Thermal Lid Travel Drinking Companion Reusable Leakproof Office School Commuting Hiking"


@pytest.mark.parametrize(
    ("category", "full"),
    [
        ("Home > Drinking companions", "ACME drinking companion"),
        ("Kites", "ACME kite"),
        ("Home & Kitchen", "ACME"),
        ("Electronics", "ACME"),
        ("Best kites", "ACME"),
        ("", "ACME"),
    ],
)
def test_a_title_without_a_head_is_called_by_brand_and_category(category: str, full: str) -> None:
    assert named(STACKED.replace("Drinking Companion", "Sipping"), "ACME", "en", category)[0] == full


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("brand", ["ACME", ""])
def test_a_name_by_category_rests_on_the_category(brand: str, seed: int) -> None:
    order = brief(
        {"name": STACKED, "brand": brand, "category": "Toys > Kites", "selling_points": ["Folds flat", "Soft grip"]},
        language="en",
        seed=seed,
    )
    script = OfflinePlanner().plan(order)
    texts = [text for scene in script.scenes for text in (scene.narration, scene.headline, scene.subline)]
    said = f"{brand} kite".strip()
    assert any(said.casefold() in text.casefold() for text in texts)
    grounds = {(claim.text, claim.field) for scene in script.scenes for claim in scene.claims}
    assert (said, "product.category") in grounds
    assert not brand or (brand, "product.brand") in grounds
    assert not ungrounded(script, order)


@pytest.mark.parametrize(
    ("name", "category", "this"),
    [
        ("猫咪主食罐 85g×24罐 鸡肉三文鱼幼猫湿粮罐头", "宠物 > 猫粮", "罐猫粮"),
        ("鸡肉猫粮", "", "款猫粮"),
        ("幼犬狗粮 袋装", "", "袋狗粮"),
        ("手工黑巧克力坚果礼盒", "食品 > 巧克力", "盒巧克力"),
        ("每日坚果", "", "款坚果"),
        ("薰衣草洗衣液大桶", "", "桶洗衣液"),
        ("陶瓷马克杯礼盒", "", "只马克杯"),
    ],
)
def test_a_product_is_counted_by_what_it_comes_in(name: str, category: str, this: str) -> None:
    product = ProductFacts(name=name, category=category, images=("a",))
    found = name_product(product, product, "zh")
    assert found.measure + found.noun == this


@pytest.mark.parametrize(
    ("name", "brand", "category", "full"),
    [
        (
            "Nordleaf 2024 New Women's Men's Lightweight Running Shoes Non-Slip Cushioned Walking Sneakers, Coral Red",
            "STRIDE & CO",
            "Shoes > Running",
            "STRIDE & CO Walking Sneakers",
        ),
        ("2024 New Hiking Boots", "ACME", "Outdoor > Hiking", "ACME Hiking Boots"),
    ],
)
def test_a_name_keeps_its_noun_where_the_category_says_what_it_is_for(
    name: str, brand: str, category: str, full: str
) -> None:
    assert named(name, brand, "en", category)[0] == full


def test_one_thing_that_ends_in_s_is_one() -> None:
    for name in ("Steel Thermos", "Brass Compass", "Memory Foam Mattress"):
        product = ProductFacts(name=name, images=("a",))
        assert not name_product(product, product, "en").plural
