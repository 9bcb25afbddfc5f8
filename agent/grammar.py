"""The offline planner's phrases, topics and product nouns, as data."""

import re
from functools import cache
from typing import Literal

from pydantic import Field, RootModel

from agent.data import load
from domain.base import Frozen
from domain.brief import Language, Tone


class Phrase(Frozen):
    """A line with its screen form; used only for the tones and grammatical number it names."""

    say: str
    head: str = ""
    tones: tuple[Tone, ...] = ()
    number: Literal["", "singular", "plural"] = ""

    def suits(self, tone: Tone, *, plural: bool) -> bool:
        """Whether the line fits a tone, and a product that is one thing or several."""
        fits_number = not self.number or (self.number == "plural") == plural
        return fits_number and (not self.tones or tone in self.tones)


class TopicPhrases(Frozen):
    """What can be said around a selling point of one topic without adding a fact."""

    hooks: tuple[Phrase, ...] = ()
    payoffs: tuple[str, ...]


class CategoryPhrases(Frozen):
    """Lines from the daily life around one kind of product."""

    hooks: tuple[Phrase, ...] = ()
    problems: tuple[Phrase, ...] = ()
    moments: tuple[Phrase, ...] = ()
    ctas: tuple[Phrase, ...] = ()


class Structure(Frozen):
    """A way to tell a story: kinds of scenes in order, between the hook and the call to action.

    ``benefit1`` is the first benefit alone, ``benefit`` those not named so; ``likes`` are scenes it is built around,
    ``needs`` what a brief must give for it.
    """

    id: str
    opens: Literal["hook", "fact_hook"] = "hook"
    order: tuple[str, ...]
    likes: tuple[str, ...] = ()
    needs: tuple[Literal["points", "figure", "review", "evidence", "specs", "price", "sale"], ...] = ()
    tones: tuple[Tone, ...] = ()


class Writing(Frozen):
    """How a language joins words.

    ``glue`` stands between sentences, ``comma`` between clauses, ``item`` and ``last`` in a list, ``step`` between the
    steps of use, ``both`` between two entries where ``last`` is for more, ``more`` after a list not shown whole;
    ``anonymous`` is a buyer without a name. ``terms`` are placeholders of the phrases for one thing and for several,
    made of ``{noun}`` and ``{full}``; ``nouns`` name kinds of products. Chinese and English have theirs in the lexicon.
    """

    glue: str
    comma: str
    item: str
    last: str
    step: str = ", "
    both: str = ""
    more: str = " …"
    anonymous: str
    terms: dict[str, tuple[str, str]] = Field(default={})
    nouns: dict[str, str] = Field(default={})


class Grammar(Frozen):
    """A language pack, ``phrases/<language>.yaml``."""

    language: Language
    writing: Writing
    structures: tuple[Structure, ...]
    hooks: tuple[Phrase, ...]
    fact_hooks: tuple[Phrase, ...]
    problems: tuple[Phrase, ...]
    intros: tuple[str, ...]
    verb_intros: tuple[str, ...] = ()
    answers: tuple[str, ...]
    verb_answers: tuple[str, ...] = ()
    introductions: tuple[str, ...]
    benefits: tuple[str, ...]
    verb_benefits: tuple[str, ...] = ()
    payoffs: tuple[str, ...]
    moments: tuple[Phrase, ...]
    quotes: tuple[Phrase, ...]
    quote_head: str
    quote_source: str
    evidence: tuple[Phrase, ...]
    evidence_head: str
    evidence_source: str
    specs: tuple[Phrase, ...]
    specs_head: str
    steps: tuple[Phrase, ...] = ()
    steps_head: str = ""
    included: tuple[Phrase, ...] = ()
    included_head: str = ""
    comparisons: tuple[Phrase, ...] = ()
    comparison_head: str = ""
    summaries: tuple[Phrase, ...]
    point_head: str
    summary_head: str
    offers: tuple[Phrase, ...]
    prices: tuple[Phrase, ...]
    offer_sub: str
    price_ctas: tuple[str, ...]
    ctas: tuple[Phrase, ...]
    topics: dict[str, TopicPhrases]
    categories: dict[str, CategoryPhrases]

    def topic(self, key: str, category: str) -> TopicPhrases | None:
        """What is said around a topic, where the product is of a kind that the topic's phrases are about."""
        suits = any(topic.id == key and (not topic.kinds or category in topic.kinds) for topic in topics())
        return self.topics.get(key) if suits else None

    def category(self, key: str) -> CategoryPhrases:
        """The lines of a category, empty ones for a product of no known kind."""
        return self.categories.get(key, CategoryPhrases())


class Topic(Frozen):
    """A subject of selling points, known by ``match`` on lower-case text; ``kinds`` are the categories it suits."""

    id: str
    match: str
    zh: str
    en: str
    kinds: tuple[str, ...] = ()

    def label(self, language: Language) -> str:
        """The topic's own name, for a point that cannot be quoted in ``language``."""
        return {"zh": self.zh, "en": self.en}.get(language, "")


class Noun(Frozen):
    """What a product is, with its words in each language."""

    category: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    measure: str
    plural: bool = False


class _Topics(RootModel[tuple[Topic, ...]]):
    pass


class _Nouns(RootModel[tuple[Noun, ...]]):
    pass


@cache
def grammar(language: Language) -> Grammar:
    """The phrases of a language, read once."""
    return load(f"phrases/{language}.yaml", Grammar)


@cache
def nouns() -> tuple[Noun, ...]:
    """Every product noun known."""
    return load("lexicon/nouns.yaml", _Nouns).root


@cache
def topics() -> tuple[Topic, ...]:
    """Every topic known, the more telling ones first."""
    return load("lexicon/topics.yaml", _Topics).root


@cache
def _topic_patterns() -> tuple[tuple[re.Pattern[str], Topic], ...]:
    return tuple((re.compile(topic.match), topic) for topic in topics())


def topic_of(text: str) -> Topic | None:
    """What a selling point is about."""
    lower = text.lower()
    return next((topic for pattern, topic in _topic_patterns() if pattern.search(lower)), None)
