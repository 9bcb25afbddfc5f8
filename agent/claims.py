"""Grounding: everything provable that a script says rests on a field of the brief, or is a problem."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from agent.disguise import reveal
from agent.fields import PRICES, field_text, field_value, fields
from agent.finding import Finding
from agent.injection import gives_orders
from agent.mentions import Mention, mentions
from agent.numerals import plain
from agent.wording import visible
from domain.brief import Brief, ProductFacts
from domain.script import Claim, Script, ScriptScene

_CLAUSE_END = re.compile(r"[，。；！？;!?]|[,.](?=\s|$)")

_UNSUPPORTED = "no field of the brief supports it"
_ADVICE = "leave it out, or state it in the brief where it is true"


@dataclass(frozen=True)
class Problem:
    """Something a script says that the brief does not support; ``scene`` is its id, or ``title``."""

    scene: str
    text: str
    reason: str


def ungrounded(script: Script, brief: Brief) -> tuple[Problem, ...]:
    """Every price, number, unit, percentage and strong word without a claim whose field supports it.

    A claim must also name a field the brief has, and be a stretch of its scene's own text.
    """
    found = [*_title_problems(script, brief)]
    for scene in script.scenes:
        found += _claim_problems(scene, brief)
        found += _mention_problems(scene, brief)
    return tuple(dict.fromkeys(found))


def check_claims(texts: Mapping[str, str], brief: Brief) -> tuple[Finding, ...]:
    """What ``texts`` (name → text: a title, a caption, hashtags) state that no field of the brief supports."""
    paths = tuple(fields(brief))
    found = (
        Finding(place, mention.text, _UNSUPPORTED, suggestion=_ADVICE)
        for place, text in texts.items()
        for mention in mentions(text)
        if not any(supports(path, mention, brief) for path in paths)
    )
    return tuple(dict.fromkeys(found))


def traced(script: Script, brief: Brief) -> Script:
    """The script with a claim added for each mention that has none though a field supports it."""
    scenes = tuple(_traced_scene(scene, brief) for scene in script.scenes)
    return script.model_copy(update={"scenes": scenes})


def supports(path: str, mention: Mention, brief: Brief) -> bool:
    """Whether the field at ``path`` proves ``mention``, allowing for spelling, units and the derived discount.

    A field that gives orders to a machine proves nothing.
    """
    product = brief.product
    if path in PRICES:
        return _price_supports(path, mention, product)
    if path.endswith(".rating"):
        return mention.unit in {"star", "mark", "count"} and mention.value == plain(Decimal(field_text(brief, path)))
    text = visible(field_text(brief, path))
    if gives_orders(text):
        return False
    stated = [fact for fact in mentions(text) if _same(mention, fact) and _as_much(mention, fact)]
    return any(mention.about & fact.about for fact in stated) or (bool(stated) and not _of_other(mention, brief))


def scene_texts(scene: ScriptScene) -> tuple[str, ...]:
    """Everything the scene says or shows."""
    return tuple(text for text in (scene.narration, scene.headline, scene.subline, *scene.items) if text)


def _title_problems(script: Script, brief: Brief) -> Iterator[Problem]:
    for finding in check_claims({"title": script.title}, brief):
        yield Problem(finding.place, finding.text, finding.reason)


def _claim_problems(scene: ScriptScene, brief: Brief) -> Iterator[Problem]:
    said = [_squeezed(text) for text in scene_texts(scene)]
    for claim in scene.claims:
        if field_value(brief, claim.field) is None:
            yield Problem(scene.id, claim.text, f"the brief has no field {claim.field}")
        elif not any(_squeezed(claim.text) in text for text in said):
            yield Problem(scene.id, claim.text, "the claim is not a stretch of the scene's text")


def _mention_problems(scene: ScriptScene, brief: Brief) -> Iterator[Problem]:
    for mention in _scene_mentions(scene):
        covering = [claim for claim in scene.claims if _covers(claim, mention)]
        fields_named = [claim.field for claim in covering if field_value(brief, claim.field) is not None]
        if not covering:
            yield Problem(scene.id, mention.text, "no claim covers it")
        elif fields_named and not any(supports(path, mention, brief) for path in fields_named):
            yield Problem(scene.id, mention.text, f"{', '.join(fields_named)} does not say so")


def _traced_scene(scene: ScriptScene, brief: Brief) -> ScriptScene:
    added: list[Claim] = []
    for mention in _scene_mentions(scene):
        known = [claim for claim in (*scene.claims, *added) if _covers(claim, mention)]
        if any(field_value(brief, c.field) is not None and supports(c.field, mention, brief) for c in known):
            continue
        path = next((path for path in fields(brief) if supports(path, mention, brief)), None)
        text = _stretch(scene, mention)
        if path is not None and text:
            added.append(Claim(text=text, field=path))
    return scene.model_copy(update={"claims": (*scene.claims, *added)}) if added else scene


def _stretch(scene: ScriptScene, mention: Mention) -> str:
    """The shortest clause of the scene that makes the mention, in the scene's own spelling."""
    texts = scene_texts(scene)
    clauses = [clause.strip() for text in texts for clause in _CLAUSE_END.split(text)]
    making = [part for part in (*clauses, *texts) if any(_same(mention, said) for said in mentions(part))]
    return min(making, key=len, default="")[:300]


def _scene_mentions(scene: ScriptScene) -> Iterable[Mention]:
    return dict.fromkeys(mention for text in scene_texts(scene) for mention in mentions(text))


def _covers(claim: Claim, mention: Mention) -> bool:
    return any(_same(mention, said) for said in mentions(claim.text))


def _same(one: Mention, other: Mention) -> bool:
    if one.kind != other.kind or one.value != other.value:
        return False
    return one.unit == other.unit or (one.kind == "price" and bool(_codes(one) & _codes(other)))


def _as_much(mention: Mention, fact: Mention) -> bool:
    """Whether the fact goes as far as the mention: no least made of a figure, no figure of a most, no other subject."""
    if mention.kind == "property":
        return mention.part == fact.part
    if mention.kind not in {"quantity", "percent"}:
        return True
    if mention.kind == "quantity" and not _within(mention, fact):
        return False
    return not (mention.about and fact.about) or bool(mention.about & fact.about)


def _of_other(mention: Mention, brief: Brief) -> bool:
    """Whether the brief gives the mention's figure, but always as a figure of something else."""
    if not mention.about:
        return False
    facts = (fact for path in fields(brief) if path not in PRICES for fact in mentions(field_text(brief, path)))
    told = [fact.about for fact in facts if fact.about and _same(mention, fact)]
    return bool(told) and not any(mention.about & about for about in told)


def _within(mention: Mention, fact: Mention) -> bool:
    if mention.part == "over":
        return fact.part == "over"
    return mention.part == "upto" or fact.part != "upto"


def _codes(mention: Mention) -> set[str]:
    return set(mention.unit.split("/"))


def _price_supports(path: str, mention: Mention, product: ProductFacts) -> bool:
    if mention.kind == "price":
        return product.currency in _codes(mention) and Decimal(mention.value) in _prices_called(mention, path, product)
    if product.price is None or product.sale_price is None or not product.price:
        return False
    kept = product.sale_price / product.price
    if mention.kind == "percent":
        return Decimal(mention.value) in _rounded((1 - kept) * 100, ROUND_FLOOR)
    return mention.kind == "discount" and Decimal(mention.value) in _rounded(kept * 10, ROUND_CEILING)


def _prices_called(mention: Mention, path: str, product: ProductFacts) -> set[Decimal | None]:
    """The amounts the mention may name, given what it says the price is."""
    saving = product.saving
    match mention.part:
        case "saving":
            return {saving}
        case "was":
            return {product.price} if saving else set()
        case "now":
            return {product.price if product.sale_price is None else product.sale_price}
        case _:
            return {product.price if path == "product.price" else product.sale_price}


def _rounded(exact: Decimal, rounding: str) -> set[Decimal]:
    """The figure as it is, or rounded so that it never promises more than it gives."""
    return {exact, exact.quantize(Decimal(1), rounding=rounding), exact.quantize(Decimal("0.1"), rounding=rounding)}


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", reveal(text)).casefold()
