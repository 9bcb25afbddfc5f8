"""The phrase files hold no fact, no strong word and nothing that would not fit."""

import re
import string
from collections.abc import Iterator

import pytest

from agent.grammar import CategoryPhrases, Grammar, Phrase, TopicPhrases, grammar, nouns, topics
from agent.mentions import mentions
from agent.offline import OfflinePlanner
from agent.wording import fits_headline, fits_subline
from domain.brief import Language
from tests.agent.briefs import brief

LANGUAGES: tuple[Language, ...] = ("zh", "en")
PLACEHOLDER = re.compile(r"\{\w+\}")
KNOWN = {
    *("this", "one", "a", "it", "them", "is", "were", "comes", "feels", "they_are"),
    *("full", "title", "noun", "brand", "audience", "point", "list", "specs", "cta"),
    *("price", "sale", "save", "now", "price_screen", "sale_screen", "save_screen", "now_screen"),
    *("quote", "author", "claim", "source", "other"),
}


def phrases(words: Grammar) -> Iterator[Phrase]:
    holders: list[Grammar | TopicPhrases | CategoryPhrases] = [
        words,
        *words.topics.values(),
        *words.categories.values(),
    ]
    for holder in holders:
        for _, value in holder:
            if isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, Phrase))


def lines(words: Grammar) -> Iterator[str]:
    yield from (text for phrase in phrases(words) for text in (phrase.say, phrase.head))
    for holder in (words, *words.topics.values()):
        for _, value in holder:
            if isinstance(value, str):
                yield value
            elif isinstance(value, tuple):
                yield from (item for item in value if isinstance(item, str))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_states_anything_that_would_need_proof(language: Language) -> None:
    stating = {line: mentions(PLACEHOLDER.sub("·", line)) for line in lines(grammar(language))}
    assert {line: found for line, found in stating.items() if found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_known(language: Language) -> None:
    used = {name for line in lines(grammar(language)) for _, name, _, _ in string.Formatter().parse(line) if name}
    assert used <= KNOWN


@pytest.mark.parametrize("language", LANGUAGES)
def test_screen_forms_fit_before_they_are_filled(language: Language) -> None:
    heads = [phrase.head for phrase in phrases(grammar(language)) if phrase.head]
    assert [
        head
        for head in heads
        if not fits_headline(PLACEHOLDER.sub("保温杯" if language == "zh" else "$59", head), language)
    ] == []
    assert fits_subline(
        grammar(language).quote_source.format(author="阿May" if language == "zh" else "Priya"), language
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_a_list_is_there_once(language: Language) -> None:
    said = [phrase.say for phrase in phrases(grammar(language))]
    assert [text for text in set(said) if said.count(text) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_and_kind_of_product_has_its_phrases(language: Language) -> None:
    words = grammar(language)
    assert {topic.id for topic in topics()} == set(words.topics)
    assert {noun.category for noun in nouns()} <= set(words.categories)
    assert all(len(topic.payoffs) >= 3 for topic in words.topics.values())


def test_both_languages_cover_the_same_ground() -> None:
    chinese, english = grammar("zh"), grammar("en")
    assert set(chinese.topics) == set(english.topics)
    assert set(chinese.categories) == set(english.categories)


@pytest.mark.parametrize("tone", ["warm", "playful", "premium", "plain"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tone_has_hooks_and_calls_to_action_for_one_thing_and_for_several(language: Language, tone: str) -> None:
    words = grammar(language)
    for plural in (True, False):
        for pool in (words.hooks, words.ctas, words.moments, words.offers, words.prices):
            assert sum(phrase.suits(tone, plural=plural) for phrase in pool) >= 3  # type: ignore[arg-type]  # the four tones


def test_what_does_something_is_no_object() -> None:
    wrong = re.compile(r"\{them\} \{(?:were|is|comes|feels)\}")
    assert [line for line in lines(grammar("en")) if wrong.search(line)] == []


def test_a_former_price_of_several_things_is_told_of_them() -> None:
    told = brief(
        {"name": "Running Socks", "price": "30", "sale_price": "25", "currency": "GBP"}, language="en", seconds=12
    )
    said = [OfflinePlanner().plan(told.model_copy(update={"seed": seed})).scenes for seed in range(40)]
    former = {
        sentence for scenes in said for scene in scenes for sentence in scene.narration.split(". ") if "£30" in sentence
    }
    assert "They were £30" in former and not [sentence for sentence in former if sentence.startswith("Them")]
