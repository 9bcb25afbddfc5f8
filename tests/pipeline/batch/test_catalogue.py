"""Catalogues: encodings, delimiters, headers of shops, and rows that say what is wrong with them."""

from decimal import Decimal

import pytest

from domain.batch import BatchOptions
from domain.brief import Brief
from domain.errors import CatalogueError
from pipeline.batch.catalogue import Catalogue, read_catalogue
from pipeline.batch.cells import read_media, read_price, shortened
from pipeline.batch.guard import guarded, unguarded
from pipeline.batch.rows import Reading, read_rows

OURS = "id,name,price,currency,images\n007,保温杯,129.00,CNY,https://a.example/1.jpg\n"


def read(text: str, encoding: str = "utf-8", **options: object) -> tuple[Catalogue, Reading]:
    catalogue = read_catalogue(text.encode(encoding), "shop.csv")
    return catalogue, read_rows(catalogue, BatchOptions.model_validate(options))


def only(text: str, encoding: str = "utf-8", **options: object) -> Brief:
    _, reading = read(text, encoding, **options)
    assert not reading.errors and len(reading.asks) == 1, reading
    return reading.asks[0].brief


def codes(text: str, **options: object) -> list[tuple[int, int, str, str]]:
    return [(error.row, error.line, error.column, error.code) for error in read(text, **options)[1].errors]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_encoding_reads_the_same(encoding: str) -> None:
    assert only(OURS, encoding) == only(OURS)
    assert only(OURS).product.name == "保温杯"


def test_bytes_of_no_encoding_are_refused_not_replaced() -> None:
    for data in (b"\xef\xbb\xbfid,name\n\xff\xfe,x", b"id,name\n1,\xff\xff\xff"):
        with pytest.raises(CatalogueError, match=r"utf-8|no encoding"):
            read_catalogue(data, "shop.csv")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"id,name\n1,Mug\n2,Mu\0g\n" + b"3,Mug\n" * 9, "line 3: a zero byte"),
        (b'id,name\n1,"Mug\n2,Cup\n3,Pot\n', "line 2: a quotation mark that is not closed takes in the 2 lines"),
        (b'id,name,images\n1,"Mug,a.jpg\n2,"Cup",b.jpg\n', "line 2: a quotation mark that is not closed"),
        ("id;name\n1;Große Flasche für Gemüse\n".encode("latin-1"), "no encoding"),
        (b"\n<!DOCTYPE html><title>Log in</title>", "is a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
    ],
)
def test_files_that_are_no_catalogue_lose_no_row_in_silence(data: bytes, told: str) -> None:
    with pytest.raises(CatalogueError, match=told):
        read_catalogue(data, "shop.csv")


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_delimiters_are_found_and_text_may_hold_them(delimiter: str) -> None:
    text = OURS.replace(",", delimiter).replace("保温杯", f'"保温杯{delimiter}\n大, 号"')
    catalogue, reading = read(text)
    assert catalogue.sheet.delimiter in ("semicolon", "tab")
    assert reading.asks[0].external_id == "007"
    assert "大, 号" in reading.asks[0].brief.product.name


def test_google_prices_with_their_currency() -> None:
    brief = only(
        "id\ttitle\timage link\tadditional_image_link\tprice\tsale price\n"
        "1\tStone Mug\thttps://a.example/1.jpg?w=3,h=4\thttps://a.example/2.jpg,https://a.example/3.jpg"
        "\t1,299.00 USD\t999.00 USD\n"
    )
    product = brief.product
    assert (product.price, product.sale_price, product.currency) == (Decimal("1299.00"), Decimal("999.00"), "USD")
    assert product.images == tuple(f"https://a.example/{name}" for name in ("1.jpg?w=3,h=4", "2.jpg", "3.jpg"))
    assert brief.language == "en"


OLD = """Handle,Title,Body (HTML),Vendor,Variant SKU,Variant Price,Variant Compare At Price,Image Src
mug,Stone Mug,"<p>Made by hand.</p><ul><li>Keeps warm</li><li>Fits the shelf</li></ul>",Nord,M1,19.00,25.00,https://a.example/1.jpg
mug,,,,M2,21.00,,//a.example/2.jpg
cup,Cup,Small,,C1,9.00,0.00,http://a.example/3.jpg
"""
NEW = """Title,URL handle,Description,Vendor,SKU,Price,Compare-at price,Product image URL
Stone Mug,mug,"<p>Made by hand.</p><ul><li>Keeps warm</li><li>Fits the shelf</li></ul>",Nord,M1,19.00,25.00,https://a.example/1.jpg
,mug,,,M2,21.00,,https://a.example/2.jpg
Cup,cup,Small,,C1,9.00,,https://a.example/3.jpg
"""


@pytest.mark.parametrize("text", [OLD, NEW])
def test_shopify_lines_of_one_handle_are_one_product(text: str) -> None:
    catalogue, reading = read(text, currency="USD")
    assert catalogue.dialect.name == "shopify" and not reading.errors
    mug, cup = (ask.brief.product for ask in reading.asks)
    assert [ask.external_id for ask in reading.asks] == ["mug", "cup"]
    assert [ask.line for ask in reading.asks] == [2, 4]
    assert (mug.price, mug.sale_price, cup.price, cup.sale_price) == (25, 19, 9, None)
    assert mug.images == ("https://a.example/1.jpg", "https://a.example/2.jpg")
    assert mug.selling_points == ("Keeps warm", "Fits the shelf") and mug.description.startswith("Made by hand.")


def test_a_variant_lends_its_price_before_the_discount_to_no_other() -> None:
    text = "Handle,Title,Variant Price,Variant Compare At Price,Image Src\n"
    text += "cup,Cup,19.00,,https://a.example/1.jpg\ncup,,40.00,59.00,\n"
    product = only(text, currency="USD").product
    assert (product.price, product.sale_price) == (19, None)


def test_taobao_packets_have_three_header_lines() -> None:
    text = (
        "version 1.00\n"
        "title\tcid\tprice\tdescription\tpicture\touter_id\n"
        "宝贝名称\t宝贝类目\t宝贝价格\t宝贝描述\t新图片\t商家编码\n"
        '保温杯\t50\t129\t"<p>不锈钢</p>"\tabc:1:0:|https://img.example/a.jpg;def:1:1:|//img.example/b.jpg;\tSKU-1\n'
    )
    brief = only(text, "utf-16")
    assert (brief.product.price, brief.product.currency, brief.language) == (129, "CNY", "zh")
    assert brief.product.images == ("https://img.example/a.jpg", "https://img.example/b.jpg")


def test_amazon_headers_below_its_version_lines() -> None:
    text = (
        "TemplateType=home,Version=2026.1,,,,\nSeller SKU,Name,Bullet,Bullet,Price,Image\n"
        "item_sku,item_name,bullet_point1,bullet_point2,standard_price,main_image_url\n"
        "M1,Stone Mug,Keeps warm,Fits,19.00,https://a.example/1.jpg\n"
    )
    assert only(text, currency="USD").product.selling_points == ("Keeps warm", "Fits")


def test_meta_columns_with_paths() -> None:
    text = "id,title,price,image[0].url,video[0].url\n1,Mug,19.00 EUR,https://a.example/1.jpg,https://a.example/1.mp4\n"
    assert only(text).product.videos == ("https://a.example/1.mp4",)


def test_bad_rows_say_where_and_why_and_stop_no_good_one() -> None:
    text = (
        "id,name,price,images,seconds,template\n"
        "1,Mug,19 USD,a.jpg,,\n2,,19 USD,a.jpg,,\n3,Mug,cheap,a.jpg,,\n4,Mug,19,a.jpg,,\n"
        '5,Mug,,,,\n6,"Mug\nbig",,a.jpg,90,\n1,Mug,,a.jpg,,\n8,Mug,,a.jpg,,no-such\n9,Mug,,a.jpg,,,,x\n'
    )
    assert codes(text) == [
        (2, 3, "name", "missing_title"), (3, 4, "price", "price_invalid"), (4, 5, "price", "currency_missing"),
        (5, 6, "images", "no_media"), (6, 7, "seconds", "seconds_invalid"), (7, 9, "id", "duplicate_id"),
        (8, 10, "template", "template_unknown"), (9, 11, "", "too_many_cells"),
    ]  # fmt: skip
    assert len(read(text)[1].asks) == 1


@pytest.mark.parametrize("head", ["id,name,Name", "id,image_src,Image Src,name"])
def test_duplicate_headers_are_refused(head: str) -> None:
    with pytest.raises(CatalogueError, match="two columns"):
        read(f"{head}\n1,2,3,4\n")


def test_rows_may_choose_for_themselves() -> None:
    text = 'id,name,images,language,variants,aspects,platforms\n1,Mug,a.jpg,"en, zh-CN",2,09:16:00,"tiktok, reels"\n'
    _, reading = read(text, seconds=12)
    briefs = [ask.brief for ask in reading.asks]
    asked = [(ask.brief.language, ask.brief.seed, ask.variant, ask.several) for ask in reading.asks]
    assert asked == [("en", 7, 1, True), ("en", 7, 2, True), ("zh", 7, 1, True), ("zh", 7, 2, True)]
    assert {(brief.seconds, brief.aspects, brief.platforms) for brief in briefs} == {
        (12, ("9:16",), ("tiktok", "reels"))
    }
    assert len({ask.digest for ask in reading.asks}) == 4


def test_limits_name_what_is_too_much() -> None:
    with pytest.raises(CatalogueError, match="2000 are taken"):
        read("id,name\n" + "".join(f"{n},x\n" for n in range(2001)))
    with pytest.raises(CatalogueError, match="10 MB are read"):
        read_catalogue(b"x" * 10_000_001, "shop.csv")
    assert codes(f"id,name,images\n1,{'x' * 32_768},a.jpg\n")[0][2:] == ("name", "cell_too_long")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-5", "@a", "\tx", "'=x", "plain", "'quoted'", ""])
def test_formulas_are_quoted_and_read_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t"))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [("129.00 CNY", "129.00", "CNY"), ("¥129", "129", "CNY"), ("1.299,00 EUR", "1299.00", "EUR"), ("12", "12", "")],
)
def test_prices(text: str, amount: str, currency: str) -> None:
    found = read_price(text)
    assert found is not None and (found.amount, found.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["", "free", "129.00 XYZ", "3 for 129", "-5"])
def test_what_is_no_price(text: str) -> None:
    assert read_price(text) is None


def test_characters_that_show_nothing_or_turn_the_writing_are_left_out() -> None:
    assert only(OURS.replace("保温杯", "\u202e保温\u2066杯\x07")).product.name == "保温杯"


def test_names_of_media_and_long_titles() -> None:
    assert read_media("a.jpg, b c.jpg | d.jpg") == ("a.jpg", "b c.jpg", "d.jpg")
    assert shortened("One two three four", 10) == "One two"


def test_words_of_another_language_have_columns_of_their_own() -> None:
    text = "id,title,title_en,Product Highlight (EN),price,image_link,language\n"
    text += '1,保温杯,Thermos,Keeps hot for 12 hours|Holds 500 ml,129.00 CNY,https://a.example/1.jpg,"zh,en"\n'
    _, reading = read(text)
    assert [ask.brief.language for ask in reading.asks] == ["zh", "en"]
    said = reading.asks[1].brief.product.localised("en")
    assert (said.name, said.selling_points) == ("Thermos", ("Keeps hot for 12 hours", "Holds 500 ml"))
    assert reading.asks[0].brief.product.localised("zh").name == "保温杯"
    assert not reading.warnings


def test_words_that_nobody_translated_are_told_before_anything_is_spent() -> None:
    _, reading = read(OURS, languages=["zh", "en"])
    assert len(reading.asks) == 2
    assert [(one.column, one.code) for one in reading.warnings] == [("name", "not_translated")]
    assert "no column title_en" in reading.warnings[0].message
