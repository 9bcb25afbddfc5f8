"""Post kits: limits counted as each platform counts, rules that fail when they should, nothing cut off unsaid."""

import pytest

from agent.offline import OfflinePlanner
from agent.post.limits import measure, platform_table, video_rules
from agent.post.write import checked, rules_of, write_post_kit, write_post_kits
from domain.brief import Brief, Platform
from domain.post import PostKit
from tests.agent.briefs import BARE, DRESS, MAXIMAL, NAMES, ODD, example

EVERY: tuple[Platform, ...] = ("douyin", "kuaishou", "xiaohongshu", "tiktok", "reels", "shorts")
SOURCES = [*(example(name) for name in NAMES), BARE, DRESS, MAXIMAL, *ODD]


def kit_of(source: Brief, platform: Platform) -> PostKit:
    mark = "AI生成" if source.language == "zh" else "AI-generated"
    return write_post_kit(OfflinePlanner().plan(source), source, platform, mark)


def failed(kit: PostKit) -> list[str]:
    return [rule.rule for rule in kit.rules if not rule.passed]


@pytest.mark.parametrize(
    ("text", "count", "length"),
    [
        ("保温杯 abc", "xiaohongshu", 5),
        ("abc", "xiaohongshu", 2),
        ("好🔥", "xiaohongshu", 3),
        ("👍🏽", "xiaohongshu", 2),
        ("好🔥", "utf16", 3),
        ("好🔥", "bytes", 7),
        ("好🔥", "characters", 2),
        ("", "xiaohongshu", 0),
    ],
)
def test_characters_are_counted_as_the_platform_counts_them(text: str, count: str, length: int) -> None:
    assert measure(text, count) == length  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda b: b.product.name[:20])
def test_every_kit_keeps_to_its_platform_and_says_nothing_new(source: Brief, language: str) -> None:
    source = source.model_copy(update={"language": language, "platforms": EVERY})
    script = OfflinePlanner().plan(source)
    for kit in write_post_kits(script, source, "AI生成").kits:
        assert [rule for rule in failed(kit) if rule != "title length"] == [], kit
        assert [one for one in kit.objections if one.rule == "claim"] == []
        assert kit.text.startswith("【AI生成】")
        assert kit.disclosures
        assert all(rule.source for rule in kit.rules)


@pytest.mark.parametrize("platform", EVERY)
def test_the_examples_pass_everywhere(platform: Platform) -> None:
    for name in NAMES:
        kit = kit_of(example(name, platforms=[platform]), platform)
        assert kit.passed, (failed(kit), kit.objections)


def test_disclosure_fields_have_their_exact_names() -> None:
    names = {platform: [one.field for one in rules_of(platform).disclosures] for platform in EVERY}
    assert names["tiktok"] == ["is_aigc", "video_made_with_ai"]
    assert names["reels"] == ["is_ai_generated"]
    assert names["shorts"] == ["status.containsSyntheticMedia"]
    assert (names["douyin"], rules_of("douyin").disclosures[0].value) == (["自主声明"], "内容由AI生成")


def test_what_was_left_out_is_said() -> None:
    kit = kit_of(example("earbuds"), "xiaohongshu")
    assert any("a shorter title was taken" in note for note in kit.notes)
    tight = kit_of(example("thermos", seconds=60), "douyin")
    whole = " ".join(scene.narration for scene in OfflinePlanner().plan(example("thermos", seconds=60)).scenes)
    assert tight.caption in whole.replace(" ", "") or tight.notes or len(whole) < 300


def test_each_rule_can_fail() -> None:
    source = example("thermos")
    kit = kit_of(source, "xiaohongshu")

    def broken(**changes: object) -> list[str]:
        return failed(checked(kit.model_copy(update=changes), source, 20.0))

    assert broken(title="字" * 21) == ["title length"]
    assert broken(title="") == ["title length"]
    assert broken(caption="字" * 1001) == ["caption with mark and hashtags length"]
    assert broken(cover_text="字" * 40) == ["cover text length"]
    assert broken(hashtags=tuple(f"标签{'甲乙丙丁戊己庚辛壬癸子'[i]}" for i in range(11))) == ["hashtags"]
    assert broken(hashtags=("two words",)) == ["hashtags are single words, each once"]
    assert broken(mark="") == ["mark in words"]
    assert [r.rule for r in video_rules(rules_of("shorts"), 200.0, "16:9", 10) if not r.passed] == [
        "video length", "video shape",
    ]  # fmt: skip
    assert [r.passed for r in video_rules(rules_of("reels"), 20.0, "9:16", 301_000_000)] == [True, False]


def test_an_edited_kit_is_checked_for_claims_and_law() -> None:
    source = example("thermos")
    kit = kit_of(source, "douyin")
    wrong = checked(kit.model_copy(update={"title": "全网第一保温杯，保温 48 小时"}), source, 20.0)
    assert not wrong.passed
    assert {"claim"} < {one.rule for one in wrong.objections if one.severity == "block"}


def test_limits_are_dated_and_sourced() -> None:
    table = platform_table()
    assert table.dated.year >= 2026
    assert set(table.platforms) == set(EVERY)
