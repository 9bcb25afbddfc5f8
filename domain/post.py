"""The post kit: what is published beside a video, platform by platform, and how each rule came out."""

from pydantic import Field

from domain.base import Frozen
from domain.brief import Platform
from domain.plan import Objection


class RuleResult(Frozen):
    """One rule of a platform, what was measured, and where the rule stands."""

    rule: str
    passed: bool
    measured: str
    bound: str
    source: str


class Disclosure(Frozen):
    """How a platform is told that the content was generated.

    ``via`` is the API or page; ``field`` is the name it has there, letter for letter; ``value`` what to set it to.
    """

    via: str
    field: str
    value: str
    note: str = ""
    source: str = ""


class PostKit(Frozen):
    """A post, ready to paste: ``text`` is the caption with the mark and the hashtags as it goes out.

    ``notes`` say what was left out to keep within a limit; nothing is ever cut off unsaid.
    """

    platform: Platform
    language: str
    title: str
    caption: str
    hashtags: tuple[str, ...] = ()
    cover_text: str
    mark: str
    text: str
    disclosures: tuple[Disclosure, ...] = Field(min_length=1)
    rules: tuple[RuleResult, ...] = ()
    objections: tuple[Objection, ...] = ()
    notes: tuple[str, ...] = ()
    written_by: str = "offline"

    @property
    def passed(self) -> bool:
        """Whether every rule holds and nothing objects."""
        return all(rule.passed for rule in self.rules) and all(one.severity != "block" for one in self.objections)


class PostKits(Frozen):
    """The kits of a video, one per platform, and the date of the limits they were checked against."""

    kits: tuple[PostKit, ...] = ()
    limits_dated: str = ""

    @property
    def passed(self) -> bool:
        """Whether every kit holds."""
        return all(kit.passed for kit in self.kits)
