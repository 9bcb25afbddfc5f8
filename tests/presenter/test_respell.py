import re

import pytest

from presenter.normalise import normalise
from presenter.respell import respell, split_by_script
from presenter.tables import RespellTable, respell_table

TABLE = RespellTable(
    phrases={"弹盖": "谈盖", "这只(?!要)": "这支"},
    phonemes={"熊": "X35"},
    erhua="r11",
    er_kept_before="童",
    er_kept_after="婴",
    yi_rising="键",
    yi_falling="款",
    yi_kept_after="第十",
)


def respelled(text: str) -> str:
    return respell(normalise(text, "zh"), TABLE).said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("保温杯", "保温杯"),
        ("按弹盖", "按谈盖"),
        ("一键", "移键"),
        ("一款", "义款"),
        ("第一款", "第一款"),
        ("十一键", "十一键"),
        ("一起", "一起"),
        ("小熊杯", "小[[X35]]杯"),
        ("这只杯", "这支杯"),
        ("这只要", "这只要"),
        ("一会儿", "一会[[r11]]"),
        ("儿童", "儿童"),
        ("婴儿车", "婴儿车"),
    ],
)
def test_only_what_is_misread_changes(text: str, said: str) -> None:
    assert respelled(text) == said


def test_tokens_keep_their_spelling_and_find_their_new_place() -> None:
    reading = respell(normalise("熊，弹盖杯", "zh"), TABLE)
    assert "".join(token.source for token in reading.tokens) == "熊，弹盖杯"
    assert [reading.said[start] for start in reading.starts] == ["[", "谈", "盖", "杯"]


def test_the_shipped_table_replaces_character_for_character() -> None:
    for phrase, said in respell_table().phrases.items():
        assert len(re.sub(r"\(\?.*?\)", "", phrase)) == len(said)


@pytest.mark.parametrize("text", ["Try the 北叶 bottle 好 now", "北叶，保温", "plain", "北叶 X"])
def test_parts_joined_are_the_line(text: str) -> None:
    parts = split_by_script(text)
    assert "".join(part for _, part in parts) == text
    assert all(bool(re.search("[\u4e00-\u9fff]", part)) is chinese for chinese, part in parts)
