"""Selling points made sayable: whole clauses chosen, never words cut."""

import re
from dataclasses import dataclass

from agent.addresses import without_addresses
from agent.english import english
from agent.grammar import Topic, grammar, topic_of
from agent.injection import gives_orders
from agent.mentions import Mention, mentions
from agent.pictures import with_emoji
from agent.tongue import comma_of, foreign, in_other_letters
from agent.units import units
from agent.wording import capital, clean, fits_headline, fits_subline, has_hanzi, lowered, speaks, spoken, width
from domain.brief import Language

_RESTRICTED = re.compile(
    r"仅限|只限|除外|不含|不支持|需另购|另售|需搭配|实测环境|理论值|最高可|限量|但|不过"
    r"|\bonly\b|\bexclud|\bexcept\b|not included|sold separately|\bunless\b|\bwhen\b|\bif\b|\bbut\b|\bup to\b",
    re.I,
)
_CHINESE_CLAUSES = re.compile(r"[，。；！？;,!?|]|\s[-–—/]\s|——|(?<=[一-鿿])\s+(?=[一-鿿])")
_ENGLISH_CLAUSES = re.compile(r"[;!?|；！？。؛؟]|(?<!\bNo)\.(?=\s|$)|\s[-–—/]\s")
_LONG_ENGLISH_CLAUSES = re.compile(r"[,;:!?|，、；！？。،؛؟]|(?<!\bNo)\.(?=\s|$)|\s[-–—/]\s")
_CUT_BEFORE = re.compile(
    r"(?<!\bup)\s(?:up to|for|with|in|that|from|on|without|so|when|while|per|to|at|by|after|before)\s", re.I
)
_DANGLING = re.compile(r"\s(?:for|with|within|in|of|to|at|by|up to|and|a|an|the)\s*$", re.I)
_PREAMBLE = re.compile(r"^(?:comes with|includes|with|features|has|offers)\s+(?:an?\s+|the\s+)?", re.I)
_TURN = re.compile(r"\s*——\s*|\s[-–—]+\s+|(?<=\S)\s?:\s+|(?<=[一-鿿])：\s*")
"""Between the head of a point and what it says of it."""
_CLAUSE_EDGES = " ，,、–—"
_EDGES = " ,，、;；:：-–—"
_TELLING = re.compile(r"[^\W\d_]{2}|\d\s?[键档色孔层格齿]")
"""What makes a text more than a bare figure or sign."""
_GOES_ON = re.compile(r"、|(?<![温柔平缓饱总])和(?![谐睦平服田面风])|(?<!参)与(?![众时其])")
_SHARE = re.compile(r"\d+(?:\.\d+)?%\s?[一-鿿]{1,4}?(?:含量|浓度|纯度|成分)")
_TOO_FEW = 3
"""The width of a headline that says too little."""
_NEVER_SAID = frozenset(("absolute", "compared", "crowd"))


_BARRED = frozenset(("medical", "slimming"))
"""Properties that need a licence to advertise at all; offline nobody can ask for one."""


@dataclass(frozen=True)
class Point:
    """A selling point: ``texts`` to say, longest first; ``head`` and ``sub`` to show; ``field`` it comes from.

    ``pictured`` is ``head`` with the emoji of what was stated. A ``foreign`` one is in another
    language than the script; an ``unread`` one in letters that many a voice passes over.
    """

    texts: tuple[str, ...]
    head: str
    sub: str
    field: str
    topic: str
    verb: bool = False
    pictured: str = ""
    foreign: bool = False
    unread: bool = False


def make_point(raw: str, field: str, language: Language) -> Point | None:
    """The point ``raw`` as it can be said in ``language``; ``None`` when nothing of it can."""
    text = clean(without_addresses(raw))
    topic = topic_of(text)
    texts = sayable(text, language) if speaks(text, language) else ()
    if not texts or not _TELLING.search(texts[0]):
        return _reduced(text, topic, field, language)
    if language == "en":
        texts = tuple(lowered(t) for t in texts)
    turned = _turned(texts[0], language)
    head, sub = turned or (_headline(texts, topic, language), "")
    sub = sub or _subline(texts, head, language)
    strange = foreign(text, language)
    return Point(
        texts=tuple(spoken(t, language) for t in texts),
        head=titled(head, language),
        sub=sub,
        field=field,
        topic=topic.id if topic else "",
        verb=language == "en" and not strange and is_verb(texts[0]),
        pictured=with_emoji(titled(head, language), raw, language),
        foreign=strange,
        unread=in_other_letters(text),
    )


def sayable(text: str, language: Language) -> tuple[str, ...]:
    """The whole text, or leading clauses of it, or one clause, that can be said in one breath; longest first.

    A text with a restriction ("up to", "仅限") is said whole or not at all, and words no advertisement may use
    are left out with their clause.
    """
    parts = [clause for clause in clauses(text, language) if clause and not barred(clause)]
    if _RESTRICTED.search(text):
        return (text,) if _breath(text, language) and not barred(text) else ()
    glue = comma_of(text, grammar(language).writing.comma)
    whole = () if barred(text) or len(parts) == 1 else (text,)
    leading = [glue.join(parts[:n]) for n in range(len(parts), 0, -1)]
    found = [t for t in dict.fromkeys((*whole, *leading)) if _breath(t, language)]
    return tuple(found[:3] or [clause for clause in parts if _breath(clause, language)][:1])


def _turned(text: str, language: Language) -> tuple[str, str] | None:
    """Headline and subline of a point that turns at a dash or colon, where both can be shown whole."""
    turn = _TURN.search(text)
    if turn is None:
        return None
    head, rest = text[: turn.start()].strip(_EDGES), text[turn.end() :].strip(_EDGES)
    figures = head[-1:].isdigit() and rest[:1].isdigit()
    shown = fits_headline(head, language) and fits_subline(rest, language) and _closed(head) == head
    return (head, titled(rest, language)) if shown and not figures and _TELLING.search(head) else None


def barred(text: str) -> bool:
    """Whether a text gives orders, or holds a word that an advertisement written without a lawyer should not use."""
    return gives_orders(text) or any(
        m.kind in _NEVER_SAID or (m.kind == "property" and m.value in _BARRED) for m in mentions(text)
    )


def is_verb(text: str) -> bool:
    """Whether an English point starts with a verb about the product: ``keeps drinks hot``."""
    first = text.split()[0].lower() if text.split() else ""
    return first in english().verb_set


def quantities(text: str, language: Language) -> tuple[str, ...]:
    """The measured figures in a text, ready to show: ``12 小时``, ``500 ml``, ``10%``."""
    shown = (_shown(mention, language) for mention in mentions(text))
    return tuple(dict.fromkeys(figure for figure in shown if figure))


def _shown(mention: Mention, language: Language) -> str:
    if mention.part == "upto":
        return ""  # a most without its "up to" would promise more
    if mention.kind in {"percent", "code"}:
        return mention.text
    match = re.fullmatch(r"(\d+(?:\.\d+)?)[\s-]*(.+)", mention.text)
    unit = units().measure(match[2]) if match and mention.kind == "quantity" else None
    if unit is None or match is None:
        return ""
    name = match[2] if match[2].isascii() and len(match[2]) <= 3 else unit.spoken(language)
    return f"{match[1]} {name}"


def _reduced(text: str, topic: Topic | None, field: str, language: Language) -> Point | None:
    """What is left of a point that cannot be quoted: its subject and its figures."""
    figures = quantities(text, language)
    if topic is None or not figures or len(figures) > 2 or barred(text) or _RESTRICTED.search(text):
        return None
    label = topic.label(language)
    if not label:
        return None
    said = f"{label} {'、'.join(figures)}" if language == "zh" else f"{label}: {' and '.join(figures)}"
    head = figures[0] if language == "en" else f"{label} {figures[0]}"
    sub = label if language == "en" else ""
    return Point((spoken(said, language),), head, sub, field, topic.id)


def _headline(texts: tuple[str, ...], topic: Topic | None, language: Language) -> str:
    """The shortest faithful form: a clause, in English also a phrase before a preposition, else figure or subject."""
    figures = quantities(texts[0], language)
    options = [part for text in texts for part in (*clauses(text, language), text)]
    if language == "en":
        options += [cut for text in texts for cut in (text.replace(" and ", " & "), *phrase_cuts(text))]
    fitting = [option for option in options if fits_headline(option, language)]
    telling = [option for option in fitting if not figures or quantities(option, language)]
    label = topic.label(language) if topic else ""
    named = [] if in_other_letters(texts[0]) else [*(f for f in figures if " " in f), label]
    fallback = [*named, *fitting]
    told = (*telling, *fallback, *(part for text in texts for part in _beginnings(text, language)))
    return next((option for option in told if option and fits_headline(option, language)), "")


def _beginnings(text: str, language: Language) -> list[str]:
    """What a point too long for a headline begins with, longest first: up to a place where it goes on listing, a share
    with what it is of; in English also all of it without an adverb before."""
    if language != "zh":
        ends = [match.start() for match in re.finditer(r",? (?:and|&) |, ", text)][::-1]
        bare = re.sub(r"^[A-Za-z]+ly ", "", text)
        return [*(text[:end] for end in ends if " " in text[:end]), *([bare] if bare != text else [])]
    share = _SHARE.match(text)
    ends = [match.start() for match in _GOES_ON.finditer(text)][::-1]
    return [*(text[:end] for end in ends if width(text[:end]) >= _TOO_FEW), *([share[0]] if share else [])]


def _subline(texts: tuple[str, ...], head: str, language: Language) -> str:
    """What the headline left out: the words after it or before it, or the whole point under a mere subject."""
    if not head:
        return next((titled(text, language) for text in texts if fits_subline(text, language)), "")
    lower = head.casefold()
    same = {lower, lower.replace("&", "and")}
    after = [text[len(head) :].strip(_EDGES) for text in texts if text.casefold().startswith(lower)]
    before = [_undangled(text[: -len(head)]) for text in texts if text.casefold().endswith(lower)]
    whole = [text for text in texts if not after and not before and text.casefold() not in same]
    options = (*after, *(titled(text, language) for text in (*before, *whole)))
    return next((option for option in options if option and fits_subline(option, language)), "")


def _undangled(text: str) -> str:
    """The beginning of a phrase whose end is shown elsewhere; nothing when a single word would be left."""
    before, text = "", text.strip(_EDGES)
    while before != text:
        before, text = text, _DANGLING.sub("", text).strip(_EDGES)
    return text if len(text.split()) > 1 or has_hanzi(text) else ""


def phrase_cuts(text: str) -> list[str]:
    """An English phrase without its tail: ``carry loop lid for one-hand grab`` → ``carry loop lid``."""
    bare = _PREAMBLE.sub("", text)
    before_comma = bare.split(",")[0]
    listed = [before_comma] if before_comma != bare and not _CUT_BEFORE.search(before_comma) else []
    ends = [match.start() for match in _CUT_BEFORE.finditer(bare)][::-1]
    cuts = [bare, *listed, *(bare[:end] for end in ends)]
    return [cut for cut in cuts if not cut.endswith(",") and (len(cut.split()) >= 2 or _stands_alone(cut))]


def _stands_alone(word: str) -> bool:
    return len(word) >= 6 and word.isalpha() and not is_verb(word)


def clauses(text: str, language: Language) -> list[str]:
    """The parts between the marks that end a clause; English commas count only in a text too long for one breath."""
    if language == "zh":
        pattern = _CHINESE_CLAUSES
    else:
        pattern = _ENGLISH_CLAUSES if _breath(text, language) else _LONG_ENGLISH_CLAUSES
    return [part for part in map(_closed, pattern.split(text)) if part]


def _closed(part: str) -> str:
    """A clause without brackets whose other half went to another clause, or which hold all of it."""
    part = part.strip(_CLAUSE_EDGES)
    for opening, closing in ("()", "（）"):
        whole = part.startswith(opening) and part.endswith(closing) and part.count(opening) == 1
        if whole or part.count(opening) != part.count(closing):
            part = part.replace(opening, "").replace(closing, "")
    return part.strip(_CLAUSE_EDGES)


def _breath(text: str, language: Language) -> bool:
    return width(text) <= 24 if language == "zh" else len(text.split()) <= 18 and len(text) <= 100


def titled(text: str, language: Language) -> str:
    """With a capital, as English headlines have."""
    return text if language == "zh" else capital(text)
