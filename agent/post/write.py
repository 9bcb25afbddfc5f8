"""The last step: the post kit of each platform, from the script's own grounded words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from agent.adlaw.lint import lint
from agent.adlaw.market import categories_of, markets_of
from agent.claims import check_claims
from agent.fields import field_text
from agent.grammar import topic_of
from agent.material import gather
from agent.post.limits import PlatformRules, TextLimit, platform_table, post_text, text_rules, video_rules
from agent.steps.check import objection
from agent.wording import clean
from domain.brief import Brief, Platform
from domain.plan import Objection
from domain.post import PostKit, PostKits
from domain.script import Script, ScriptScene


def write_post_kits(script: Script, brief: Brief, mark: str) -> PostKits:
    """A kit for each platform of the brief; ``mark`` is the wording that says the content was generated."""
    table = platform_table()
    kits = tuple(write_post_kit(script, brief, platform, mark) for platform in brief.platforms)
    return PostKits(kits=kits, limits_dated=table.dated.isoformat())


def write_post_kit(script: Script, brief: Brief, platform: Platform, mark: str) -> PostKit:
    """One platform's kit, made to fit its limits and to say nothing that the brief does not."""
    rules = platform_table().platforms[platform]
    notes: list[str] = []
    title = _fitting(_titles(script), rules.title, "title", notes)
    tags = _hashtags(script, brief)[: rules.hashtags.max]
    caption = _caption(script, rules, mark, tags, notes)
    kit = PostKit(
        platform=platform,
        language=script.language,
        title=title,
        caption=caption,
        hashtags=tags,
        cover_text=_fitting(_cover_texts(script), rules.cover, "cover text", notes),
        mark=mark,
        text=post_text(caption, mark, tags),
        disclosures=rules.disclosures,
        notes=tuple(notes),
    )
    return checked(kit, brief, float(script.seconds))


def checked(kit: PostKit, brief: Brief, seconds: float) -> PostKit:
    """The kit with each rule's result and every objection; ``text`` is put together anew from its parts."""
    rules = platform_table().platforms[kit.platform]
    whole = kit.model_copy(update={"text": post_text(kit.caption, kit.mark, kit.hashtags)})
    found = (*text_rules(whole, rules), *video_rules(rules, seconds, brief.aspects[0]))
    return whole.model_copy(update={"rules": found, "objections": _objections(whole, brief)})


def rules_of(platform: Platform) -> PlatformRules:
    """What a platform asks."""
    return platform_table().platforms[platform]


def _objections(kit: PostKit, brief: Brief) -> tuple[Objection, ...]:
    texts = {
        "title": kit.title,
        "caption": kit.caption,
        "cover text": kit.cover_text,
        "hashtags": " ; ".join(kit.hashtags),
    }
    found = list(check_claims(texts, brief))
    for market in markets_of(brief.model_copy(update={"platforms": (kit.platform,)})):
        found += lint(texts, market, categories_of(brief))
    return tuple(dict.fromkeys(objection(finding) for finding in found))


def _fitting(options: Iterable[str], limit: TextLimit, what: str, notes: list[str]) -> str:
    """The first option that fits; where none does, the shortest, which its rule then reports."""
    known = [option for option in dict.fromkeys(options) if option]
    fits = [option for option in known if limit.measure(option) <= limit.max]
    if fits and fits[0] != known[0]:
        notes.append(f"a shorter {what} was taken: “{known[0]}” counts {limit.measure(known[0])}, {limit.max} fit")
    return fits[0] if fits else min(known, key=limit.measure)


def _titles(script: Script) -> Iterator[str]:
    glue = "｜" if script.language == "zh" else ": "
    told = [scene.headline for scene in script.scenes if scene.role in ("benefit", "offer", "proof")]
    yield from (f"{script.title}{glue}{headline}" for headline in told)
    yield script.title
    yield from (scene.headline for scene in script.scenes)


def _cover_texts(script: Script) -> Iterator[str]:
    yield from (scene.headline for scene in script.scenes)


def _caption(script: Script, rules: PlatformRules, mark: str, tags: Sequence[str], notes: list[str]) -> str:
    """The story in the script's own words: all of its lines if they fit, else without the least needed ones."""
    lines = _lines(script, rules.style)
    glue = "\n" if rules.style == "list" else ("" if script.language == "zh" else " ")
    for left_out in _ways_to_shorten(lines):
        kept = [line for line in lines if line not in left_out]
        caption = glue.join(text for _, text in kept)
        if rules.caption.measure(post_text(caption, mark, tuple(tags))) <= rules.caption.max:
            if left_out:
                notes.append(f"left out of the caption for its length: {' / '.join(text for _, text in left_out)}")
            return caption
    return lines[0][1]


_Line = tuple[str, str]


def _lines(script: Script, style: str) -> list[_Line]:
    """Role and words: whole sentences for a short caption, one line a scene for a list."""
    return [(scene.role, _told(scene, style)) for scene in script.scenes]


def _told(scene: ScriptScene, style: str) -> str:
    if style == "list" and scene.role == "benefit":
        bare = scene.narration.rstrip("。.")
        return f"· {bare}"
    return scene.narration


def _ways_to_shorten(lines: list[_Line]) -> Iterator[tuple[_Line, ...]]:
    """Which lines to leave out, fewer first; hook, offer and call to action go last."""
    inner = [line for line in lines if line[0] in ("benefit", "proof", "problem")][::-1]
    for count in range(len(inner) + 1):
        yield from combinations(inner, count)
    yield tuple(lines[1:])


def _hashtags(script: Script, brief: Brief) -> tuple[str, ...]:
    """What people would look for: the kind of product, its brand, its category, and what it is good at."""
    material = gather(brief.model_copy(update={"language": script.language}))
    product = brief.product.localised(script.language)
    points = [topic_of(field_text(brief, point.field)) for point in material.points]
    topics = [topic.label(script.language) for topic in points if topic]
    categories = [part for part in re.split(r"[>/›|]", product.category) if part.strip()][::-1]
    words = [material.name.noun, material.name.brand, *categories, *topics]
    tags = (re.sub(r"[^\w]", "", _titled(clean(word), script.language)) for word in words)
    return tuple({tag.casefold(): tag for tag in tags if 1 < len(tag) <= 40 and not tag.isdigit()}.values())


def _titled(text: str, language: str) -> str:
    return text if language == "zh" else "".join(word[:1].upper() + word[1:] for word in text.split())
