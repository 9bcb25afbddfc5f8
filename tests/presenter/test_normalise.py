import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.brief import Language
from presenter.normalise import normalise
from presenter.numerals import cardinal

ALPHABET = "北叶保温杯一二三两个件元 ，。！？、（）“”《》¥$€%℃°+-–~/×:.&@#*=…—★😀 \n\tABCabcXLÀé0123456789㎡½"


def said(text: str, language: Language = "zh") -> str:
    return normalise(text, language).said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        # what a digit or a sign means by what stands around it
        ("最大扭矩 60 N·m", "最大扭矩六十牛米"),
        ("25 ml/片", "二十五毫升每片"),
        ("3000K-5000K", "三千 K 到五千 K"),
        ("第 2 件", "第二件"),
        ("打 85 折", "打八五折"),
        ("3/8 女神节", "三八女神节"),
        ("400-800-1234", "四零零，八零零，一二三四"),
        ("1:16 比例", "一比十六比例"),
        ("RTX 4090", "R T X 四零九零"),
        ("90 后", "九零后"),
        ("≥95%", "不低于百分之九十五"),
        ("Ø12 mm", "直径十二毫米"),
        # prices
        ("¥99", "九十九元"),
        ("￥129.00", "一百二十九元"),
        ("¥99.50", "九十九点五元"),
        ("¥99元", "九十九元"),
        ("¥1,299", "一千二百九十九元"),
        ("¥99-129", "九十九到一百二十九元"),
        ("¥1.5万", "一点五万元"),
        ("99元", "九十九元"),
        ("$12.50", "十二点五美元"),
        ("USD 12", "十二美元"),
        ("99 CNY", "九十九元"),
        ("HK$88", "八十八港币"),
        # percent, discounts, fractions
        ("立减20%", "立减百分之二十"),
        ("20%-30%", "百分之二十到百分之三十"),
        ("10-20%", "百分之十到百分之二十"),
        ("3折", "三折"),
        ("8.5折", "八五折"),
        ("1/3", "三分之一"),
        # units
        ("500 ml", "五百毫升"),
        ("1.5kg", "一点五千克"),
        ("90°C", "九十摄氏度"),
        ("-18℃", "零下十八摄氏度"),
        ("低至-18℃", "低至零下十八摄氏度"),
        ("-18℃~4℃", "零下十八摄氏度到四摄氏度"),
        ("10cm-20cm", "十厘米到二十厘米"),
        ("保温杯-12小时", "保温杯十二小时"),
        ("-5", "负五"),
        ("12h", "十二小时"),
        ("5000mAh", "五千毫安时"),
        ("10×20 cm", "十乘二十厘米"),
        ("20㎡", "二十平方米"),
        # counting
        ("2个", "两个"),
        ("第2个", "第二个"),
        ("12个", "十二个"),
        ("1-2件", "一到两件"),
        ("10~20个", "十到二十个"),
        ("2000人", "两千人"),
        ("100+", "一百多"),
        ("2月", "二月"),
        # names and dates
        ("316 不锈钢", "三一六不锈钢"),
        ("304不锈钢", "三零四不锈钢"),
        ("316L 不锈钢", "三一六 L 不锈钢"),
        ("316 元", "三百一十六元"),
        ("618大促", "六一八大促"),
        ("X200", "X 二零零"),
        ("A4纸", "A 四纸"),
        ("5G网络", "五 G 网络"),
        ("2026年11月22日", "二零二六年十一月二十二日"),
        ("2026-01-05", "二零二六年一月五日"),
        ("8:30", "八点半"),
        ("10:05", "十点零五分"),
        ("10:00", "十点"),
        ("16:9", "十六比九"),
        ("13800138000", "一三八零零一三八零零零"),
        ("NORDLEAF", "nordleaf"),
        ("USB-C", "U S B C"),
        ("LED灯", "L E D 灯"),
        ("PRO", "pro"),
        ("iPhone15", "i phone 十五"),
        ("PM2.5过滤", "P M 二点五过滤"),
        ("5A级景区", "五 A 级景区"),
        ("10A插座", "十安插座"),
        ("500ml×2", "五百毫升乘二"),
        ("café", "cafe"),
        # marks
        ("“你好”，他说：“好！”", "你好，他说，好！"),
        ("杯（新款）好", "杯，新款，好"),
        ("好……真好", "好，真好"),
        ("大容量 更持久", "大容量，更持久"),
        ("《说明》—★", "说明，"),
        ("红/蓝", "红、蓝"),
        ("５００ｍｌ", "五百毫升"),
        ("好，。！", "好！"),
    ],
)
def test_chinese(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("$1.5M", "1.5 million dollars"),
        ("2026-11-26", "November 26, 2026"),
        ('a 12" screen', "a 12 inches screen"),
        ("1:16 scale", "1 to 16 scale"),
        ("0-1800 rpm", "0 to 1800 revolutions per minute"),
        ("±5%", "plus or minus 5 percent"),
        ("$12.50", "12 dollars 50"),
        ("$1", "1 dollar"),
        ("$0.99", "99 cents"),
        ("$12.05", "12 dollars and 5 cents"),
        ("£1.01", "1 pound and 1 penny"),
        ("€1,299", "1299 euros"),
        ("¥99", "99 yuan"),
        ("$10–$20", "10 to 20 dollars"),
        ("$2 million", "2 million dollars"),
        ("99 USD", "99 dollars"),
        ("20% off", "20 percent off"),
        ("500 ml", "500 millilitres"),
        ("1 L", "1 litre"),
        ("2.5kg", "2.5 kilograms"),
        ("90°C", "90 degrees Celsius"),
        ("-18°C", "minus 18 degrees Celsius"),
        ("20%–30%", "20 percent to 30 percent"),
        ("a 12-hour day", "a 12 hour day"),
        ("5 in 1", "5 in 1"),
        ("12in", "12 inches"),
        ("316 stainless steel", "three sixteen stainless steel"),
        ("316 colours", "316 colours"),
        ("founded in 1998.", "founded in 19 98."),
        ("since 2026", "since 20 26"),
        ("1998 ml", "1998 millilitres"),
        ("24/7", "twenty-four seven"),
        ("4.9/5", "4.9 out of 5"),
        ("10×20 cm", "10 by 20 centimetres"),
        ("#1", "number 1"),
        ("3rd", "3rd"),
        ("NORDLEAF's", "nordleaf's"),
        ("BUY NOW", "buy now"),
        ("NO BPA", "no B P A"),
        ("It’s", "It's"),
        ("amazon.com", "amazon dot com"),
        ("“Love it!” she said—(really)", "Love it! she said, really,"),
        ("tea & milk", "tea and milk"),
        ("SHEIN", "she in"),
        ("at 9:30am", "at 9 30 a m"),
        ("at 10:05", "at 10 oh 5"),
        ("at 8:00 pm", "at 8 p m"),
        ("at 7:00", "at 7 o clock"),
        ("a 16:9 screen", "a 16 to 9 screen"),
        ("the 1990s", "the 19 nineties"),
        ("since the 2000s", "since the 2 thousands"),
        ("the MK-2000X lamp", "the M K 2000 X lamp"),
        ("2X faster", "2 times faster"),
        ("500 ml x2", "500 millilitres times 2"),
        ("7 kg/day", "7 kilograms per day"),
        ("day/night", "day night"),
    ],
)
def test_english(written: str, spoken: str) -> None:
    assert said(written, "en") == spoken


def tokens(text: str, language: Language) -> list[str]:
    return [token.source for token in normalise(text, language).tokens]


def test_chinese_words_are_hanzi_and_whole_latin_and_number_runs() -> None:
    text = "北叶 NORDLEAF 316 不锈钢（新款），12小时、500ml，只要¥99！"
    assert tokens(text, "zh") == [
        "北", "叶 ", "NORDLEAF ", "316 ", "不", "锈", "钢", "（新", "款），", "12", "小", "时、", "500ml，",
        "只", "要", "¥99！",
    ]  # fmt: skip


def test_english_words_keep_their_punctuation_and_space() -> None:
    text = '"Hot" for 12-hour trips — only $12.50 (500 ml)!'
    assert tokens(text, "en") == ['"Hot" ', "for ", "12-hour ", "trips — ", "only ", "$12.50 ", "(500 ", "ml)!"]


@pytest.mark.parametrize("text", ["", "   ", "！？", "😀★", "カタカナ"])
def test_nothing_to_say(text: str) -> None:
    assert normalise(text, "zh").tokens == ()


@given(st.text(st.sampled_from(ALPHABET), max_size=60), st.sampled_from(["zh", "en"]))
def test_tokens_joined_are_the_text_and_point_into_what_is_said(text: str, language: Language) -> None:
    reading = normalise(text, language)
    if reading.tokens:
        assert "".join(token.source for token in reading.tokens) == text
    assert all(token.said and reading.said.startswith(token.said, start)
               for token, start in zip(reading.tokens, reading.starts, strict=True))  # fmt: skip
    assert not set(reading.said) & set("<>[]&¥$%")


@given(st.text(max_size=40), st.sampled_from(["zh", "en"]))
def test_any_text_at_all(text: str, language: Language) -> None:
    reading = normalise(text, language)
    assert "".join(token.source for token in reading.tokens) in {text, ""}


@given(st.integers(0, 9_999_999))
def test_every_price_in_chinese_says_its_own_number(amount: int) -> None:
    assert said(f"¥{amount}") == f"{cardinal(str(amount))}元"
