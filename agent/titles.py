"""Marketplace titles: what in a long, stacked one names the product, and what a category says where nothing does."""

import re

from agent.english import english
from agent.mentions import mentions
from agent.wording import CJK, clean, has_hanzi, speaks
from domain.brief import Language

_STRONG_BREAKS = re.compile(r"[【】\[\]()（）,，、|/;；:：。!！?？]|\s[-–—~]\s")
_HEAD_ENDS = re.compile(
    r"\b(?:with|w|for|and|in|by|plus|that|which|featuring|compatible|mit|für|aus|und|con|para|avec|voor)\b", re.I
)
_LEVELS = re.compile(r"[>›»|/,，、]")
_FILLERS = re.compile(
    r"^(?:\s|(?:19|20)\d\d\s*年?|(?:抖音|网红|明星)?(?:同款|爆款|新款|新品)|官方|正品|旗舰店?|包邮|热卖|热销|特价|秒杀|现货|直播间?|专柜"
    r"|[春夏秋冬]{1,2}季?(?=新[款品])|韩版|高级感)+"
)
_NEW = re.compile(r"\b(?:19|20)\d\d\s+(?:new|upgraded)\b\s*", re.I)
_MODEL_WORD = re.compile(r"[A-Z0-9-]*\d[A-Z0-9-]*|[A-Z]{1,3}|Pro|Max|Plus|Mini|Ultra|Lite|Air", re.I)
_ADJECTIVE = re.compile(r"(?:able|less|ful|ed|ive|ous|proof|free|ing|al|est)$", re.I)
_MOST_BEFORE_MODEL, _MOST_HEAD_WORDS, _TAIL = 3, 9, 3


def segments(title: str) -> list[str]:
    """The parts of a title between commas, bars, dashes and brackets."""
    return [part.strip() for part in _STRONG_BREAKS.split(title) if part.strip()]


def head_segment(title: str) -> str:
    """A title in Latin letters up to the first comma, bar, dash, bracket, ``with`` or ``for``."""
    first = _NEW.sub("", next(iter(segments(title)), title)).strip()
    cut = _HEAD_ENDS.search(first)
    return first[: cut.start()].strip() if cut and cut.start() else first


def unfilled(title: str) -> str:
    """A Chinese title without what shops begin one with: the year, 新款, 抖音同款."""
    return _FILLERS.sub("", title).strip()


def model_of(head: str) -> str:
    """The first words of a title up to the end of its model (``SoundCore Liberty 4 NC``); empty where it shows none."""
    words, measured = head.split(), {m.text for m in mentions(head) if m.kind == "quantity" and not m.text.isdigit()}
    coded = (
        i
        for i, word in enumerate(words[: _MOST_BEFORE_MODEL + 1])
        if i and any(map(str.isdigit, word)) and not any(m.startswith(word) or word in m for m in measured)
    )
    at = next(coded, 0)
    if not at or not _MODEL_WORD.fullmatch(words[at]):
        return ""
    end = next((i for i in range(at + 1, len(words)) if not _names_a_model(words[i])), len(words))
    return " ".join(words[:end])


def _names_a_model(word: str) -> bool:
    return bool(_MODEL_WORD.fullmatch(word)) and (word.isupper() or word.istitle() or word.isdigit())


def tails_of(title: str) -> list[str]:
    """The last words of a title's head, longest first, where these name a thing: the head must end at a mark or a
    preposition and not in an adjective, as titles do that are only stacked."""
    first = head_segment(title)
    head = re.sub(r"(?:\s\S*\d\S*(?:\s\w+)?)+$|(?:\s[^\W\d_A-ZÄÖÜ]\w*)+$", "", first)
    words = head.split()
    stacked = first == title or len(words) > _MOST_HEAD_WORDS
    named = bool(words) and words[-1].isalpha() and words[-1][0].isupper() and not _ADJECTIVE.search(words[-1])
    if stacked or not named:
        return []
    tails = (words[start:] for start in range(max(1, len(words) - _TAIL), len(words)))
    return [" ".join(tail) for tail in tails if tail[0].isalpha()]


def kind_in(category: str, language: Language) -> str:
    """What a category says the product is, by its last level; empty where that says too little to name a thing, or
    only what it is for (Running)."""
    leaf = clean(_LEVELS.split(category)[-1])
    if not leaf or not speaks(leaf, language) or any(map(str.isdigit, leaf)):
        return ""
    if language == "zh":
        return "" if len(leaf) > 8 or leaf in english().broad_set or not re.fullmatch(f"[{CJK}]+", leaf) else leaf
    last = leaf.split()[-1].lower()
    doing = last == leaf.lower() and last.endswith("ing") and not last.endswith("ring")
    broad = doing or last in english().broad_set or has_hanzi(leaf) or re.search(r"[&+]|\band\b", leaf, re.I)
    return "" if broad or len(leaf.split()) > 3 else _lowered_words(leaf)


def _lowered_words(leaf: str) -> str:
    """Common words in small letters and of one thing (``Neck Fans`` → ``neck fan``); German nouns, and what is spelled
    with capitals, as they are."""
    if not leaf.isascii() or not english().german_set.isdisjoint(leaf.lower().split()):
        return leaf
    *words, last = (word.lower() if word.istitle() else word for word in leaf.split())
    return " ".join((*words, _of_one(last)))


def _of_one(word: str) -> str:
    kept = word in english().pair_set | english().singular_set or re.search(r"(?:[su'i]|[^e]u)s$", word)
    if kept or not word.endswith("s"):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if re.search(r"(?:ch|sh|x|ss)es$", word) else word[:-1]
