"""What to call a product: its kind, its brand and a name short enough to say and to show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from agent.english import english
from agent.grammar import Noun, grammar, nouns
from agent.points import barred
from agent.titles import head_segment, kind_in, model_of, segments, tails_of, unfilled
from agent.wording import CJK, clean, fits_headline, has_hanzi, space, speaks, width
from domain.brief import Language, ProductFacts

_COLLECTION = re.compile(r"\b(?:set|pack|pair|box|kit|bundle|bag|case|tin|jar|bottle)s? of\b", re.I)
_PLURAL = re.compile(r"[^su'i]s$|[^s]ies$|(?:sh|ch|x)es$")
_SPOKEN_WIDTH = 13
_VESSELS = "罐盒袋瓶包桶"
"""Measure words that say what a product comes in."""
_FILLED = frozenset(("snack", "pet", "tea", "drink", "food", "cleaning"))
"""Kinds that come in one."""


@dataclass(frozen=True)
class Name:
    """A product's names in one language; empty where the brief gives none that can be said in it.

    ``full`` is brand and name for the voice and the screen, ``noun`` its kind (``保温杯``, ``bottle``), ``measure`` the
    Chinese measure word, ``category`` the key of its phrases. ``by_category`` says that ``full`` rests on the brief's
    category, for its name has nothing that can be said.
    """

    full: str
    noun: str
    brand: str
    measure: str
    plural: bool
    category: str
    by_category: bool = False


def name_product(original: ProductFacts, localised: ProductFacts, language: Language) -> Name:
    """Names for ``localised`` in ``language``, its kind recognised in whichever language the brief has."""
    noun, word, by_name = _kind_of(localised, original, language)
    brand = _brand(localised.brand, language)
    several = noun.plural if noun else False
    title = clean(localised.name)
    kind = kind_in(localised.category, language)
    if _is_better(kind, word, title, language):
        known = find_noun(kind)
        noun, word, by_name = known[0] if known and kind.lower().endswith(known[1]) else None, kind, True
    if not by_name and word:
        word = word if word in kind or not kind else kind
    full, by_category = _full_name(title, brand, word if by_name else "", word or kind, language)
    if language == "en" and speaks(title, language):
        named = full if by_category or (word and word in full.lower()) else head_segment(title)
        several, word = _number(named, word, several)
    return Name(
        full=full,
        noun=word,
        brand=brand,
        measure=_measure(noun, title) if noun else "款",
        plural=several,
        category=noun.category if noun else "general",
        by_category=by_category,
    )


def _measure(noun: Noun, title: str) -> str:
    """The measure word of a product of a kind: what it comes in, as its title says, else no vessel at all."""
    if noun.measure not in (*_VESSELS, "款") or noun.category not in _FILLED:
        return noun.measure
    said = [vessel for vessel in _VESSELS if vessel in title]
    return max(said, key=title.rfind) if said else "款"


def _is_better(kind: str, word: str, title: str, language: Language) -> bool:
    """Whether a title holds the category's ``kind`` and so names the product better than by a ``word`` seen in it."""
    if not kind or not word or kind == word or kind.casefold() not in title.casefold():
        return False
    return word in kind if language == "zh" else word not in kind


def _number(head: str, word: str, several: bool) -> tuple[bool, str]:
    """Whether an English name speaks of several things, by its last word, and its kind in that number."""
    last = head.split()[-1].lower() if head.split() else ""
    plural = bool(_PLURAL.search(last)) and last not in english().singular_set
    if several or _COLLECTION.search(head):
        return several, word
    if not word or not head.lower().endswith((word, f"{word}s", f"{word}es")):
        return plural, "" if plural else word
    return plural, word if head.lower().endswith(word) else f"{word}{last.removeprefix(word.split()[-1])}"


def _kind_of(localised: ProductFacts, original: ProductFacts, language: Language) -> tuple[Noun | None, str, bool]:
    """The product's kind, its word, and whether its name says so or only its category."""
    names = (localised.name, original.name)
    for text in (*names, localised.category, original.category):
        found = find_noun(clean(text))
        if found:
            noun, word = found
            return noun, _own_word(noun, word, language), text in names
    return None, "", False


def _own_word(noun: Noun, word: str, language: Language) -> str:
    """What a product of a known kind is called in ``language``; empty where its pack has no word."""
    if language not in ("zh", "en"):
        return grammar(language).writing.nouns.get(noun.category, "")
    return word if has_hanzi(word) == (language == "zh") else (noun.zh if language == "zh" else noun.en)[0]


def find_noun(text: str) -> tuple[Noun, str] | None:
    """The product noun in a name and the word that showed it: the last one; in Chinese the first where
    the title is long, or goes on after the last: 巧克力坚果礼盒 is 巧克力."""
    chinese = has_hanzi(text)
    named = (text if chinese else head_segment(text)).lower()
    hits = list(_noun_pattern().finditer(named))
    if not hits or (not chinese and _is_for_another(named, hits[-1].end())):
        return None
    goes_on = has_hanzi(named[hits[-1].end() : hits[-1].end() + 1])
    hit = hits[0] if chinese and (goes_on or width(text) > 14) else hits[-1]
    word = hit["zh"] or hit["one"] or hit["en"]
    return _nouns_by_word()[word], word


def _is_for_another(name: str, end: int) -> bool:
    """Whether an English name, in small letters, goes on after the noun that ends at ``end``: to what holds or serves
    it, a cable box."""
    rest = name[end:].split()
    return bool(rest) and rest[-1].removesuffix("s") in english().holder_set and "gift" not in rest


@cache
def _nouns_by_word() -> dict[str, Noun]:
    return {word.lower(): noun for noun in nouns() for word in (*noun.zh, *noun.en)}


@cache
def _noun_pattern() -> re.Pattern[str]:
    """In small letters, longest words first; one hanzi alone counts only where the word ends there, an English word
    with its plural."""
    words = sorted(_nouns_by_word(), key=len, reverse=True)
    chinese = "|".join(word for word in words if has_hanzi(word) and len(word) > 1)
    single = "|".join(word for word in words if has_hanzi(word) and len(word) == 1)
    english = "|".join(re.escape(word) for word in words if not has_hanzi(word))
    return re.compile(rf"(?P<zh>{chinese})|(?P<one>{single})(?![{CJK}])|\b(?P<en>{english})(?:e?s)?\b")


def _brand(brand: str, language: Language) -> str:
    """The part of a bilingual brand in ``language``; in Chinese a Latin brand stays as it is."""
    plain = clean(brand)
    hanzi = space("".join(re.findall(rf"[{CJK}]+", plain)))
    latin = re.sub(rf"[{CJK}]+", " ", plain).strip(" ·-|/()（）")
    chosen = (hanzi or latin) if language == "zh" else latin
    return re.sub(r"\s+", " ", chosen) if len(chosen) <= 24 else ""


def _full_name(title: str, brand: str, noun: str, kind: str, language: Language) -> tuple[str, bool]:
    """What to say for ``title``, and whether that is the brief's category: only where the title names nothing."""
    if not speaks(title, language):
        return _joined(brand, noun or kind, language), bool(kind and not noun)
    names = _chinese_names(title, brand, noun or kind) if language == "zh" else _english_names(title, brand, noun)
    own = next((n for n in names if n and _sayable(n, language) and not barred(n)), "")
    if own or not kind:
        return own or (brand if _can_be_said(brand, language) else ""), False
    named = (_joined(brand, kind, language), kind)
    by_kind = next((n for n in named if _can_be_said(n, language)), "")
    return by_kind or (brand if _can_be_said(brand, language) else ""), bool(by_kind)


def _can_be_said(name: str, language: Language) -> bool:
    return bool(name) and _sayable(name, language) and not barred(name)


def _sayable(name: str, language: Language) -> bool:
    return width(name) <= _SPOKEN_WIDTH if language == "zh" else len(name.split()) <= 5 and len(name) <= 36


def _chinese_names(name: str, brand: str, noun: str) -> list[str]:
    """Candidates, longest first: whole, then whole segments, then a segment up to its noun, then brand and noun."""
    parts = [part for part in segments(name) if has_hanzi(part)]
    strong = [part for part in (parts if len(parts) == 1 and _sayable(name, "zh") else map(unfilled, parts)) if part]
    soft = [piece for part in strong for piece in part.split() if has_hanzi(piece)]
    with_noun = [part for part in (*strong, *soft) if noun and noun in part]
    upto = [part[: part.index(noun) + len(noun)] for part in with_noun]
    whole = [name] if len(parts) == 1 else []
    branded = [_joined(brand, part, "zh") for part in (*whole, *with_noun, *upto)]
    kind = [_joined(brand, noun, "zh"), noun] if noun in name else []
    return [*branded, *whole, *with_noun, *upto, *kind, *strong]


def _english_names(name: str, brand: str, noun: str) -> list[str]:
    """Candidates: the title's head, its model and noun, a part of the head that ends in the noun, brand and noun."""
    head = head_segment(name)
    words, model = head.split(), model_of(head)
    stops = [i + 1 for i in range(len(words)) if noun and _ends_with(words[: i + 1], noun)]
    own = [" ".join(words[stop - len(noun.split()) : stop]) for stop in stops[-1:]]
    modelled = [f"{model} {one}" for one in own if one not in model] or [model]
    first = len(model.split())
    tails = [tail for stop in dict.fromkeys((*stops[:1], *stops[-1:])) for tail in _tails(words, first, stop)]
    tails += [] if noun else tails_of(name)
    branded = [_joined(brand, part, "en") for part in (head, *modelled, *tails)]
    kind = [_joined(brand, noun, "en")] if noun else []
    at_model = [*branded[1 : 1 + len(modelled)], *modelled] if model else []
    return [branded[0], head, *at_model, *branded[1 + len(modelled) :], *tails, *kind]


def _tails(words: list[str], first: int, stop: int) -> Iterator[str]:
    """The ends of ``words[first:stop]``, longest first, that begin with a word of their own."""
    tails = (" ".join(words[start:stop]) for start in range(first, stop) if words[start][0].isalnum())
    return (tail for tail in tails if not re.match(r"(?:of|the|a|an|to|&|or)\b|\d+\s", tail, re.I))


def _ends_with(words: list[str], noun: str) -> bool:
    return bool(re.search(rf"\b{re.escape(noun)}(?:e?s)?$", " ".join(words), re.I))


def _joined(brand: str, name: str, language: Language) -> str:
    """Brand and name without saying the brand twice."""
    if not brand or not name or brand.casefold() in name.casefold():
        return name or brand
    return space(f"{brand}{name}") if language == "zh" and has_hanzi(brand) else f"{brand} {name}"


def short_name(name: Name, language: Language) -> str:
    """The longest of the product's names that fits a headline; empty when it has none."""
    unbranded = name.full.removeprefix(name.brand).strip()
    kind = name.noun if language == "zh" else name.noun.title()
    full = kind if name.full == name.noun else name.full
    candidates = (full, unbranded, _joined(name.brand, kind, language), kind, name.brand)
    return next((text for text in candidates if text and fits_headline(text, language)), "")
