"""The writer's desk: the material, shuffled decks of phrases, and how a filled phrase becomes a wording."""

import random
import re
import string
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agent.fit import Ground, Wording
from agent.grammar import Grammar, Phrase
from agent.material import Material
from agent.mentions import mentions
from agent.timing import PAUSE, estimate_seconds
from agent.wording import finish, fits_headline, fits_subline, space
from domain.brief import Language
from domain.script import Claim, Role

Line = tuple[str, str, float]
"""A filled phrase: what is said, what is shown, and a cost."""

_PRICE_FIELDS = {
    "price": ("product.price",),
    "sale": ("product.sale_price",),
    "save": ("product.sale_price", "product.price"),
}


@dataclass(frozen=True)
class Desk:
    """Everything a scene is written from.

    Openers and payoffs are shuffled once, so that no two scenes deal the same line; moments keep their order. ``kept``
    holds wordings already made, for outlines have many scenes in common.
    """

    material: Material
    openers: tuple[str, ...]
    payoffs: tuple[str, ...]
    moments: tuple[Phrase, ...]
    salt: float
    kept: dict[object, list[Wording]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def words(self) -> Grammar:
        return self.material.grammar

    @property
    def language(self) -> Language:
        return self.material.language

    def fill(self, template: str, extra: Mapping[str, str] | None = None) -> str | None:
        """The template with the material's words; ``None`` where one of them is missing."""
        words = {**self.material.terms, **(extra or {})}
        wanted = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        return template.format_map(words) if wanted <= words.keys() else None

    def phrases(
        self, pool: Iterable[Phrase], extra: Mapping[str, str] | None = None
    ) -> Iterator[tuple[str, str, float]]:
        """Each phrase of ``pool`` that suits, filled: what is said, what is shown, and how little it is liked today."""
        plural = self.material.name.plural
        for phrase in pool:
            if phrase.suits(self.material.brief.tone, plural=plural):
                said, shown = self.fill(phrase.say, extra), self.fill(phrase.head, extra)
                if said is not None and shown is not None:
                    yield said, shown, self.dislike(phrase.say)

    def dislike(self, text: str) -> float:
        """From 0 to 0.9, different for each phrase and each seed: what makes two seeds choose differently."""
        return 0.9 * random.Random(f"{self.salt}{text}").random()  # noqa: S311 (taste, not secrecy)

    def wording(
        self,
        role: Role,
        say: str,
        head: str,
        cost: float,
        *,
        sub: str = "",
        items: Sequence[str] = (),
        grounds: Iterable[Ground] = (),
    ) -> Iterator[Wording]:
        """The wording, if its headline is short enough to show."""
        narration, headline = finish(say, self.language), space(head)
        if not fits_headline(headline, self.language) or len(narration) > 400:
            return
        subline = space(sub) if sub != head and fits_subline(space(sub), self.language) else ""
        shown = tuple(space(item) for item in items if len(item) <= 40)[:6]
        yield Wording(
            role=role,
            narration=narration,
            headline=headline,
            subline=subline,
            items=shown,
            grounds=tuple(grounds),
            seconds=estimate_seconds(narration, self.language) + PAUSE,
            cost=cost,
        )

    def claims(self, wording: Wording) -> tuple[Claim, ...]:
        """The facts a wording really states: each ground, name and price that its texts contain."""
        said = [_squeezed(t) for t in (wording.narration, wording.headline, wording.subline, *wording.items)]
        candidates = dict.fromkeys((*wording.grounds, *self._name_grounds(), *self._price_grounds()))
        present = [g for g in candidates if g[0] and any(_squeezed(g[0]) in text for text in said)]
        return tuple(Claim(text=text[:300], field=field) for text, field in present)

    def _name_grounds(self) -> Iterator[Ground]:
        name = self.material.name
        own = self.material.category_field if name.by_category else self.material.name_field
        for text in (name.full, self.material.short):
            yield text, self.material.brand_field if text == name.brand else own
        if name.by_category:
            yield name.brand, self.material.brand_field
        if mentions(name.noun):
            yield name.noun, self.material.name_field
        if mentions(name.brand):
            yield name.brand, self.material.brand_field

    def _price_grounds(self) -> Iterator[Ground]:
        terms = self.material.terms
        fields = _PRICE_FIELDS | {"now": _PRICE_FIELDS["sale" if "sale" in terms else self.material.now_key]}
        for key, paths in fields.items():
            for text in (terms.get(key, ""), terms.get(f"{key}_screen", "")):
                yield from ((text, path) for path in paths)


def lay_out(material: Material, rng: random.Random) -> Desk:
    """The desk for one script; the same material and seed give the same desk."""
    words = material.grammar
    own = words.category(material.name.category)
    return Desk(
        material=material,
        openers=tuple(rng.sample(words.benefits[1:], len(words.benefits) - 1)),
        payoffs=tuple(rng.sample(words.payoffs, len(words.payoffs))),
        moments=(*own.moments, *words.moments),
        salt=rng.random(),
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()
