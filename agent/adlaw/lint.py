"""The lint: texts against the advertising law of a market."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from agent.adlaw.market import Category, Market, categories_of, markets_of
from agent.adlaw.rules import Rule, rules_of
from agent.disguise import unsplit
from agent.finding import Finding
from agent.mentions import Mention, mentions
from domain.brief import Brief
from domain.script import Script

_SHORT = 60


def lint(texts: Mapping[str, str], market: Market, category: Iterable[Category] = ()) -> tuple[Finding, ...]:
    """What the market's rules object to in ``texts`` (name → text) for a product of these categories.

    Words are found however they are disguised: homoglyphs, gaps, emoji, pinyin, full-width or traditional characters.
    """
    categories = frozenset(category)
    found: list[Finding] = []
    for rule in rules_of(market):
        if rule.holds_for(categories):
            found += list(_found(rule, texts))[: 1 if rule.once else None]
    return tuple(dict.fromkeys(found))


def lint_script(script: Script, brief: Brief) -> tuple[Finding, ...]:
    """What the rules of every market the brief is for object to in a script's title, speech and screen text."""
    texts = script_texts(script)
    categories = categories_of(brief)
    found = (finding for market in markets_of(brief) for finding in lint(texts, market, categories))
    return tuple(dict.fromkeys(found))


def script_texts(script: Script) -> dict[str, str]:
    """The title and each scene's speech and screen text, by place; lines are kept apart."""
    scenes = {
        scene.id: "\n".join((scene.narration, scene.headline, scene.subline, *scene.items)) for scene in script.scenes
    }
    return {"title": script.title, **scenes}


def _found(rule: Rule, texts: Mapping[str, str]) -> Iterator[Finding]:
    for place, text in texts.items():
        if rule.unless and _compiled(rule.unless).search(unsplit(text)):
            continue
        for words in dict.fromkeys((*_matches(rule, text), *_said(rule, text))):
            yield Finding(place, words[:_SHORT], rule.title, rule.id, rule.severity, rule.source, rule.suggestion)


def _matches(rule: Rule, text: str) -> Iterator[str]:
    if rule.match:
        pattern = _compiled("|".join(rule.match))
        yield from (hit[0].strip() for hit in pattern.finditer(unsplit(text)) if hit[0].strip())


def _said(rule: Rule, text: str) -> Iterator[str]:
    wanted = frozenset(rule.says)
    if wanted:
        yield from (mention.text for mention in mentions(text) if wanted & _names(mention))


def _names(mention: Mention) -> frozenset[str]:
    """What ``says`` may call a mention: its kind, with a property's key or a price's part."""
    off = {"percent_off"} if mention.kind == "percent" and mention.part == "saving" else set()
    detail = {"property": mention.value, "price": mention.part}.get(mention.kind, "")
    return frozenset({mention.kind, f"{mention.kind}:{detail}"} | off)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.S)
