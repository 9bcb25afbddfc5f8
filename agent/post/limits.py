"""What platforms take: limits as data, counted as each platform counts, and whether a post keeps to them."""

import math
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal

from agent.data import load
from domain.base import Frozen
from domain.brief import Aspect, Platform
from domain.post import Disclosure, PostKit, RuleResult

Count = Literal["characters", "utf16", "bytes", "xiaohongshu"]

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2300-\u23ff]")
_JOINERS = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
_TAG = re.compile(r"\w{1,40}")


class TextLimit(Frozen):
    """The most of a text, and how it is counted."""

    max: int
    count: Count = "characters"
    source: str

    def measure(self, text: str) -> int:
        """How long the platform takes ``text`` to be."""
        return measure(text, self.count)


class NumberLimit(Frozen):
    """The most of something."""

    max: int
    source: str


class VideoLimit(Frozen):
    """Seconds and megabytes a video may have, and whether it must not be wider than high."""

    min_seconds: int
    max_seconds: int
    max_mb: int
    vertical: bool = False
    source: str


class PlatformRules(Frozen):
    """Everything one platform asks of a post."""

    style: Literal["short", "list"]
    title: TextLimit
    caption: TextLimit
    hashtags: NumberLimit
    cover: TextLimit
    video: VideoLimit
    disclosures: tuple[Disclosure, ...]


class PlatformTable(Frozen):
    """The rules of every platform as of a date."""

    dated: date
    platforms: dict[Platform, PlatformRules]


@cache
def platform_table() -> PlatformTable:
    """The table that comes with Vitrine."""
    return load("post/platforms.yaml", PlatformTable)


def measure(text: str, count: Count) -> int:
    """The length of a text as a platform counts it."""
    match count:
        case "characters":
            return len(text)
        case "utf16":
            return len(text.encode("utf-16-le")) // 2
        case "bytes":
            return len(text.encode())
        case "xiaohongshu":
            bare = _JOINERS.sub("", text)
            return math.ceil(sum(0.5 if c.isascii() else 2 if _EMOJI.match(c) else 1 for c in bare))


def post_text(caption: str, mark: str, hashtags: tuple[str, ...]) -> str:
    """The caption as it goes out: the mark in words at its head, the hashtags at its end."""
    tags = " ".join(f"#{tag}" for tag in hashtags)
    return "\n".join(part for part in (f"【{mark}】{caption}" if _wide(mark) else f"[{mark}] {caption}", tags) if part)


def _wide(text: str) -> bool:
    return not text.isascii()


def text_rules(kit: PostKit, rules: PlatformRules) -> tuple[RuleResult, ...]:
    """Each rule on the texts of a post."""
    return tuple(_text_rules(kit, rules))


def _text_rules(kit: PostKit, rules: PlatformRules) -> Iterator[RuleResult]:
    for name, text, limit in (
        ("title", kit.title, rules.title),
        ("caption with mark and hashtags", kit.text, rules.caption),
        ("cover text", kit.cover_text, rules.cover),
    ):
        length = limit.measure(text)
        yield RuleResult(
            rule=f"{name} length",
            passed=0 < length <= limit.max,
            measured=str(length),
            bound=f"1 to {limit.max} ({limit.count})",
            source=limit.source,
        )
    number = len(kit.hashtags)
    yield RuleResult(
        rule="hashtags",
        passed=number <= rules.hashtags.max,
        measured=str(number),
        bound=f"up to {rules.hashtags.max}",
        source=rules.hashtags.source,
    )
    odd = [tag for tag in kit.hashtags if not _TAG.fullmatch(tag)]
    double = len({tag.casefold() for tag in kit.hashtags}) != number
    yield RuleResult(
        rule="hashtags are single words, each once",
        passed=not odd and not double,
        measured=", ".join(odd) or ("one stands twice" if double else "all are"),
        bound="letters, digits and _",
        source="all platforms end a hashtag at a space or sign",
    )
    yield RuleResult(
        rule="mark in words",
        passed=bool(kit.mark) and kit.mark in kit.text[: len(kit.mark) + 2],
        measured=kit.text[:20],
        bound=f"“{kit.mark}” at the head",
        source="GB 45438-2025 §5.1",
    )


def video_rules(
    rules: PlatformRules, seconds: float, aspect: Aspect, size: int | None = None
) -> tuple[RuleResult, ...]:
    """Each rule on the video itself; ``size`` in bytes where there is a file."""
    limit = rules.video
    found = [
        RuleResult(
            rule="video length",
            passed=limit.min_seconds <= seconds <= limit.max_seconds,
            measured=f"{seconds:.1f} s",
            bound=f"{limit.min_seconds} to {limit.max_seconds} s",
            source=limit.source,
        )
    ]
    if limit.vertical:
        found.append(
            RuleResult(
                rule="video shape", passed=aspect != "16:9", measured=aspect, bound="9:16 or 1:1", source=limit.source
            )
        )
    if size is not None:
        found.append(
            RuleResult(
                rule="video size",
                passed=size <= limit.max_mb * 1_000_000,
                measured=f"{size / 1e6:.1f} MB",
                bound=f"up to {limit.max_mb} MB",
                source=limit.source,
            )
        )
    return tuple(found)
