"""English word lists the offline planner needs."""

from functools import cache

from agent.data import load
from domain.base import Frozen


class English(Frozen):
    """``lexicon/english.yaml``."""

    verbs: str
    proper: str
    singular: str
    holders: str
    german: str
    broad: str
    neighbours: str
    pairs: str

    @property
    def verb_set(self) -> frozenset[str]:
        return frozenset(self.verbs.split())

    @property
    def proper_set(self) -> frozenset[str]:
        return frozenset(self.proper.split())

    @property
    def holder_set(self) -> frozenset[str]:
        return frozenset(self.holders.split())

    @property
    def singular_set(self) -> frozenset[str]:
        return frozenset(self.singular.split())

    @property
    def german_set(self) -> frozenset[str]:
        return frozenset(self.german.split())

    @property
    def neighbour_set(self) -> frozenset[str]:
        return frozenset(self.neighbours.split())

    @property
    def broad_set(self) -> frozenset[str]:
        return frozenset(self.broad.split())

    @property
    def pair_set(self) -> frozenset[str]:
        return frozenset(self.pairs.split())


@cache
def english() -> English:
    """The word lists, read once."""
    return load("lexicon/english.yaml", English)
