"""What to call a product: its kind, its brand and a name short enough to say and to show."""

import re
from dataclasses import dataclass
from functools import cache

from agent.english import english
from agent.grammar import Noun, grammar, nouns
from agent.points import barred
from agent.wording import CJK, clean, fits_headline, has_hanzi, space, speaks, width
from domain.brief import Language, ProductFacts

_STRONG_BREAKS = re.compile(r"[【】\[\]()（）,，、|/;；:：。!！?？]|\s[-–—~]\s")
_HEAD_ENDS = re.compile(r"\b(?:with|for|and|in|by|plus|featuring|compatible)\b", re.I)
_COLLECTION = re.compile(r"\b(?:set|pack|pair|box|kit|bundle|bag|case|tin|jar|bottle)s? of\b", re.I)
_PLURAL = re.compile(r"[^su'i]s$|[^s]ies$|(?:sh|ch|x)es$")
_SPOKEN_WIDTH = 13


@dataclass(frozen=True)
class Name:
    """A product's names in one language; empty where the brief gives none that can be said in it.

    ``full`` is brand and name for the voice and the screen, ``noun`` its kind (``保温杯``, ``bottle``), ``measure`` the
    Chinese measure word, ``category`` the key of its phrases.
    """

    full: str
    noun: str
    brand: str
    measure: str
    plural: bool
    category: str


def name_product(original: ProductFacts, localised: ProductFacts, language: Language) -> Name:
    """Names for ``localised`` in ``language``, its kind recognised in whichever language the brief has."""
    noun, word = _kind_of(localised, original, language)
    brand = _brand(localised.brand, language)
    several = noun.plural if noun else False
    if language == "en" and speaks(clean(localised.name), language):
        several, word = _number(_head_segment(clean(localised.name)), word, several)
    return Name(
        full=_full_name(clean(localised.name), brand, word, language),
        noun=word,
        brand=brand,
        measure=noun.measure if noun else "款",
        plural=several,
        category=noun.category if noun else "general",
    )


def _number(head: str, word: str, several: bool) -> tuple[bool, str]:
    """Whether an English name speaks of several things, by its last word, and its kind in that number."""
    last = head.split()[-1].lower() if head.split() else ""
    plural = bool(_PLURAL.search(last)) and last not in english().singular_set
    if several or _COLLECTION.search(head):
        return several, word
    if not word or not head.lower().endswith((word, f"{word}s", f"{word}es")):
        return plural, "" if plural else word
    return plural, word if head.lower().endswith(word) else f"{word}{last.removeprefix(word.split()[-1])}"


def _kind_of(localised: ProductFacts, original: ProductFacts, language: Language) -> tuple[Noun | None, str]:
    for text in (localised.name, original.name, localised.category, original.category):
        found = find_noun(clean(text))
        if found:
            noun, word = found
            return noun, _own_word(noun, word, language)
    return None, ""


def _own_word(noun: Noun, word: str, language: Language) -> str:
    """What a product of a known kind is called in ``language``; empty where its pack has no word."""
    if language not in ("zh", "en"):
        return grammar(language).writing.nouns.get(noun.category, "")
    return word if has_hanzi(word) == (language == "zh") else (noun.zh if language == "zh" else noun.en)[0]


def find_noun(text: str) -> tuple[Noun, str] | None:
    """The product noun in a name and the word that showed it: the last one, or in a long Chinese title the first."""
    chinese = has_hanzi(text)
    named = (text if chinese else _head_segment(text)).lower()
    hits = list(_noun_pattern().finditer(named))
    if not hits or (not chinese and _is_for_another(named, hits[-1].end())):
        return None
    hit = hits[0] if chinese and width(text) > 14 else hits[-1]
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


def _full_name(name: str, brand: str, noun: str, language: Language) -> str:
    if not speaks(name, language):
        return _joined(brand, noun, language)
    names = _chinese_names(name, brand, noun) if language == "zh" else _english_names(name, brand, noun)
    return next((n for n in names if n and _sayable(n, language) and not barred(n)), "")


def _sayable(name: str, language: Language) -> bool:
    return width(name) <= _SPOKEN_WIDTH if language == "zh" else len(name.split()) <= 5 and len(name) <= 36


def _chinese_names(name: str, brand: str, noun: str) -> list[str]:
    """Candidates, longest first: whole, then whole segments, then a segment up to its noun, then brand and noun."""
    strong = [part.strip() for part in _STRONG_BREAKS.split(name) if has_hanzi(part)]
    soft = [piece for part in strong for piece in part.split() if has_hanzi(piece)]
    with_noun = [part for part in (*strong, *soft) if noun and noun in part]
    upto = [part[: part.index(noun) + len(noun)] for part in with_noun]
    whole = [name] if len(strong) == 1 else []
    branded = [_joined(brand, part, "zh") for part in (*whole, *with_noun, *upto)]
    return [*branded, *whole, *with_noun, *upto, _joined(brand, noun, "zh"), noun, *strong, brand]


def _english_names(name: str, brand: str, noun: str) -> list[str]:
    head = _head_segment(name)
    words = head.split()
    stop = max((i + 1 for i in range(len(words)) if noun and _ends_with(words[: i + 1], noun)), default=0)
    tails = [" ".join(words[start:stop]) for start in range(stop) if words[start][0].isalnum()]
    tails = [tail for tail in tails if not re.match(r"(?:of|the|a|an|to|&|or)\b", tail, re.I)]
    branded = [_joined(brand, part, "en") for part in (head, *tails)]
    return [branded[0], head, *branded[1:], *tails, _joined(brand, noun, "en"), brand]


def _head_segment(name: str) -> str:
    """An English title up to the first comma, bar, dash, bracket, ``with`` or ``for``."""
    first = next((part.strip() for part in _STRONG_BREAKS.split(name) if part.strip()), name)
    cut = _HEAD_ENDS.search(first)
    return first[: cut.start()].strip() if cut and cut.start() else first


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
