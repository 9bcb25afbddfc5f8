"""Post kits beside the video: as JSON, and as text to copy from."""

from collections.abc import Sequence
from pathlib import Path

from agent.post.limits import video_rules
from agent.post.write import rules_of, write_post_kits
from domain.brief import Aspect, Brief
from domain.post import PostKit, PostKits
from domain.script import Script
from labeling.wording import load_wordings
from pipeline.export import Paper, Product
from pipeline.job import Job


def post_kits(script: Script, brief: Brief, products: Sequence[Product]) -> PostKits:
    """A kit for each platform of the brief, its rules on the video measured on the files."""
    kits = write_post_kits(script, brief, load_wordings().text(script.language))
    return kits.model_copy(update={"kits": tuple(_measured(kit, brief, products) for kit in kits.kits)})


def post_papers(kits: PostKits, product: Product, folder: Path, job: Job) -> dict[str, Paper]:
    """``post-kit.json``, and for each platform a text, sealed in ``folder``; nothing where there is no kit."""
    if not kits.kits:
        return {}
    names = {f"post-{kit.platform}.txt": kit for kit in kits.kits}
    seal = job.studio.sealer.text
    texts = {name: seal(as_text(kit), product.timeline, folder / name) for name, kit in names.items()}
    return {"post-kit.json": kits, **texts}


def post_notes(kits: PostKits) -> tuple[str, ...]:
    """One line for each platform whose rules do not all hold."""
    return tuple(
        f"{kit.platform}: {rule.rule} is {rule.measured}, {rule.bound} asked"
        for kit in kits.kits
        for rule in kit.rules
        if not rule.passed
    )


def _measured(kit: PostKit, brief: Brief, products: Sequence[Product]) -> PostKit:
    """The kit with its rules on the video measured on the file that suits the platform best."""
    places = dict(zip(brief.aspects, products, strict=True))
    order: tuple[Aspect, ...] = ("9:16", "4:5", "1:1", "16:9")
    aspect = next(one for one in order if one in places)
    product = places[aspect]
    size = product.video.path.stat().st_size
    found = video_rules(rules_of(kit.platform), float(product.timeline.seconds), aspect, size)
    texts = tuple(rule for rule in kit.rules if not rule.rule.startswith("video"))
    return kit.model_copy(update={"rules": (*texts, *found)})


def as_text(kit: PostKit) -> str:
    """A kit to read and to copy from; the mark stands at its head, and sealing adds it at the end."""
    chinese = kit.language == "zh"
    names = _ZH if chinese else _EN
    parts = [
        f"{kit.mark} · {kit.platform}",
        f"{names['title']}\n{kit.title}",
        f"{names['caption']}\n{kit.text}",
        f"{names['cover']}\n{kit.cover_text}",
        f"{names['disclose']}\n" + "\n".join(_disclosure(kit)),
        f"{names['rules']}\n" + "\n".join(_rules(kit)),
        *([f"{names['notes']}\n" + "\n".join(f"- {note}" for note in kit.notes)] if kit.notes else []),
    ]
    return "\n\n".join(parts) + "\n"


def _disclosure(kit: PostKit) -> list[str]:
    return [
        f"- {one.via}: {one.field} = {one.value}" + (f" ({one.note})" if one.note else "") for one in kit.disclosures
    ]


def _rules(kit: PostKit) -> list[str]:
    held = [f"- {'ok' if r.passed else 'NOT MET'}: {r.rule}: {r.measured} ({r.bound})" for r in kit.rules]
    return [*held, *(f"- {one.severity}: {one.place}: “{one.text}” {one.reason}" for one in kit.objections)]


_ZH = {"title": "标题", "caption": "正文", "cover": "封面文字", "disclose": "AI 声明", "rules": "规则", "notes": "说明"}
_EN = {
    "title": "Title",
    "caption": "Caption",
    "cover": "Cover text",
    "disclose": "AI disclosure",
    "rules": "Rules",
    "notes": "Notes",
}
