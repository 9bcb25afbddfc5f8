"""Every way to write a scene, one function per kind."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import gcd
from zlib import crc32

from agent.desk import Desk, Line
from agent.fit import Ground, Wording
from agent.listed import Entry, breathes
from agent.outline import Kind, Slot, subject
from agent.points import Point
from agent.testimony import sources
from agent.wording import capital, finish, fits_headline, fits_subline, has_hanzi, lowered, space, spoken, width

Slots = Sequence[Slot]

# What a wording costs beside taste, in steps that a reader would notice.
_AFTERTHOUGHT = 0.7  # a second afterthought: for long videos with little to say
_BARE_FIRST, _BARE = 0.6, 0.35  # a benefit without any
_OUT_OF_TURN = 0.7  # an opening or a call to action that is another seed's
_CLIPPED = 0.35  # a scene of three words
_GENERAL = 0.65  # an afterthought that is not about the point's own subject
_SHORTENED = 0.6  # a point told without its last clauses
_LATER = 0.3  # a moment further on in the scene's stretch: the product's own kind stands first
_SALE_UNSAID = 3.5  # a discount that no scene tells: only where its words are too long for the video
_SHORT = 16  # seconds in which a first sentence without its subject leaves room for another fact
_LAP = 7  # seeds after which first benefits fall behind the openings, so that the two do not repeat together
_POINTED_AT = 1.2  # a list only pointed at that could be told
_NAMELESS = 0.8  # the product brought in by its kind alone


def wordings(desk: Desk, slot: Slot, slots: Slots) -> list[Wording]:
    """Every way to write ``slot`` in a script of ``slots``."""
    key = (slot, _setting(slot, slots))
    if key not in desk.kept:
        desk.kept[key] = list(_WRITERS[slot.kind](desk, slot, slots))
    return desk.kept[key]


def _setting(slot: Slot, slots: Slots) -> object:
    """What of the other scenes a wording depends on."""
    if slot.kind == "benefit":
        asked = any(other.kind in {"hook", "problem"} for other in slots)
        return asked, tuple(other.index for other in slots if other.kind == "benefit")
    if slot.kind == "moment":
        return sum(other.kind == "moment" for other in slots)
    return slot.kind == "cta" and any(other.kind == "offer" for other in slots)


def _hooks(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    words, points = desk.words, desk.material.points
    kind = desk.material.name.category
    topic = words.topic(points[0].topic, kind) if points else None
    own = words.category(kind)
    pool = (*(topic.hooks if topic else ()), *own.hooks, *words.hooks)
    for (say, head, _), cost in _in_turn(desk, list(desk.phrases(pool)), 1):
        yield from desk.wording(slot.role, say, head, cost, sub=desk.material.shown)


def _in_turn(desk: Desk, options: list[Line], stride: int) -> Iterator[tuple[Line, float]]:
    """Each option with its cost: neighbouring seeds take neighbouring options, so that variants differ, and another
    product begins elsewhere, so that a catalogue of one seed differs too."""
    seed, lap = desk.material.brief.seed, len(options) // gcd(len(options), stride) or 1
    turn = seed * stride + seed // lap + crc32(desk.material.brief.product.name.encode())
    for i, option in enumerate(options):
        yield option, 0.0 if (turn - i) % len(options) == 0 else _OUT_OF_TURN + 0.3 * option[2]


def _fact_hooks(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    point = desk.material.points[0]
    roomy = desk.material.brief.seconds > _SHORT
    subject = "it " if point.verb and roomy and not desk.material.name.plural else ""
    hooks = [hook for hook in desk.words.fact_hooks if not point.foreign or hook.say.strip(".。") == "{point}"]
    for text in point.texts:
        told = {"point": subject + text}
        for (say, _, _), dislike in _in_turn(desk, list(desk.phrases(hooks, told)), 1):
            if say.endswith(("？", "?")) and re.search(r"[，,]", text):
                continue
            grounds = _point_grounds(point, text)
            cost = dislike + (_BARE if say.rstrip("。.").casefold() == told["point"].casefold() else 0.0)
            yield from desk.wording(
                slot.role, say, _point_head(point, desk), cost, sub=point.sub or desk.material.shown, grounds=grounds
            )


def _problems(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    own = desk.words.category(desk.material.name.category).problems
    for say, head, dislike in desk.phrases(own or desk.words.problems):
        yield from desk.wording(slot.role, say, head, dislike)


def _introductions(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    head = desk.material.short or desk.material.terms["this"]
    for template in desk.words.introductions:
        say = desk.fill(template)
        if say is not None:
            yield from desk.wording(slot.role, say, capital(head), desk.dislike(template))


def _benefits(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    told = [other for other in slots if other.kind == "benefit"]
    tellings = (*desk.material.points, *desk.material.extras)
    point, place = tellings[slot.index], told.index(slot)
    afters = _afterthoughts(desk, point, [tellings[other.index] for other in told[:place]], len(told), place)
    for shortened, text in enumerate(point.texts):
        leads = list(_leads(desk, point, text, place, slots))
        for lead, lead_cost in leads[:2] if shortened else leads:
            for after, after_cost in afters[:3] if shortened else afters:
                cost = lead_cost + after_cost + _SHORTENED * shortened
                grounds = _point_grounds(point, text)
                head = _point_head(point, desk)
                yield from desk.wording(slot.role, lead + after, head, cost, sub=point.sub, grounds=grounds)


def _leads(desk: Desk, point: Point, text: str, place: int, slots: Slots) -> Iterator[tuple[str, float]]:
    """Ways to bring a point in: the first one names the product, later ones open with a turn of speech or none."""
    words = desk.words
    as_subject = point.verb and not desk.material.name.plural
    if place == 0:
        asked = any(slot.kind in {"hook", "problem"} for slot in slots)
        answers = (words.verb_answers if as_subject else words.answers) if asked else ()
        frames = (*(words.verb_intros if as_subject else words.intros), *answers)
    else:
        share = max(1, len(desk.openers) // sum(slot.kind == "benefit" for slot in slots))
        dealt = () if point.foreign else desk.openers[place * share : (place + 1) * share]
        frames = (*(words.verb_benefits if as_subject else words.benefits[:1]), *dealt)
    for i, frame in enumerate(frames):
        lead = desk.fill(frame, {"point": text})
        if lead is not None:
            turn = desk.material.brief.seed + desk.material.brief.seed // _LAP
            others = _OUT_OF_TURN * (place == 0 and (turn - i) % len(frames) != 0)
            extra = 0.25 if frame in desk.openers else _NAMELESS if place == 0 and "{full}" not in frame else 0.0
            yield finish(lead, desk.language), extra + 0.5 * desk.dislike(frame) + 0.4 * others


def _afterthoughts(
    desk: Desk, point: Point, before: Sequence[Point], count: int, place: int
) -> list[tuple[str, float]]:
    """What may follow a point: nothing, a line on its topic, a general line, or both."""
    glue = desk.words.writing.glue
    topic = desk.words.topic(point.topic, desk.material.name.category)
    nth = sum(other.topic == point.topic for other in before)
    own = topic.payoffs[nth::2] if topic and nth < 2 else ()
    share = max(1, min(3, len(desk.payoffs) // count))
    general = desk.payoffs[place * share : (place + 1) * share]
    own, general = (tuple(x for x in lines if not _echoes(x, point.texts[0])) for lines in (own, general))
    filled = {line: desk.fill(line) or "" for line in (*own, *general)}
    one = [(glue + filled[line], 0.5 * desk.dislike(line)) for line in own]
    one += [(glue + filled[line], _GENERAL + 0.5 * desk.dislike(line)) for line in general]
    two = [(glue + filled[a] + glue + filled[b], _AFTERTHOUGHT) for a in own for b in general]
    three = [(a + glue + filled[general[-1]], 2 * _AFTERTHOUGHT) for a, _ in two[:2] if len(general) > 1]
    clipped = _CLIPPED * (len(point.texts[0].split()) < 4 if desk.language != "zh" else width(point.texts[0]) < 6)
    bare = [] if place and point.unread else [("", (_BARE if place else _BARE_FIRST) + clipped)]
    return [*bare, *one, *two, *three]


def _echoes(line: str, text: str) -> bool:
    """Whether an afterthought repeats words of its point: three hanzi in a row, or a long word."""
    hanzi = {text[i : i + 3] for i in range(len(text) - 2) if has_hanzi(text[i : i + 3])}
    words = set(re.findall(r"[a-z]{5,}", text.lower()))
    return any(part in line for part in hanzi) or bool(words & set(re.findall(r"[a-z]{5,}", line.lower())))


def _moments(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    """Lines of daily life; their deck runs from a first look to a decision, and each scene draws from its stretch."""
    several = sum(other.kind == "moment" for other in slots)
    start, end = (len(desk.moments) * i // several for i in (slot.index, slot.index + 1))
    own = list(desk.phrases(desk.moments[start:end])) or list(desk.phrases(desk.moments))
    glue = desk.words.writing.glue
    for i, (say, head, dislike) in enumerate(own):
        yield from desk.wording(slot.role, say, head, _LATER * i + dislike)
        for more, _, _ in own[i + 1 :]:
            yield from desk.wording(slot.role, say + glue + more, head, _AFTERTHOUGHT + _LATER * i + dislike)


def _summaries(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    points = desk.material.points
    for count in (3, 4):
        chosen = points[:count]
        names = [_in_a_list(point, desk) for point in chosen]
        grounds = [ground for point, name in zip(chosen, names, strict=True) for ground in _point_grounds(point, name)]
        items = [point.pictured or point.head or name for point, name in zip(chosen, names, strict=True)]
        for say, _, dislike in desk.phrases(desk.words.summaries, {"list": _listed(names, desk)}):
            yield from desk.wording(slot.role, say, desk.words.summary_head, dislike, items=items, grounds=grounds)


def _in_a_list(point: Point, desk: Desk) -> str:
    """A point's short form to say among others; a mere figure says too little, so the point itself stands in."""
    head = point.head or point.texts[-1]
    if desk.language == "zh":
        return spoken(head, "zh")
    whole = point.sub.casefold() == point.texts[0].casefold()
    figure = whole and len(head.split()) <= 2
    return point.texts[0] if figure else lowered(spoken(head, "en").replace(" & ", " and "))


def _listed(names: Sequence[str], desk: Desk) -> str:
    joins = desk.words.writing
    last = joins.both or joins.last if len(names) == 2 else joins.last
    return f"{joins.item.join(names[:-1])}{last}{names[-1]}"


def _proofs(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    words, is_review = desk.words, slot.kind == "review"
    quote = (desk.material.reviews if is_review else desk.material.evidence)[slot.index]
    terms = {"quote": _quoted(quote.text, desk), "claim": quote.text, "author": quote.by, "source": quote.by}
    shown = quote.head and (f"“{quote.head}”" if is_review else quote.head)
    head = shown or (words.quote_head if is_review else words.evidence_head)
    named = (desk.fill(words.quote_source, terms) or "") if quote.by and is_review else ""
    lines = () if is_review else sources(quote, words.evidence_source, desk.language)
    sub = named or next(iter(lines if shown else ()), "") or ("" if is_review or shown else capital(quote.text))
    unnamed = bool(quote.by) and not is_review and sub not in lines
    told = words.writing.glue + (desk.fill(words.evidence_source, terms) or "") if unnamed else ""
    grounds = [(claim.text, claim.field) for claim in quote.claims]
    grounds.append((quote.head, quote.claims[0].field))
    frames = words.quotes if is_review else words.evidence
    for say, _, dislike in desk.phrases(frames[slot.index % 2 :: 2] if len(frames) > 1 else frames, terms):
        whole = finish(say, desk.language) + told
        yield from desk.wording(slot.role, whole if told else say, head, dislike, sub=sub, grounds=grounds)


def _quoted(text: str, desk: Desk) -> str:
    return f"“{finish(text, desk.language)}”"


def _specs(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    for count in (2, 3):
        chosen = desk.material.specs[:count]
        if len(chosen) < count:
            return
        listed = desk.words.writing.comma.join(spec.text for spec in chosen)
        grounds = [(text, spec.field) for spec in chosen for text in (spec.text, spec.item)]
        for say, _, dislike in desk.phrases(desk.words.specs, {"specs": listed}):
            yield from desk.wording(
                slot.role,
                say,
                desk.words.specs_head,
                dislike,
                items=[spec.item for spec in chosen],
                grounds=grounds,
            )


def _lists(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    """A list of the brief, told whole; one that takes more than a breath is pointed at.

    Only a template that shows the list has a headline that announces it; others show the first of what is in it.
    """
    words, steps = desk.words, slot.kind == "steps"
    entries = desk.material.steps if steps else desk.material.included
    texts = [entry.text for entry in entries]
    told = {"list": words.writing.step.join(texts) if steps else _listed(texts, desk)} if breathes(entries) else {}
    announced = words.steps_head if steps else words.included_head
    head, sub = (announced, "") if subject(desk.material) == slot.kind else _first_of(entries, steps, announced, desk)
    for phrase in words.steps if steps else words.included:
        for say, _, dislike in desk.phrases([phrase], told):
            unsaid = _POINTED_AT * (bool(told) and "{list}" not in phrase.say)
            yield from desk.wording(
                slot.role,
                say,
                head,
                dislike + unsaid,
                sub=sub,
                items=[entry.item for entry in entries],
                grounds=[(text, entry.field) for entry in entries for text in (entry.text, entry.item)],
            )


def _first_of(entries: Sequence[Entry], steps: bool, announced: str, desk: Desk) -> tuple[str, str]:
    """The first entry of a list as the headline, and below it as many of the others, in their order, as fit there."""
    items = [space(entry.item) for entry in entries]
    if not fits_headline(items[0], desk.language):
        return announced, items[0] if fits_subline(items[0], desk.language) else ""
    joint, more = (" → ", " → …") if steps else (desk.words.writing.item, desk.words.writing.more)
    lines = [joint.join(items[1:n]) + (more if n < len(items) else "") for n in range(len(items), 1, -1)]
    return capital(items[0]), capital(next((line for line in lines if fits_subline(line, desk.language)), ""))


def _comparisons(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    """The table that is shown, pointed at: its rows are the seller's."""
    other = desk.material.compared
    if other:
        for say, _, dislike in desk.phrases(desk.words.comparisons, {"other": other.text}):
            ground = [(other.text, other.field)]
            yield from desk.wording(slot.role, say, desk.words.comparison_head, dislike, grounds=ground)


def _offers(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    discounted = "sale" in desk.material.terms
    pool = desk.words.offers if discounted else desk.words.prices
    sub = desk.fill(desk.words.offer_sub) if discounted else desk.material.shown
    for say, head, dislike in desk.phrases(pool):
        yield from desk.wording(slot.role, say, head, dislike, sub=sub or "")


def _ctas(desk: Desk, slot: Slot, slots: Slots) -> Iterator[Wording]:
    own = desk.words.category(desk.material.name.category).ctas
    priced = not any(other.kind == "offer" for other in slots)
    must = priced and "sale" in desk.material.terms
    for (say, head, _), cost in _in_turn(desk, list(desk.phrases((*own, *desk.words.ctas))), 3):
        unsaid = _SALE_UNSAID if must else 0.0
        yield from desk.wording(slot.role, say, head, cost + unsaid, sub=desk.material.shown)
        for template in desk.words.price_ctas if priced else ():
            with_price = desk.fill(template, {"cta": say})
            if with_price is not None:
                sub = desk.material.terms["now_screen"]
                yield from desk.wording(slot.role, with_price, head, cost - 0.3, sub=sub)


def _point_head(point: Point, desk: Desk) -> str:
    """What is shown of a point; of the first that has nothing short to show, the product's name."""
    material = desk.material
    unheaded = next((one for one in (*material.points, *material.extras) if not one.head), point)
    named = material.short if unheaded.field == point.field and unheaded.texts == point.texts else ""
    return point.pictured or point.head or named or desk.words.point_head


def _point_grounds(point: Point, text: str) -> list[Ground]:
    return [(part, point.field) for part in (text, point.head, point.sub)]


_Writer = Callable[[Desk, Slot, Slots], Iterator[Wording]]
_WRITERS: Mapping[Kind, _Writer] = {
    "hook": _hooks,
    "fact_hook": _fact_hooks,
    "problem": _problems,
    "introduce": _introductions,
    "benefit": _benefits,
    "moment": _moments,
    "summary": _summaries,
    "review": _proofs,
    "evidence": _proofs,
    "specs": _specs,
    "steps": _lists,
    "included": _lists,
    "comparison": _comparisons,
    "offer": _offers,
    "cta": _ctas,
}
